import { expect, it } from "vitest";
import { Descent } from "../src/lessons/07-minibatches/descent.ts";
import { gradientsAt } from "../src/lessons/07-minibatches/directions.ts";
import { exampleCount, x, y } from "../src/lessons/07-minibatches/problem.ts";
import { surface } from "../src/lessons/07-minibatches/surface.ts";
import { heightAt } from "../src/plots/field.ts";

/** The mean squared error of a line, in plain numbers. */
const lossByHand = (weight: number, bias: number): number =>
  Array.from(x.data).reduce((sum, x, i) => sum + (weight * x + bias - y.data[i]) ** 2, 0) / exampleCount;

it("after eight epochs, the three descents are where the example in Node says", () => {
  const descents = [256, 16, 1].map((size) => new Descent({ size, learningRate: 0.05, seed: 2 }));
  for (const descent of descents) descent.updateUntil(8 * exampleCount);
  expect(descents.map(({ updates }) => updates)).toEqual([8, 128, 2048]);
  expect(descents.map(({ losses }) => losses[losses.length - 1].toFixed(2))).toEqual([
    "1.65",
    "0.24",
    "0.25",
  ]);
  expect(descents.map(({ uphill, updates }) => Math.round((100 * uphill) / updates))).toEqual([0, 16, 49]);
  for (const { losses, path } of descents) {
    const [weight, bias] = path[path.length - 1];
    expect(losses[losses.length - 1]).toBeCloseTo(lossByHand(weight, bias), 4);
    expect(path[0]).toEqual(descents[0].path[0]);
  }
});

it("a descent that waits for a full batch makes no update before", () => {
  const descent = new Descent({ size: 16, learningRate: 0.05, seed: 2 });
  descent.updateUntil(15);
  expect(descent.updates).toBe(0);
  descent.updateUntil(33);
  expect(descent.updates).toBe(2);
});

it("the map shows the loss on all examples", () => {
  expect(heightAt(surface, 2, -1)).toBeCloseTo(lossByHand(2, -1), 2);
  expect(heightAt(surface, 0, 0)).toBeCloseTo(lossByHand(0, 0), 2);
});

it("gradients of minibatches are right on average, and exact with all examples", () => {
  const at = [0.2, 0.3] as const;
  const nudge = 1e-4;
  const { whole } = gradientsAt(at, 8, 1);
  expect(whole[0]).toBeCloseTo(
    (lossByHand(0.2 + nudge, 0.3) - lossByHand(0.2 - nudge, 0.3)) / (2 * nudge),
    3,
  );
  expect(whole[1]).toBeCloseTo(
    (lossByHand(0.2, 0.3 + nudge) - lossByHand(0.2, 0.3 - nudge)) / (2 * nudge),
    3,
  );
  // 32 batches of 8 are one epoch: each example once.
  for (const size of [8, 256]) {
    const { noisy } = gradientsAt(at, size, 32);
    for (const part of [0, 1]) {
      const mean = noisy.reduce((sum, gradient) => sum + gradient[part], 0) / 32;
      expect(mean).toBeCloseTo(whole[part], 4);
    }
  }
  const [small, large] = [2, 256].map((size) =>
    Math.max(...gradientsAt(at, size, 32).noisy.map(([w, b]) => Math.hypot(w - whole[0], b - whole[1]))),
  );
  expect(small).toBeGreaterThan(1);
  expect(large).toBeLessThan(1e-4);
});
