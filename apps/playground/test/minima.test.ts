import { tensor, value } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { descend } from "../src/lessons/05-gradient-descent/bowl.ts";
import { A, B, heightAt, hilltop } from "../src/lessons/08-minima/curve.ts";
import { rollAll } from "../src/lessons/08-minima/roll.ts";
import { saddle, saddleCurvatures } from "../src/lessons/08-minima/saddle.ts";
import { lossOf, tilts, Walkers, type WalkSettings } from "../src/lessons/08-minima/walkers.ts";

it("the curve is level at A, at B and on the hill between them, and A is the deeper one", () => {
  for (const x of [A, B, hilltop]) expect(4 * x ** 3 - 8 * x + 1).toBeCloseTo(0, 12);
  expect([A, B, hilltop].map((x) => x.toFixed(2))).toEqual(["-1.47", "1.35", "0.13"]);
  expect(heightAt(A)).toBeLessThan(heightAt(B));
  expect(heightAt(B)).toBeLessThan(heightAt(hilltop));
});

it("of the six starts of the example, three lead to A; momentum leads one more there and one away", () => {
  const starts = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5];
  const ends = (momentum: number) =>
    rollAll(starts, { learningRate: 0.01, momentum, steps: 300 }).map((walk) => walk[300] < hilltop);
  const [plain, rolling] = [ends(0), ends(0.9)];
  expect(plain).toEqual([true, true, true, false, false, false]);
  expect(rolling.filter((isA, i) => isA && !plain[i])).toHaveLength(1);
  expect(plain.filter((isA, i) => isA && !rolling[i])).toHaveLength(1);
});

describe("walkers with minibatches", () => {
  const settings: WalkSettings = {
    walkers: 100,
    start: 2,
    learningRate: 0.03,
    batchSize: 32,
    isAnnealed: false,
    steps: 600,
    seed: 1,
  };
  const endsOf = (changes: Partial<WalkSettings>) => {
    const walkers = new Walkers({ ...settings, ...changes });
    for (let step = 0; step < settings.steps; step++) walkers.step();
    const ends = [...walkers.places.data];
    return {
      ends,
      inA: ends.filter((place) => place < hilltop).length,
      loss: ends.reduce((sum, place) => sum + heightAt(place), 0) / ends.length,
    };
  };

  it("the mean of the examples' losses is the curve", () => {
    for (const x of [-2, 0.3, 1.7]) {
      const losses = lossOf(value(x, { dtype: "float64" }), tilts);
      expect(losses.mean().item()).toBeCloseTo(heightAt(x), 10);
    }
  });

  it("with all examples they go where gradient descent goes", () => {
    const { ends } = endsOf({});
    const [walk] = rollAll([2], { learningRate: 0.03, momentum: 0, steps: 600 });
    for (const end of ends) expect(end).toBeCloseTo(walk[600], 9);
    expect(walk[600]).toBeCloseTo(B, 9);
  });

  it("a slope of a minibatch is right on average, and its variance falls with the batch size", () => {
    const spread = (batchSize: number) => {
      const walkers = new Walkers({ ...settings, walkers: 40_000, batchSize, start: 1 });
      walkers.step();
      // (1 − place) / learning rate is the slope; at 1, that of the curve is −3.
      const slopes = Array.from(walkers.places.data, (place) => (1 - place) / 0.03);
      const mean = slopes.reduce((sum, slope) => sum + slope, 0) / slopes.length;
      return { mean, variance: slopes.reduce((sum, slope) => sum + (slope - mean) ** 2, 0) / slopes.length };
    };
    const [one, four] = [spread(1), spread(4)];
    expect(Math.abs(one.mean + 3)).toBeLessThan(4 * (12 / Math.sqrt(40_000)));
    expect(one.variance / 144).toBeCloseTo(1, 1);
    expect(four.variance / 36).toBeCloseTo(1, 1);
  });

  it("full batches get stuck in B, noise leads to A, and too much of it away again", () => {
    const [full, some, right, much] = [32, 4, 2, 1].map((batchSize) => endsOf({ batchSize }));
    expect(full.inA).toBe(0);
    expect(some.inA).toBeGreaterThan(30);
    expect(right.inA).toBeGreaterThan(90);
    expect(much.inA).toBeLessThan(right.inA - 10);
    expect(much.loss).toBeGreaterThan(right.loss + 1);
  });

  it("annealing ends at the bottom of A", () => {
    const { inA, loss } = endsOf({ batchSize: 1, isAnnealed: true });
    expect(inA).toBeGreaterThan(90);
    expect(loss - heightAt(A)).toBeLessThan(0.3);
  });
});

describe("the saddle", () => {
  it("curves up along one weight and down along the other", () => {
    expect(saddleCurvatures()).toEqual([2, -2]);
    expect(saddle(tensor([0.5, 2], { dtype: "float64" })).item()).toBe(0.25 - 4 + 4);
  });

  it("a walk near its ridge moves away by a tenth with every step", () => {
    const stops = descend(saddle, { start: [-1.3, 1e-6], learningRate: 0.05, steps: 40 });
    for (const [step, { weights }] of stops.entries())
      expect(weights[1] / (1e-6 * 1.1 ** step)).toBeCloseTo(1, 6);
  });
});
