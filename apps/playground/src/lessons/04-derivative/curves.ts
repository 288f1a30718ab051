import { grad, linspace, type Value } from "@chainrule/autograd";
import type { Curve } from "./slope.ts";

/** Curves to look at. */
export const curves = {
  square: (x) => x.square(),
  cube: (x) => x.pow(3),
  sine: (x) => x.sin(),
  exponential: (x) => x.exp(),
  tanh: (x) => x.tanh(),
  sigmoid: (x) => x.sigmoid(),
  relu: (x) => x.relu(),
  absolute: (x) => x.abs(),
} satisfies Record<string, Curve>;

export type CurveName = keyof typeof curves;

/** The heights, slopes, and slopes of the slopes of a curve, at many places at once. */
export function slopesOf(curve: Curve, from: number, to: number, count = 241) {
  const x = linspace(from, to, count, { dtype: "float64" });
  // Each place moves nothing but its own height: the gradient of the sum has the slope of each.
  const slope = grad((x: Value) => curve(x).sum());
  const secondSlope = grad((x: Value) => slope(x).sum());
  const points = (heights: Value) => Array.from(x.data, (at, i): [number, number] => [at, heights.data[i]]);
  return { heights: points(curve(x)), slopes: points(slope(x)), secondSlopes: points(secondSlope(x)) };
}
