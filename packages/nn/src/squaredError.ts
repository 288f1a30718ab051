import { type ShapeOf, type Value } from "@chainrule/autograd";
import { checkLossOptions, checkSameShape, type LossOptions, reduce } from "./loss.ts";
import { type LossShape, type Reducing, type TargetLike } from "./lossShapes.ts";

/**
 * (prediction − target)² for each entry, not reduced.
 * @param target as many entries as predictions, or a number for all of them.
 * @throws RangeError when the shapes differ.
 */
export function squaredError(prediction: Value, target: Value | number): Value {
  if (typeof target !== "number") checkSameShape("squaredError", prediction, target);
  return prediction.sub(target).square();
}

/**
 * The mean of (prediction − target)² over all entries.
 * @throws RangeError when the shapes differ.
 */
export function mseLoss<P extends Value, T extends Value, R extends LossOptions["reduction"] = "mean">(
  prediction: P,
  target: TargetLike<"mseLoss", P, T>,
  options?: LossOptions & Reducing<R>,
): Value<LossShape<R, ShapeOf<P>>>;
export function mseLoss(prediction: Value, target: Value, options: LossOptions = {}): Value {
  checkLossOptions("mseLoss", options);
  checkSameShape("mseLoss", prediction, target);
  return reduce(prediction.sub(target).square(), options);
}
