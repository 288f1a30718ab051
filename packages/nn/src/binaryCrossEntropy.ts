import type { ShapeOf, Value } from "@chainrule/autograd";
import { checkSameShape, type LossOptions, reduce } from "./loss.ts";
import type { LossShape, Reducing, TargetLike } from "./lossShapes.ts";

/**
 * −t ln σ(x) − (1 − t) ln(1 − σ(x)) for logits x and targets t from 0 to 1, σ the sigmoid; averaged over all entries. Computed
 * without overflow, and so is the gradient, σ(x) − t. Infinite logits give NaN or Infinity.
 * @throws RangeError when the shapes differ; TypeError for what is no Value.
 */
export function binaryCrossEntropyWithLogits<
  P extends Value,
  T extends Value,
  R extends LossOptions["reduction"] = "mean",
>(
  logits: P,
  targets: TargetLike<"binaryCrossEntropyWithLogits", P, T>,
  options?: LossOptions & Reducing<R>,
): Value<LossShape<R, ShapeOf<P>>>;
export function binaryCrossEntropyWithLogits(
  logits: Value,
  targets: Value,
  options: LossOptions = {},
): Value {
  checkSameShape("binaryCrossEntropyWithLogits", logits, targets);
  // −ln σ(x) = softplus(−x) and −ln(1 − σ(x)) = softplus(x). Both terms are positive, so that nothing cancels: not
  // softplus(x) − t x, which in float32 is 0 for t = 1 from x = 17 on.
  const whenTrue = logits.neg().softplus().mul(targets);
  const whenFalse = logits.softplus().mul(targets.neg().add(1));
  return reduce(whenTrue.add(whenFalse), options);
}
