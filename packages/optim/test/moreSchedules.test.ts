import { jvp, value } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import * as optim from "../src/index.ts";
import { expectClose, more, type ScheduleCase } from "./torchFixture.ts";

const optimizerAt = (learningRate: number) =>
  new optim.SGD([value(1, { requiresGrad: true })], { learningRate });

const groupsAt = (learningRates: readonly number[]) =>
  new optim.SGD(
    learningRates.map((learningRate) => ({ parameters: [value(1, { requiresGrad: true })], learningRate })),
    { learningRate: 1 },
  );
const ratesOf = ({ groups }: optim.SGD) => groups.map(({ learningRate }) => learningRate.item());

const rates = {
  StepLR: optim.stepLR,
  MultiStepLR: optim.multiStepLR,
  ExponentialLR: optim.exponentialLR,
  LinearLR: optim.linearLR,
  PolynomialLR: optim.polynomialLR,
  CosineAnnealingWarmRestarts: optim.cosineAnnealingWarmRestarts,
  OneCycleLR: optim.oneCycleLR,
} as Record<string, (options: object) => optim.LearningRate>;

const classes = {
  MultiStepLR: optim.MultiStepLR,
  ExponentialLR: optim.ExponentialLR,
  LinearLR: optim.LinearLR,
  PolynomialLR: optim.PolynomialLR,
  CosineAnnealingWarmRestarts: optim.CosineAnnealingWarmRestarts,
  OneCycleLR: optim.OneCycleLR,
  SequentialLR: optim.SequentialLR,
};

/** The options with the schedules in them made, if there are any. */
function scheduleOf(optimizer: optim.SGD, { schedule, options }: ScheduleCase): optim.LearningRateSchedule {
  const schedules = options.schedules?.map((child) => rates[child.schedule](child.options));
  if (schedule === "ChainedScheduler") return new optim.ChainedScheduler(optimizer, schedules ?? []);
  return new classes[schedule](optimizer, { ...options, ...(schedules && { schedules }) } as never);
}

describe("learning rates equal PyTorch's", () => {
  it.each(more.schedules)("$name", ({ learningRate, learningRates, ...made }) => {
    const optimizer = optimizerAt(learningRate);
    const schedule = scheduleOf(optimizer, made);
    const found = learningRates.map((_, epoch) => {
      if (epoch > 0) schedule.step();
      return optimizer.learningRate;
    });
    expectClose(found, learningRates, 1e-10);
  });

  it.each(more.schedules)(
    "and go on from a state dict: $name",
    ({ learningRate, learningRates, ...made }) => {
      const [first, second] = [optimizerAt(learningRate), optimizerAt(7)];
      const interrupted = scheduleOf(first, made);
      for (let epoch = 0; epoch < 11; epoch++) interrupted.step();
      const resumed = scheduleOf(second, made);
      resumed.loadStateDict(structuredClone(interrupted.stateDict()));
      second.loadStateDict(structuredClone(first.stateDict()));
      resumed.step();
      expectClose([second.learningRate], [learningRates[12]], 1e-10);
    },
  );

  it.each(more.groupedSchedules)("$name", ({ initial, learningRates, ...made }) => {
    const optimizer = groupsAt(initial);
    const schedule = scheduleOf(optimizer, made);
    for (const [epoch, expected] of learningRates.entries()) {
      if (epoch > 0) schedule.step();
      expectClose(ratesOf(optimizer), expected, 1e-10);
    }
  });

  it.each(more.groupedPlateaus)("on a plateau: $name", ({ options, initial, metrics, learningRates }) => {
    const optimizer = groupsAt(initial);
    const plateau = new optim.ReduceLROnPlateau(optimizer, options);
    for (const [i, metric] of metrics.entries()) {
      plateau.step(Number(metric));
      expectClose(ratesOf(optimizer), learningRates[i], 1e-10);
    }
  });

  it.each(more.plateaus)("on a plateau: $name", ({ options, learningRate, metrics, learningRates }) => {
    let optimizer = optimizerAt(learningRate);
    let plateau = new optim.ReduceLROnPlateau(optimizer, options);
    const found = metrics.map((metric, i) => {
      plateau.step(i % 2 === 0 ? Number(metric) : value(Number(metric), { dtype: "float64" }));
      if (i === 5) {
        const states = structuredClone([optimizer.stateDict(), plateau.stateDict()]);
        optimizer = optimizerAt(7);
        plateau = new optim.ReduceLROnPlateau(optimizer, options);
        optimizer.loadStateDict(states[0]);
        plateau.loadStateDict(states[1]);
      }
      return optimizer.learningRate;
    });
    expectClose(found, learningRates, 1e-10);
  });
});

