import { type FloatDtype, tensor, value } from "@chainrule/autograd";
import { type Curve, centralDifference, forwardDifference, slopeAt } from "./slope.ts";

/** The steps that are tried, from large to small: ten for each power of ten. */
export const steps = Array.from({ length: 151 }, (_, i) => 10 ** (-i / 10));

export type Method = "forward" | "central";
const differences = { forward: forwardDifference, central: centralDifference };

/** How far a difference is from the derivative, for each step, when computed with numbers of one kind. */
export function differenceErrors(
  curve: Curve,
  x: number,
  method: Method,
  dtype: FloatDtype,
): [step: number, error: number][] {
  const exact = slopeAt(curve, x);
  const found = differences[method](curve, value(x, { dtype }), tensor(steps, { dtype }));
  return steps.map((step, i) => [step, Math.abs(found.data[i] - exact)]);
}

/** The step with the smallest error. */
export const best = (
  errors: readonly (readonly [number, number])[],
): readonly [step: number, error: number] => errors.reduce((a, b) => (b[1] < a[1] ? b : a));
