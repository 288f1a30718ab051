import { compile } from "@chainrule/wasm";
import { describe, expect, it } from "vitest";
import { runExample } from "../../../examples/test/run.ts";
import { labelAll, plain, rule } from "../src/lessons/10-overfitting/classification.ts";
import {
  rule as curve,
  fit,
  measureAll,
  none,
  places,
  type Remedies,
} from "../src/lessons/10-overfitting/regression.ts";
import { beginRuns, type Cases, cases } from "../src/lessons/10-overfitting/runs.ts";
import { beginSizes, setCount } from "../src/lessons/10-overfitting/sizes.ts";

/** A whole training: what it was after each epoch, and its test losses. */
function train(remedies: Partial<Remedies>) {
  const epochs: { trainLoss: number; validationLoss: number }[] = [];
  const course = fit({ ...none, ...remedies }, compile);
  for (;;) {
    const { done, value } = course.next();
    if (done) return { epochs, test: value };
    epochs.push({ trainLoss: value.trainLoss, validationLoss: value.validationLoss });
  }
}

describe("the regression", () => {
  it("gives the numbers of the example: its losses, and 1.45, 0.24 and 0.28 in the test", async () => {
    const [plain, decayed] = [0, 1].map((weightDecay) => train({ weightDecay }));
    const { stdout } = await runExample("09-overfitting.ts");
    const rows = stdout
      .split("\n")
      .map((line) => line.trim().split(/ +/).map(Number))
      .filter((row) => row.length === 5 && row.every(Number.isFinite));
    expect(rows.map(([epoch]) => epoch)).toEqual([1, 25, 50, 100, 200, 400, 600]);
    for (const [epoch, first, , second] of rows.slice(0, 4)) {
      expect(plain.epochs[epoch - 1].trainLoss).toBeCloseTo(first, 3);
      expect(decayed.epochs[epoch - 1].trainLoss).toBeCloseTo(second, 3);
    }
    const [end, early, small] = (stdout.match(/Result: .*/)?.[0].match(/\d+\.\d+/g) ?? []).map(Number);
    expect([end, early, small]).toEqual([1.45, 0.24, 0.28]);
    // Compiled, sums are rounded in another order, and 600 epochs on twelve points make something of that.
    expect(plain.test.atTheEnd).toBeCloseTo(end, 1);
    expect(plain.test.stoppedEarly).toBeCloseTo(early, 2);
    expect(decayed.test.atTheEnd).toBeCloseTo(small, 2);
  });

  it("stops as many epochs after the best as it has patience, and goes back to it", () => {
    const { epochs, test } = train({ patience: 40 });
    const losses = epochs.map(({ validationLoss }) => validationLoss);
    const best = losses.indexOf(Math.min(...losses));
    expect(losses.length - 1 - best).toBe(41);
    expect(test.stoppedEarly).toBe(test.atTheEnd);
  });

  it("has the same points for validation and test however many it learns from, and the first of them in all", () => {
    const [few, many] = [12, 60].map((count) => measureAll(count));
    for (const part of ["validation", "test"] as const) expect(many[part].y.data).toEqual(few[part].y.data);
    expect(many.train.x.data.slice(0, 12)).toEqual(few.train.x.data);
  });
});

describe("the trainings beside each other", () => {
  it("begin anew only where a remedy was changed", () => {
    const chosen = Object.fromEntries(cases.map((name) => [name, none])) as Cases;
    const runs = beginRuns(chosen, compile);
    for (let epoch = 0; epoch < 5; epoch++) runs.step();
    runs.change({ ...chosen, dropout: { ...none, dropout: 0.5 } });
    const { nothing, dropout } = runs.snapshot();
    expect([nothing.train.length, dropout.train.length]).toEqual([5, 0]);
    runs.change({ ...chosen, nothing: { ...none, points: 13 } });
    expect(runs.snapshot().nothing.train).toEqual([]);
  });
});

describe("bias and variance", () => {
  it("add up to the squared distance from the rule", () => {
    const sizes = beginSizes(compile);
    sizes.step();
    const [{ curves, bias, variance }] = sizes.snapshot();
    const truth = curve(places).data;
    const squares = curves.flatMap((heights) => [...heights].map((y, i) => (y - truth[i]) ** 2));
    expect(curves).toHaveLength(setCount);
    expect(bias + variance).toBeCloseTo(squares.reduce((sum, square) => sum + square, 0) / squares.length, 5);
  });
});

describe("the labels", () => {
  it.each([0, 0.15, 0.4])("are wrong as often as wanted: %f", (noise) => {
    const { validation } = labelAll({ ...plain, noise });
    const wrong = rule(validation.places).ne(validation.labels).to("float32").mean().item();
    expect(Math.abs(wrong - noise)).toBeLessThan(0.05);
    if (noise === 0) expect(wrong).toBe(0);
  });
});
