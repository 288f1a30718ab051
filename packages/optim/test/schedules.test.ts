import { jvp, value } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { CosineAnnealingLR, LearningRateSchedule, SGD, StepLR } from "../src/index.ts";
import { expectClose, fixture } from "./torchFixture.ts";

const parameter = () => value(1, { requiresGrad: true });
const optimizerAt = (learningRate: number) => new SGD([parameter()], { learningRate });
const schedules = { StepLR, CosineAnnealingLR };

describe("learning rates equal PyTorch's", () => {
  it.each(fixture.schedules)("$name", ({ schedule: kind, options, learningRate, learningRates }) => {
    const optimizer = optimizerAt(learningRate);
    const schedule = new schedules[kind](optimizer, options);
    const rates = learningRates.map((_, epoch) => {
      if (epoch > 0) schedule.step();
      return optimizer.learningRate;
    });
    // PyTorch's cosine goes from rate to rate and ends within rounding of 0, where ours is computed directly.
    const isZero = (rate: number): boolean => Math.abs(rate) < 1e-16;
    expect(rates.map(isZero)).toEqual(learningRates.map(isZero));
    const wanted = learningRates.filter((rate) => !isZero(rate));
    expectClose(
      rates.filter((rate) => !isZero(rate)),
      wanted,
      1e-10,
    );
    expect(schedule.lastEpoch).toBe(learningRates.length - 1);
  });
});

it("each group goes down from its own base rate", () => {
  const optimizer = new SGD(
    [{ parameters: [parameter()] }, { parameters: [parameter()], learningRate: 0.25 }],
    { learningRate: 1 },
  );
  const schedule = new StepLR(optimizer, { stepSize: 2, gamma: 0.5 });
  for (let epoch = 0; epoch < 4; epoch++) schedule.step();
  expect(optimizer.groups.map((group) => group.learningRate.item())).toEqual([0.25, 0.0625]);
});

it("a schedule can be any function of the epoch", () => {
  const optimizer = optimizerAt(0.5);
  const warmup = new LearningRateSchedule(optimizer, (base, epoch) => base.mul(epoch.div(4).minimum(1)));
  const rates = Array.from({ length: 5 }, () => {
    warmup.step();
    return optimizer.learningRate;
  });
  expect(rates).toEqual([0.125, 0.25, 0.375, 0.5, 0.5]);
});

it("a schedule goes on from its state dict and the optimizer's", () => {
  const [straight, first, second] = [optimizerAt(0.1), optimizerAt(0.1), optimizerAt(7)];
  const uninterrupted = new CosineAnnealingLR(straight, { tMax: 10, etaMin: 0.01 });
  const interrupted = new CosineAnnealingLR(first, { tMax: 10, etaMin: 0.01 });
  for (let epoch = 0; epoch < 4; epoch++) {
    uninterrupted.step();
    interrupted.step();
  }
  const resumed = new CosineAnnealingLR(second, { tMax: 10, etaMin: 0.01 });
  resumed.loadStateDict(structuredClone(interrupted.stateDict()));
  second.loadStateDict(structuredClone(first.stateDict()));
  expect(resumed.lastEpoch).toBe(4);
  expect(second.learningRate).toBe(straight.learningRate);
  uninterrupted.step();
  resumed.step();
  expect(second.learningRate).toBe(straight.learningRate);
});

it("a state dict of another number of groups is refused", () => {
  const schedule = new StepLR(optimizerAt(1), { stepSize: 1 });
  expect(() => schedule.loadStateDict({})).toThrow(/missing: lastEpoch, groups.0.baseLearningRate/);
});

it.each<[string, () => unknown]>([
  ["StepLR: stepSize is a number of epochs", () => new StepLR(optimizerAt(1), { stepSize: 0 })],
  ["StepLR: gamma is a number of at least 0", () => new StepLR(optimizerAt(1), { stepSize: 1, gamma: -1 })],
  [
    "CosineAnnealingLR: tMax is a number of epochs",
    () => new CosineAnnealingLR(optimizerAt(1), { tMax: 1.5 }),
  ],
  ["etaMin is a number of at least 0", () => new CosineAnnealingLR(optimizerAt(1), { tMax: 1, etaMin: -1 })],
])("%s", (message, make) => {
  expect(make).toThrow(message);
});

describe("a rate function that gives what no learning rate can be leaves everything as it was", () => {
  const groups = () =>
    new SGD([{ parameters: [parameter()] }, { parameters: [parameter()], learningRate: 0.25 }], {
      learningRate: 1,
    });

  it.each<[string, unknown, string]>([
    ["float32", value(0.1), "the learning rate of group 1 is float32 of shape [], but must be"],
    ["not a scalar", value(0.1, { dtype: "float64" }).reshape([1]), "group 1 is float64 of shape [1]"],
    ["nothing", undefined, "group 1 is undefined, but must be a number or float64 of shape []."],
    [
      "NaN",
      value(Number.NaN, { dtype: "float64" }),
      "the learning rate of group 1 is a number of at least 0",
    ],
    ["negative", value(-1, { dtype: "float64" }), "group 1 is a number of at least 0, got -1"],
    ["the number NaN", Number.NaN, "group 1 is a number of at least 0, got NaN"],
    ["the number −1", -1, "group 1 is a number of at least 0, got -1"],
  ])("%s", (_name, rate, message) => {
    const optimizer = groups();
    let group = 0;
    const schedule = new LearningRateSchedule(optimizer, (base) =>
      group++ === 0 ? base.mul(0.5) : (rate as number),
    );
    expect(() => schedule.step()).toThrow(message);
    expect(schedule.lastEpoch).toBe(0);
    expect(optimizer.groups.map(({ learningRate }) => learningRate.item())).toEqual([1, 0.25]);
  });
});

it("a rate function may give a plain number", () => {
  const optimizer = optimizerAt(0.5);
  const schedule = new LearningRateSchedule(optimizer, () => 0.125);
  schedule.step();
  expect([schedule.lastEpoch, optimizer.learningRate]).toEqual([1, 0.125]);
});

it("a schedule that is made and stepped inside an open trace keeps leaves that can be assigned", () => {
  const optimizer = optimizerAt(1);
  jvp(
    (x) => {
      const schedule = new StepLR(optimizer, { stepSize: 1, gamma: 0.5 });
      schedule.step();
      schedule.loadStateDict(schedule.stateDict());
      return x;
    },
    value(1),
    value(1),
  );
  expect(optimizer.learningRate).toBe(0.5);
});
