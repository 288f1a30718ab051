import type { Value } from "@chainrule/autograd";
import { checkSameShape, type LossOptions, reduce } from "./loss.ts";

/**
 * −t ln σ(x) − (1 − t) ln(1 − σ(x)) for logits x and targets t from 0 to 1, σ the sigmoid; averaged over all entries. Computed
 * without overflow, and so is the gradient, σ(x) − t. Infinite logits give NaN or Infinity.
 * @throws RangeError when the shapes differ.
 */
export function binaryCrossEntropyWithLogits(
  logits: Value,
  targets: Value,
  options: LossOptions = {},
): Value {
  checkSameShape("binaryCrossEntropyWithLogits", logits, targets);
  // −ln σ(x) = softplus(x) − x and −ln(1 − σ(x)) = softplus(x)
  return reduce(logits.softplus().sub(logits.mul(targets)), options);
}
