import { arange, checkValue, type Value } from "@chainrule/autograd";
import { checkClassIndices, checkClassWeights, scoresAt } from "./classIndices.ts";
import { checkNumber, checkSameShape, type LossOptions, reduce } from "./loss.ts";
import { formatShape } from "./shape.ts";

/** Options of the losses with a margin. */
export interface MarginLossOptions extends LossOptions {
  /** How far apart to push; each loss states its default. */
  readonly margin?: number;
}

/**
 * x where the target is 1, max(0, margin − x) where it is −1, averaged: x is how far two things are apart that are alike or
 * not. The margin is 1 when absent.
 * @throws RangeError when the shapes differ.
 */
export function hingeEmbeddingLoss(x: Value, target: Value, options: MarginLossOptions = {}): Value {
  const { margin = 1 } = options;
  checkSameShape("hingeEmbeddingLoss", x, target);
  checkNumber("hingeEmbeddingLoss", "margin", margin);
  return reduce(byTarget(target, x, x.neg().add(margin).clamp(0)), options);
}

/**
 * max(0, margin − target · (x1 − x2)), averaged: x1 is to be the larger where the target is 1, x2 where it is −1. The margin
 * is 0 when absent.
 * @throws RangeError when the shapes differ.
 */
export function marginRankingLoss(
  x1: Value,
  x2: Value,
  target: Value,
  options: MarginLossOptions = {},
): Value {
  const { margin = 0 } = options;
  checkSameShape("marginRankingLoss", x1, x2);
  checkSameShape("marginRankingLoss", x1, target);
  checkNumber("marginRankingLoss", "margin", margin);
  return reduce(x1.sub(x2).mul(target).neg().add(margin).clamp(0), options);
}

/**
 * 1 − cos(x1, x2) where the target is 1, max(0, cos(x1, x2) − margin) where it is −1, averaged. The margin is 0 when absent.
 * @param x1 [N, D], or [D] for a single pair.
 * @param target [N], or a scalar.
 * @throws RangeError when the shapes do not fit.
 */
export function cosineEmbeddingLoss(
  x1: Value,
  x2: Value,
  target: Value,
  options: MarginLossOptions = {},
): Value {
  const { margin = 0 } = options;
  checkSameShape("cosineEmbeddingLoss", x1, x2);
  checkNumber("cosineEmbeddingLoss", "margin", margin);
  checkValue("cosineEmbeddingLoss", target);
  if (x1.rank === 0 || x1.rank > 2 || formatShape(target.shape) !== formatShape(x1.shape.slice(0, -1))) {
    throw new RangeError(
      `cosineEmbeddingLoss needs inputs [N, D] and a target [N], or [D] and a scalar, got ${formatShape(x1.shape)} and ${formatShape(target.shape)}.`,
    );
  }
  // 1e-12 is PyTorch's, and keeps zeros differentiable.
  const squares = [x1, x2].map((x) => x.square().sum(-1).add(1e-12));
  const cosine = x1.mul(x2).sum(-1).div(squares[0].mul(squares[1]).sqrt());
  return reduce(byTarget(target, cosine.neg().add(1), cosine.sub(margin).clamp(0)), options);
}

/** The first where the target is not −1 plus the second where it is not 1, as in PyTorch. */
function byTarget(target: Value, alike: Value, different: Value): Value {
  return alike.where(target.eq(1), 0).add(different.where(target.eq(-1), 0));
}

/** Options of {@link multiMarginLoss}. */
export interface MultiMarginLossOptions extends MarginLossOptions {
  /** The power of what a class exceeds the margin by: 1 (when absent) or 2. */
  readonly p?: 1 | 2;
  /** A weight for each class, [C], by which the losses of its examples are multiplied. */
  readonly weight?: Value;
}

/**
 * Σ max(0, margin − scoreOfTrueClass + score)ᵖ / C over the other classes, averaged over the examples. The margin is 1 when
 * absent (Crammer and Singer 2001, On the Algorithmic Implementation of Multiclass Kernel-based Vector Machines, have the
 * largest term instead of the sum).
 * @param scores [N, C], or [C] for a single example.
 * @param classIndices int32 from 0 to C − 1: [N], or a scalar.
 * @throws RangeError when shapes do not fit or a class is out of range; TypeError for indices of another dtype.
 */
export function multiMarginLoss(
  scores: Value,
  classIndices: Value,
  options: MultiMarginLossOptions = {},
): Value {
  const { p = 1, margin = 1, weight } = options;
  checkClassIndices("multiMarginLoss", scores, classIndices, "scores");
  checkNumber("multiMarginLoss", "margin", margin);
  if (scores.rank > 2)
    throw new RangeError(`multiMarginLoss needs scores [N, C] or [C], got ${formatShape(scores.shape)}.`);
  if (p !== 1 && p !== 2) throw new RangeError(`multiMarginLoss: p is 1 or 2, got ${String(p)}.`);
  if (weight !== undefined) checkClassWeights("multiMarginLoss", weight, scores);
  const classes = scores.shape[scores.rank - 1];
  const excess = scores
    .sub(scoresAt("multiMarginLoss", scores, classIndices))
    .add(margin)
    .relu();
  const isOther = arange(classes).ne(classIndices.unsqueeze(-1));
  const losses = (p === 1 ? excess : excess.square()).where(isOther, 0).sum(-1).div(classes);
  return reduce(weight === undefined ? losses : losses.mul(weight.take(classIndices, 0)), options);
}
