import { checkValue, describeValue, type ShapeOf, type Value } from "@chainrule/autograd";
import { checkClassIndices, checkClassWeights, classAxis } from "./classIndices.ts";
import { checkLossOptions, reduce } from "./loss.ts";
import { type Classes, type Examples, type LossShape, type Reducing } from "./lossShapes.ts";
import { lookup, type NllLossOptions } from "./nllLoss.ts";
import { formatShape } from "./shape.ts";

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions extends NllLossOptions {
  /**
   * The part of the true class's probability, from 0 to 1, that is spread evenly over all classes (Szegedy et al. 2016,
   * Rethinking the Inception Architecture for Computer Vision); 0 when absent.
   */
  readonly labelSmoothing?: number;
}

/**
 * −ln softmax(logits) at the true class of each example, averaged: what it costs to have thought the truth unlikely. For
 * targets that are probabilities of classes, −Σ target · ln softmax(logits).
 * @param logits [N, C], or [N, C, d1, d2, ...] with an example at every place, or [C] for a single example.
 * @param target int32 from 0 to C − 1, shaped as the logits without the axis of classes: [N], [N, d1, d2, ...], []; or
 * probabilities, floats shaped as the logits. The mean over those divides by the number of examples, whatever their weights.
 * @throws RangeError when the shapes do not fit or a class is out of range; TypeError for indices of another dtype, for an
 * ignoreIndex with probabilities, and for what is no Value.
 */
export function crossEntropy<
  P extends Value,
  T extends Value,
  R extends CrossEntropyOptions["reduction"] = "mean",
>(
  logits: P,
  target: Classes<"crossEntropy", P, T>,
  options?: CrossEntropyOptions & Reducing<R>,
): Value<LossShape<R, Examples<ShapeOf<P>>>>;
export function crossEntropy(logits: Value, target: Value, options: CrossEntropyOptions = {}): Value {
  checkLossOptions("crossEntropy", options);
  checkValue("crossEntropy", logits);
  checkValue("crossEntropy", target);
  const { labelSmoothing = 0 } = options;
  if (typeof labelSmoothing !== "number" || !(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new RangeError(
      `crossEntropy: labelSmoothing is a number from 0 to 1, got ${describeValue(labelSmoothing)}.`,
    );
  }
  if (target.dtype.startsWith("float") && formatShape(target.shape) === formatShape(logits.shape)) {
    return ofProbabilities(logits, target, labelSmoothing, options);
  }
  checkClassIndices("crossEntropy", logits, target);
  const axis = classAxis(logits);
  const logProbabilities = logits.logSoftmax(axis);
  const { at, weights, keep } = lookup("crossEntropy", logits, target, options);
  const losses = at(logProbabilities).neg();
  if (labelSmoothing === 0) return reduce(losses, options, weights.sum());
  const even = keep(weighted(logProbabilities, options).mean(axis).neg());
  const smoothed = losses.mul(1 - labelSmoothing).add(even.mul(labelSmoothing));
  return reduce(smoothed, options, weights.sum());
}

function ofProbabilities(
  logits: Value,
  target: Value,
  labelSmoothing: number,
  options: CrossEntropyOptions,
): Value {
  if (options.ignoreIndex !== undefined) {
    throw new TypeError("crossEntropy: ignoreIndex is for class indices, not for probabilities.");
  }
  const axis = classAxis(logits);
  const classes = logits.shape[axis];
  const smoothed =
    labelSmoothing === 0 ? target : target.mul(1 - labelSmoothing).add(labelSmoothing / classes);
  const losses = weighted(logits.logSoftmax(axis), options).mul(smoothed).sum(axis).neg();
  return reduce(losses, options);
}

/** Log-probabilities times the weights of their classes. */
function weighted(logProbabilities: Value, { weight }: CrossEntropyOptions): Value {
  if (weight === undefined) return logProbabilities;
  checkClassWeights("crossEntropy", weight, logProbabilities);
  const places = logProbabilities.shape.slice(classAxis(logProbabilities) + 1);
  return logProbabilities.mul(weight.reshape([-1, ...places.map(() => 1)]));
}