it("restarts come at the epoch they should, after many periods too", () => {
  const optimizer = optimizerAt(1);
  const rate = optim.cosineAnnealingWarmRestarts({ t0: 5, tMult: 3 });
  const [base] = optimizer.groups.map(({ learningRate }) => learningRate);
  let begin = 0;
  for (let period = 5; begin < 2 ** 30; period *= 3) {
    expect(rate(base, value(begin, { dtype: "float64" })).item()).toBeCloseTo(1, 12);
    begin += period;
    expect(rate(base, value(begin - 1, { dtype: "float64" })).item()).toBeLessThan(0.1);
  }
});

it("a cycle without a top of its own goes up to each group's base rate, and ends at its smallest", () => {
  const parameters = [1, 2].map((x) => value(x, { requiresGrad: true }));
  const optimizer = new optim.SGD(
    [{ parameters: [parameters[0]] }, { parameters: [parameters[1]], learningRate: 0.5 }],
    { learningRate: 1 },
  );
  const schedule = new optim.OneCycleLR(optimizer, { totalSteps: 10, divFactor: 4, finalDivFactor: 2 });
  const now = () => optimizer.groups.map(({ learningRate }) => learningRate.item());
  expect(now()).toEqual([0.25, 0.125]);
  schedule.step();
  schedule.step();
  expect(now()).toEqual([1, 0.5]);
  for (let i = 0; i < 20; i++) schedule.step();
  expect(now()).toEqual([0.125, 0.0625]);
});

it("a cycle within a sequence has a top for each group, too", () => {
  const optimizer = groupsAt([1, 1]);
  const tops = [4, 2];
  const cycle = optim.oneCycleLR({ totalSteps: 10, pctStart: 0, maxLearningRate: tops });
  tops[0] = 99; // the schedule has a copy
  const warmUp = optim.chained([optim.linearLR({ startFactor: 0.5, totalIters: 1 })]);
  const schedule = new optim.SequentialLR(optimizer, { schedules: [warmUp, cycle], milestones: [2] });
  expect(ratesOf(optimizer)).toEqual([0.5, 0.5]);
  schedule.step();
  schedule.step();
  const [first, second] = ratesOf(optimizer);
  expect(first).toBeCloseTo(2 * second, 12);
  expect(first).toBeGreaterThan(3);
});

it("a cycle that goes up in no time is a way down", () => {
  for (const pctStart of [0, 0.1]) {
    const optimizer = optimizerAt(1);
    const schedule = new optim.OneCycleLR(optimizer, { totalSteps: 10, pctStart });
    for (let i = 0; i < 9; i++) schedule.step();
    expect(optimizer.learningRate).toBeCloseTo(4e-6, 12);
  }
});

it("fit steps a plateau with the loss of each epoch", async () => {
  const optimizer = optimizerAt(1);
  const w = value(1, { requiresGrad: true });
  await optim.fit({
    loss: () => w.mul(0).add(1),
    batches: [0],
    epochs: 4,
    optimizer,
    schedule: new optim.ReduceLROnPlateau(optimizer, { patience: 0, factor: 0.5 }),
  });
  expect(optimizer.learningRate).toBe(0.125);
});

