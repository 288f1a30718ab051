import { type ShapeOf, type Value } from "@chainrule/autograd";
import { checkLossOptions, checkSameShape, type LossOptions, reduce } from "./loss.ts";
import { type LossShape, type Reducing, type TargetLike } from "./lossShapes.ts";

/** Options of {@link klDivLoss}. */
export interface KLDivLossOptions {
  /** As of other losses; and "batchMean", the sum divided by the extent of axis 0, which is the mathematical mean. */
  readonly reduction?: LossOptions["reduction"] | "batchMean";
  /** Whether the target is log-probabilities too; false when absent. */
  readonly logTarget?: boolean;
}

/**
 * target · (ln target − input) for each entry, 0 where the target is 0 and the input finite; averaged over all entries
 * unless told otherwise. Summed over a distribution it is the divergence of the input, log-probabilities, from the target (Kullback and Leibler 1951, On
 * Information and Sufficiency).
 * @throws RangeError when the shapes differ.
 */
export function klDivLoss<P extends Value, T extends Value, R extends KLDivLossOptions["reduction"] = "mean">(
  input: P,
  target: TargetLike<"klDivLoss", P, T>,
  options?: KLDivLossOptions & Reducing<R>,
): Value<LossShape<R, ShapeOf<P>>>;
export function klDivLoss(input: Value, target: Value, options: KLDivLossOptions = {}): Value {
  checkLossOptions("klDivLoss", options, ["mean", "sum", "none", "batchMean"]);
  checkSameShape("klDivLoss", input, target);
  const { reduction = "mean", logTarget = false } = options;
  const losses = logTarget
    ? target.exp().mul(target.sub(input))
    : target.mul(target.where(target.ne(0), 1).log()).sub(target.mul(input));
  if (reduction !== "batchMean") return reduce(losses, { reduction });
  return losses.sum().div(input.shape[0] ?? 1);
}
