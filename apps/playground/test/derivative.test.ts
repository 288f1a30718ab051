import { describe, expect, it } from "vitest";
import { squaredError } from "../src/lessons/03-loss/crowd.ts";
import { type CurveName, curves, slopesOf } from "../src/lessons/04-derivative/curves.ts";
import { best, differenceErrors } from "../src/lessons/04-derivative/errors.ts";
import { rules } from "../src/lessons/04-derivative/rules.ts";
import {
  centralDifference,
  forwardDifference,
  slopeAt,
  slopeBetween,
} from "../src/lessons/04-derivative/slope.ts";

it("the slope of the loss is −300 at 350 and 200 at 600, and 0 where the loss is", () => {
  expect(slopeAt(squaredError, 350)).toBe(-300);
  expect(slopeAt(squaredError, 600)).toBe(200);
  expect(slopeAt(squaredError, 500)).toBe(0);
});

it("on a parabola the forward difference is wrong by the step, the central difference not at all", () => {
  for (const step of [100, 8, 0.5]) {
    expect(slopeBetween(forwardDifference, squaredError, 350, step)).toBe(-300 + step);
    expect(slopeBetween(centralDifference, squaredError, 350, step)).toBe(-300);
  }
});

describe("the error of a difference of the sine at 1", () => {
  const errorAt = (errors: [number, number][], step: number) =>
    errors.find(([h]) => Math.abs(h / step - 1) < 1e-6)?.[1] ?? Number.NaN;

  it("is what is left out of the Taylor series, as long as the step is large", () => {
    const forward = errorAt(differenceErrors(curves.sine, 1, "forward", "float64"), 1e-3);
    expect(forward / ((1e-3 / 2) * Math.sin(1))).toBeCloseTo(1, 2);
    const central = errorAt(differenceErrors(curves.sine, 1, "central", "float64"), 1e-3);
    expect(central / ((1e-6 / 6) * Math.cos(1))).toBeCloseTo(1, 2);
  });

  it("grows again where the step is too small, sooner with fewer digits", () => {
    for (const method of ["forward", "central"] as const) {
      const [half, whole] = (["float32", "float64"] as const).map((dtype) =>
        differenceErrors(curves.sine, 1, method, dtype),
      );
      for (const errors of [half, whole]) {
        expect(best(errors)[1]).toBeLessThan(1e-3 * errorAt(errors, 1e-15));
        expect(best(errors)[1]).toBeLessThan(1e-3 * errorAt(errors, 1));
      }
      expect(best(half)[0]).toBeGreaterThan(100 * best(whole)[0]);
      // The step is rounded away: nothing changes, so the slope seems to be 0.
      expect(errorAt(half, 1e-15)).toBeCloseTo(Math.cos(1), 12);
    }
  });
});

it.each(Object.keys(curves) as CurveName[])("the slopes of %s agree with differences", (name) => {
  const { heights, slopes, secondSlopes } = slopesOf(curves[name], -3, 3, 601);
  const between = (points: [number, number][], i: number) =>
    (points[i + 1][1] - points[i - 1][1]) / (points[i + 1][0] - points[i - 1][0]);
  for (let i = 1; i < 600; i++) {
    // Not across the kinks of ReLU and |x|.
    if (i === 300 || ((name === "relu" || name === "absolute") && Math.abs(i - 300) < 2)) continue;
    const scale = 1 + Math.abs(slopes[i][1]);
    expect(Math.abs(between(heights, i) - slopes[i][1]) / scale).toBeLessThan(1e-4);
    expect(Math.abs(between(slopes, i) - secondSlopes[i][1]) / scale).toBeLessThan(1e-4);
  }
});

it("at their kinks, ReLU and |x| have the slope 0 by convention", () => {
  expect(slopeAt(curves.relu, 0)).toBe(0);
  expect(slopeAt(curves.absolute, 0)).toBe(0);
});

it.each(rules)("the $name rule gives what the library does", ({ of, byRule }) => {
  for (const x of [-1.5, 0.3, 2]) {
    const [slope] = slopesOf(byRule, x, x + 1, 2).heights;
    expect(slopeAt(of, x)).toBeCloseTo(slope[1], 12);
  }
});