it("schedules that are made and stepped inside an open trace keep leaves that can be assigned", () => {
  const optimizer = optimizerAt(1);
  jvp(
    (x) => {
      const schedules = [
        optim.linearLR({ startFactor: 0.5, totalIters: 2 }),
        optim.oneCycleLR({ totalSteps: 5 }),
      ];
      const schedule = new optim.SequentialLR(optimizer, { schedules, milestones: [3] });
      const plateau = new optim.ReduceLROnPlateau(optimizer, { patience: 0, factor: 0.5 });
      for (const metric of [1, 2]) {
        schedule.step();
        plateau.step(x.mul(metric));
      }
      plateau.loadStateDict(plateau.stateDict());
      return x;
    },
    value(1),
    value(1),
  );
  expect(optimizer.learningRate).toBe(0.5);
});

const optimizer = optimizerAt(1);
it.each<[string, () => unknown]>([
  ["MultiStepLR: milestones are numbers of epochs", () => optim.multiStepLR({ milestones: [5, 3] })],
  ["MultiStepLR: milestones are numbers of epochs", () => optim.multiStepLR({ milestones: [0.5] })],
  ["MultiStepLR: gamma is a number of at least 0", () => optim.multiStepLR({ milestones: [], gamma: -1 })],
  ["ExponentialLR: gamma is a number", () => optim.exponentialLR({ gamma: Number.NaN })],
  ["LinearLR: startFactor is a number from 0 to 1", () => optim.linearLR({ startFactor: 2 })],
  ["LinearLR: totalIters is a number of epochs", () => optim.linearLR({ totalIters: 0 })],
  ["PolynomialLR: power is a number", () => optim.polynomialLR({ power: -1 })],
  [
    "WarmRestarts: tMult is a number of epochs",
    () => optim.cosineAnnealingWarmRestarts({ t0: 1, tMult: 1.5 }),
  ],
  ["OneCycleLR: totalSteps is a number of epochs", () => optim.oneCycleLR({ totalSteps: 0 })],
  ["OneCycleLR: pctStart is a number from 0 to 1", () => optim.oneCycleLR({ totalSteps: 3, pctStart: 3 })],
  ["OneCycleLR: divFactor is a number", () => optim.oneCycleLR({ totalSteps: 3, divFactor: -1 })],
  [
    "OneCycleLR: maxLearningRate is a number or a list of one for each of the 1 group(s), got 2.",
    () => new optim.OneCycleLR(optimizer, { totalSteps: 3, maxLearningRate: [1, 2] }),
  ],
  [
    "OneCycleLR: maxLearningRate[1] is a number of at least 0, got -2.",
    () => optim.oneCycleLR({ totalSteps: 3, maxLearningRate: [1, -2] }),
  ],
  [
    "OneCycleLR: maxLearningRate has no number for group 1",
    () => optim.oneCycleLR({ totalSteps: 3, maxLearningRate: [1] })(value(1), value(1), 1),
  ],
  [
    "ReduceLROnPlateau: minLearningRate is a number or a list of one for each of the 1 group(s), got 0.",
    () => new optim.ReduceLROnPlateau(optimizer, { minLearningRate: [] }),
  ],
  [
    "SequentialLR needs one schedule more than milestones, got 1 and 1",
    () => optim.sequentialLR({ schedules: [optim.linearLR()], milestones: [1] }),
  ],
  [
    "SequentialLR takes functions, such as linearLR",
    () => optim.sequentialLR({ schedules: [new optim.LinearLR(optimizer) as never], milestones: [] }),
  ],
  [
    "ChainedScheduler takes functions",
    () => new optim.ChainedScheduler(optimizer, [new optim.LinearLR(optimizer) as never]),
  ],
  [
    "mode is one of min, max, got Max",
    () => new optim.ReduceLROnPlateau(optimizer, { mode: "Max" as never }),
  ],
  [
    "thresholdMode is one of rel, abs",
    () => new optim.ReduceLROnPlateau(optimizer, { thresholdMode: "x" as never }),
  ],
  [
    "annealStrategy is one of cos, linear",
    () => optim.oneCycleLR({ totalSteps: 3, annealStrategy: "x" as never }),
  ],
  ["factor is a number below 1, got 1", () => new optim.ReduceLROnPlateau(optimizer, { factor: 1 })],
  ["patience is a number of at least 0", () => new optim.ReduceLROnPlateau(optimizer, { patience: -1 })],
])("%s", (message, make) => {
  expect(make).toThrow(message);
});
