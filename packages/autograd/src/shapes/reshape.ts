import type { Shape } from "../shape.ts";
import type { Divide, Multiply, Size } from "./arithmetic.ts";
import type { Place } from "./axis.ts";
import type { Agree, AnyShape, Format, Literal, ShapeOf } from "./known.ts";

/** The shape that a reshape to Target gives; never when the sizes differ. */
export type Reshaped<S extends Shape, Target extends Shape> = number extends Target["length"]
  ? AnyShape
  : number[] extends S
    ? Filled<Literal<Target>, number>
    : Others<S, Target> extends [infer Left extends Shape, infer Right extends Shape]
      ? Taken<Right, -1> extends infer Known extends Shape
        ? [Known] extends [never]
          ? Agree<Size<Left>, Size<Right>> extends true
            ? Literal<Target>
            : never
          : Filled<Literal<Target>, Missing<Left, Known>>
        : never
      : never;

/** What two shapes do not share, which is less to multiply. */
type Others<A extends Shape, B extends Shape, Before extends Shape = []> = A extends readonly [
  infer N extends number,
  ...infer Rest extends Shape,
]
  ? number extends N
    ? Others<Rest, B, [...Before, N]>
    : Taken<B, N> extends infer Left extends Shape
      ? [Left] extends [never]
        ? Others<Rest, B, [...Before, N]>
        : Others<Rest, Left, Before>
      : never
  : [Before, B];

/** The shape without one extent of N; never when there is none. */
type Taken<S extends Shape, N, Before extends Shape = []> = S extends readonly [
  infer First extends number,
  ...infer Rest extends Shape,
]
  ? number extends First
    ? Taken<Rest, N, [...Before, First]>
    : First extends N
      ? [...Before, ...Rest]
      : Taken<Rest, N, [...Before, First]>
  : never;

/** What −1 stands for; never when the known extents do not divide the size, or −1 is there twice. */
type Missing<Left extends Shape, Known extends Shape> = [Taken<Known, -1>] extends [never]
  ? Divide<Size<Left>, Size<Known>>
  : never;

/** Target with the extent that −1 stands for. */
type Filled<Target extends Shape, Extent extends number> = [Extent] extends [never]
  ? never
  : { [K in keyof Target]: Target[K] extends -1 ? Extent : Target[K] };

/** Target, when it has as many entries as A; else what is wrong. */
export type Reshapable<A, Target extends Shape> = [Reshaped<ShapeOf<A>, Target>] extends [never]
  ? `reshape cannot turn ${Format<ShapeOf<A>>} into ${Format<Target>}: the numbers of entries differ.`
  : Target;

/** The axes from Start to End, both included, as one. */
export type Flattened<S extends Shape, Start extends number, End extends number> = number[] extends S
  ? AnyShape
  : number extends Start | End
    ? AnyShape
    : S extends readonly []
      ? [1]
      : Merged<S, Place<S, Start>, Place<S, End>>;

type Merged<
  S extends Shape,
  First,
  Last,
  Extent extends number | null = null,
  Before extends readonly unknown[] = [],
> = S extends readonly [infer N extends number, ...infer Others extends Shape]
  ? `${Before["length"]}` extends Last
    ? [Extent extends number ? Multiply<Extent, N> : N, ...Others]
    : Extent extends number
      ? Merged<Others, First, Last, Multiply<Extent, N>, [...Before, 0]>
      : `${Before["length"]}` extends First
        ? Merged<Others, First, Last, N, [...Before, 0]>
        : [N, ...Merged<Others, First, Last, null, [...Before, 0]>]
  : [];
