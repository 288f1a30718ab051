import type { OpFields } from "../op.ts";
import type { Shape } from "../shape.ts";
import type { Value } from "../value.ts";
import type { Broadcast } from "./broadcast.ts";
import type { Agree, AnyShape, Format, Result, ShapeOf } from "./known.ts";

/** The shape of a matrix product; never when the factors do not fit. */
type Product<A extends Shape, B extends Shape> = number[] extends A
  ? AnyShape
  : number[] extends B
    ? AnyShape
    : A extends readonly [...infer LeftBatch extends Shape, infer M extends number, infer K]
      ? B extends readonly [...infer RightBatch extends Shape, infer Inner, infer N extends number]
        ? Agree<K, Inner> extends true
          ? Joined<Broadcast<LeftBatch, RightBatch>, [M, N]>
          : never
        : B extends readonly [infer Inner]
          ? Agree<K, Inner> extends true
            ? [...LeftBatch, M]
            : never
          : never
      : A extends readonly [infer K]
        ? B extends readonly [...infer RightBatch extends Shape, infer Inner, infer N extends number]
          ? Agree<K, Inner> extends true
            ? [...RightBatch, N]
            : never
          : B extends readonly [infer Inner]
            ? Agree<K, Inner> extends true
              ? []
              : never
            : never
        : never;

type Joined<Batch extends Shape, Matrix extends Shape> = [Batch] extends [never]
  ? never
  : [...Batch, ...Matrix];

/** B, when the product with A exists; else what is wrong. */
export type Multipliable<A, B> =
  number[] extends ShapeOf<B>
    ? B
    : [Product<ShapeOf<A>, ShapeOf<B>>] extends [never]
      ? `matmul needs [m, k] and [k, n], got ${Format<ShapeOf<A>>} and ${Format<ShapeOf<B>>}. Transpose or reshape one of them.`
      : B;

export type Multiplied<A, B> = Result<Product<ShapeOf<A>, ShapeOf<B>>>;

export interface MatmulOp extends OpFields {
  <A extends Value, B extends Value>(a: A, b: Multipliable<A, B>): Value<Multiplied<A, B>>;
}
