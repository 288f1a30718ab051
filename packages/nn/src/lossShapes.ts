import type { Format, Same, Shape, ShapeOf, Value } from "@chainrule/autograd";

/** What a loss does with the losses of the examples or entries, in its type. */
export interface Reducing<R> {
  readonly reduction?: R;
}

type Unknown = ShapeOf<Value>;

/** The shape of a loss: a scalar, or that of the losses when they are not reduced. */
export type LossShape<R, Losses extends Shape> = [R] extends ["none"]
  ? Losses
  : "none" extends R
    ? Unknown
    : [];

/** T, when it has the shape of P; else what is wrong. */
export type TargetLike<Loss extends string, P, T> =
  Same<ShapeOf<P>, ShapeOf<T>> extends true
    ? T
    : `${Loss} needs a target for each prediction, got predictions ${Format<ShapeOf<P>>} and targets ${Format<ShapeOf<T>>}.`;

/** The shape of scores without their axis of classes. */
export type Examples<S extends Shape> = number[] extends S
  ? Unknown
  : S extends readonly [infer N extends number, number, ...infer Others extends Shape]
    ? [N, ...Others]
    : [];

/** T, when it has a class index for each example of P; else what is wrong. */
export type ClassIndices<Loss extends string, P, T> =
  Same<Examples<ShapeOf<P>>, ShapeOf<T>> extends true
    ? T
    : `${Loss} of scores ${Format<ShapeOf<P>>} needs class indices ${Format<Examples<ShapeOf<P>>>}, got ${Format<ShapeOf<T>>}.`;

/** T, when it has a class index or probabilities of classes for each example of P; else what is wrong. */
export type Classes<Loss extends string, P, T> =
  Same<ShapeOf<P>, ShapeOf<T>> extends true ? T : ClassIndices<Loss, P, T>;
