import { expect, it } from "vitest";
import { bowl, bowlOf, descend, gradientAt } from "../src/lessons/05-gradient-descent/bowl.ts";
import { curvatures, lossAfter } from "../src/lessons/05-gradient-descent/rates.ts";

const walk = (learningRate: number, steps = 80, momentum = 0) =>
  descend(bowl, { start: [0, 0], learningRate, steps, momentum });

it("the walk with learning rate 0.1 ends at (4, 3)", () => {
  const stops = walk(0.1);
  expect(stops).toHaveLength(81);
  const [first, second] = stops[80].weights;
  expect(first).toBeCloseTo(4, 6);
  expect(second).toBeCloseTo(3, 6);
  expect(stops[80].loss).toBeLessThan(1e-12);
});

it.each([0.005, 0.1, 0.26])("with learning rate %s each step multiplies the distances", (rate) => {
  // By hand: the gradient along w₁ is 2(w₁ − 4), along w₂ 8(w₂ − 3).
  for (const [step, { weights }] of walk(rate).entries()) {
    expect(weights[0]).toBeCloseTo(4 - 4 * (1 - 2 * rate) ** step, 8);
    const second = 3 - 3 * (1 - 8 * rate) ** step;
    expect(Math.abs(weights[1] - second)).toBeLessThan(1e-9 * Math.abs(second) + 1e-12);
  }
});

it("momentum is a velocity that keeps a share of itself", () => {
  let [place, velocity] = [0, 0];
  const stops = walk(0.05, 30, 0.6);
  for (const { weights } of stops) {
    expect(weights[0]).toBeCloseTo(place, 10);
    velocity = 0.6 * velocity + 2 * (place - 4);
    place -= 0.05 * velocity;
  }
});

it("the gradient at the start is (−8, −24), and the curvatures are 2 and 8", () => {
  expect(gradientAt([0, 0])).toEqual([-8, -24]);
  expect(curvatures(bowl)).toEqual([2, 8]);
  expect(curvatures(bowlOf(25))).toEqual([2, 50]);
});

it("many learning rates at once do as one at a time, and the limit is where the loss no longer falls", () => {
  const losses = new Map(lossAfter(20, 0.3, 31).map(([rate, loss]) => [rate.toFixed(2), loss]));
  for (const rate of [0.01, 0.1, 0.2, 0.26]) {
    const { loss } = walk(rate, 20)[20];
    expect(Math.abs((losses.get(rate.toFixed(2)) ?? Number.NaN) - loss)).toBeLessThan(1e-9 * loss + 1e-25);
  }
  // At 2/8 the walk jumps from side to side of the steep direction, for ever: 4 · 3² = 36.
  expect(losses.get("0.25")).toBeCloseTo(36, 4);
});

it("with momentum the limit of the learning rate is 2(1 + momentum) over the curvature", () => {
  const limit = (2 * (1 + 0.5)) / 8;
  const [below, above] = [0.98, 1.02].map((share) => walk(share * limit, 400, 0.5)[400].loss);
  expect(below).toBeLessThan(1e-3);
  expect(above).toBeGreaterThan(1e3);
});
