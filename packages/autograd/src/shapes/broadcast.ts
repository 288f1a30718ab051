import type { Shape } from "../shape.ts";
import type { Value } from "../value.ts";
import type { AnyShape, Format, Result, ShapeOf } from "./known.ts";

/** The shape that two shapes broadcast to; never when they do not. */
export type Broadcast<A extends Shape, B extends Shape> = B extends readonly []
  ? A
  : number[] extends A
    ? AnyShape
    : number[] extends B
      ? AnyShape
      : Aligned<A, B>;

type Aligned<A extends Shape, B extends Shape, Done extends Shape = []> = A extends readonly [
  ...infer RestA extends Shape,
  infer M,
]
  ? B extends readonly [...infer RestB extends Shape, infer N]
    ? Stretched<M, N> extends infer Extent extends number
      ? [Extent] extends [never]
        ? never
        : Aligned<RestA, RestB, [Extent, ...Done]>
      : never
    : [...A, ...Done]
  : [...B, ...Done];

type Stretched<M, N> = number extends M
  ? number extends N
    ? number
    : N extends 1
      ? number
      : N
  : number extends N
    ? M extends 1
      ? number
      : M
    : M extends N
      ? M
      : M extends 1
        ? N
        : N extends 1
          ? M
          : never;

/** B, when it broadcasts with A; else what is wrong. */
export type Broadcastable<Op extends string, A, B> = [B] extends [number | boolean]
  ? B
  : number[] extends ShapeOf<B>
    ? B
    : [B] extends [A]
      ? B
      : [Broadcast<ShapeOf<A>, ShapeOf<B>>] extends [never]
        ? `${Op} cannot broadcast ${Format<ShapeOf<A>>} with ${Format<ShapeOf<B>>}. Reshape, or add an axis with unsqueeze.`
        : B;

/** What the op gives. */
export type Broadcasted<A, B> = [B] extends [number | boolean]
  ? A
  : Value<Result<Broadcast<ShapeOf<A>, ShapeOf<B>>>>;
