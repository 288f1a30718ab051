import { describeValue, type ShapeOf, type Value } from "@chainrule/autograd";
import { checkLossOptions, checkNumber, checkSameShape, type LossOptions, reduce } from "./loss.ts";
import { type LossShape, type Reducing, type TargetLike } from "./lossShapes.ts";

/**
 * The mean of |prediction − target| over all entries.
 * @throws RangeError when the shapes differ.
 */
export function l1Loss<P extends Value, T extends Value, R extends LossOptions["reduction"] = "mean">(
  prediction: P,
  target: TargetLike<"l1Loss", P, T>,
  options?: LossOptions & Reducing<R>,
): Value<LossShape<R, ShapeOf<P>>>;
export function l1Loss(prediction: Value, target: Value, options: LossOptions = {}): Value {
  checkLossOptions("l1Loss", options);
  checkSameShape("l1Loss", prediction, target);
  return reduce(prediction.sub(target).abs(), options);
}

/** Options of {@link huberLoss}. */
export interface HuberLossOptions extends LossOptions {
  /** The error from which on the loss is a straight line; 1 when absent. */
  readonly delta?: number;
}

/**
 * e² / 2 for errors e up to delta, beyond that delta · (|e| − delta / 2), averaged (Huber 1964, Robust Estimation of a
 * Location Parameter).
 * @throws RangeError when the shapes differ, and for a delta that is not positive.
 */
export function huberLoss<P extends Value, T extends Value, R extends HuberLossOptions["reduction"] = "mean">(
  prediction: P,
  target: TargetLike<"huberLoss", P, T>,
  options?: HuberLossOptions & Reducing<R>,
): Value<LossShape<R, ShapeOf<P>>>;
export function huberLoss(prediction: Value, target: Value, options: HuberLossOptions = {}): Value {
  checkLossOptions("huberLoss", options);
  const { delta = 1 } = options;
  checkSameShape("huberLoss", prediction, target);
  if (typeof delta !== "number" || !(delta > 0))
    throw new RangeError(`huberLoss needs a positive delta, got ${describeValue(delta)}.`);
  return reduce(huber(prediction.sub(target).abs(), delta), options);
}

/** Options of {@link smoothL1Loss}. */
export interface SmoothL1LossOptions extends LossOptions {
  /** The error from which on the loss is a straight line; 1 when absent. With 0 it is l1Loss. */
  readonly beta?: number;
}

/**
 * {@link huberLoss} of delta = beta, divided by beta: its slope is 1 (Girshick 2015, Fast R-CNN).
 * @throws RangeError when the shapes differ, and for a beta below 0.
 */
export function smoothL1Loss<
  P extends Value,
  T extends Value,
  R extends SmoothL1LossOptions["reduction"] = "mean",
>(
  prediction: P,
  target: TargetLike<"smoothL1Loss", P, T>,
  options?: SmoothL1LossOptions & Reducing<R>,
): Value<LossShape<R, ShapeOf<P>>>;
export function smoothL1Loss(prediction: Value, target: Value, options: SmoothL1LossOptions = {}): Value {
  checkLossOptions("smoothL1Loss", options);
  const { beta = 1 } = options;
  checkSameShape("smoothL1Loss", prediction, target);
  checkNumber("smoothL1Loss", "beta", beta, 0);
  const error = prediction.sub(target).abs();
  return reduce(beta === 0 ? error : huber(error, beta).div(beta), options);
}

/** With h = min(e, delta), both pieces are h · (e − h / 2): there is no branch that could overflow. */
function huber(error: Value, delta: number): Value {
  const held = error.clamp(null, delta);
  return held.mul(error.sub(held.div(2)));
}
