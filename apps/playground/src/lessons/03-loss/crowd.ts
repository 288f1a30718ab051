import { linspace, type Value, value } from "@chainrule/autograd";

/** How many people there are in the picture. */
export const trueCount = 500;

/** How wrong an estimate is: the square of its error. */
export function squaredError(estimate: Value): Value {
  return estimate.sub(trueCount).square();
}

/** The same, from a number to a number. */
export const lossAt = (estimate: number): number =>
  squaredError(value(estimate, { dtype: "float64" })).item();

/** Points of the curve between two estimates. */
export function lossCurve(from: number, to: number, count = 201): [estimate: number, loss: number][] {
  const estimates = linspace(from, to, count, { dtype: "float64" });
  const losses = squaredError(estimates).data;
  return Array.from(estimates.data, (estimate, i) => [estimate, losses[i]]);
}
