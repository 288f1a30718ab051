import { describeValue, ones, type ShapeOf, type Value } from "@chainrule/autograd";
import { checkClassIndices, checkClassWeights, classAxis, scoresAt } from "./classIndices.ts";
import { checkLossOptions, type LossOptions, reduce } from "./loss.ts";
import { type ClassIndices, type Examples, type LossShape, type Reducing } from "./lossShapes.ts";

/** Options of {@link nllLoss}. */
export interface NllLossOptions extends LossOptions {
  /** A weight for each class, [C]. The mean is then a weighted one: divided by the sum of the weights of the true classes. */
  readonly weight?: Value;
  /** A class index that stands for no class: such examples have a loss of 0 and no part in the mean; −100 when absent. */
  readonly ignoreIndex?: number;
}

/**
 * The negative log-likelihood: −logProbabilities at the true class of each example, averaged.
 * @param logProbabilities [N, C], or [N, C, d1, d2, ...] with an example at every place, or [C] for a single example.
 * @param classIndices int32 from 0 to C − 1, shaped as those without the axis of classes.
 * @throws RangeError when shapes do not fit or a class is out of range; TypeError for indices of another dtype.
 */
export function nllLoss<P extends Value, T extends Value, R extends NllLossOptions["reduction"] = "mean">(
  logProbabilities: P,
  classIndices: ClassIndices<"nllLoss", P, T>,
  options?: NllLossOptions & Reducing<R>,
): Value<LossShape<R, Examples<ShapeOf<P>>>>;
export function nllLoss(logProbabilities: Value, classIndices: Value, options: NllLossOptions = {}): Value {
  checkLossOptions("nllLoss", options);
  checkClassIndices("nllLoss", logProbabilities, classIndices, "log-probabilities");
  const { at, weights } = lookup("nllLoss", logProbabilities, classIndices, options);
  return reduce(at(logProbabilities).neg(), options, weights.sum());
}

/** How losses of class indices read their scores, 0 where an example is ignored. */
interface Lookup {
  /** Of each example the score at its class, times the weight of that. */
  readonly at: (scores: Value) => Value;
  /** The weight of each example's class. */
  readonly weights: Value;
  /** Sets the losses of ignored examples to 0. */
  readonly keep: (losses: Value) => Value;
}

/** @internal How a loss of class indices reads its scores; also for crossEntropy. */
export function lookup(loss: string, like: Value, classIndices: Value, options: NllLossOptions): Lookup {
  const { weight, ignoreIndex = -100 } = options;
  if (!Number.isInteger(ignoreIndex))
    throw new TypeError(`${loss}: ignoreIndex is an integer, got ${describeValue(ignoreIndex)}.`);
  const axis = classAxis(like);
  const isKept = classIndices.ne(ignoreIndex);
  const indices = classIndices.where(isKept, 0);
  if (weight !== undefined) checkClassWeights(loss, weight, like);
  const keep = (losses: Value): Value => losses.where(isKept, 0);
  const weights = keep(weight?.to(like.dtype).take(indices, 0) ?? ones(indices.shape, { dtype: like.dtype }));
  const at = (scores: Value): Value => {
    const picked = scoresAt(loss, scores, indices).squeeze(axis);
    return keep(weight === undefined ? picked : picked.mul(weights));
  };
  return { at, weights, keep };
}
