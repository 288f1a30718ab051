import type { Shape } from "../shape.ts";
import type { Place, Without } from "./axis.ts";
import type { AnyShape, Format, ShapeOf } from "./known.ts";

/** The shape with two axes swapped. */
export type Transposed<S extends Shape, Axis0, Axis1> = number[] extends S
  ? AnyShape
  : number extends Axis0 | Axis1
    ? AnyShape
    : {
        [K in keyof S]: K extends Place<S, Axis0>
          ? At<S, Place<S, Axis1>>
          : K extends Place<S, Axis1>
            ? At<S, Place<S, Axis0>>
            : S[K];
      };

type At<S, K> = K extends keyof S ? S[K] : never;

/** Axis i of the result is axis Axes[i]. */
export type Permuted<S extends Shape, Axes extends readonly number[]> = number[] extends S
  ? AnyShape
  : number extends Axes["length"]
    ? AnyShape
    : { -readonly [I in keyof Axes]: number extends Axes[I] ? number : At<S, Place<S, Axes[I]>> };

/** Axes, when they are those of A, each once; else what is wrong. */
export type Permutable<A, Axes extends readonly number[]> =
  number[] extends ShapeOf<A>
    ? Axes
    : number extends Axes["length"] | Axes[number]
      ? Axes
      : [Ones<Axes>, Without<ShapeOf<A>, Place<ShapeOf<A>, Axes[number]>>] extends [Ones<ShapeOf<A>>, []]
        ? Axes
        : `permute needs each of the axes of ${Format<ShapeOf<A>>} once, got ${Format<Axes>}.`;

/** A 1 for each entry: two are equal when they are as long. */
type Ones<List extends readonly number[]> = { -readonly [K in keyof List]: 1 };

/** With a new axis of extent 1. */
export type Unsqueezed<S extends Shape, Axis extends number> = number[] extends S
  ? AnyShape
  : number extends Axis
    ? AnyShape
    : Inserted<S, Place<[...S, 1], Axis>>;

/** With a new axis in front of a place. */
export type Inserted<
  S extends Shape,
  At extends string,
  Extent extends number = 1,
  Before extends readonly unknown[] = [],
> = `${Before["length"]}` extends At
  ? [Extent, ...S]
  : S extends readonly [infer N extends number, ...infer Rest extends Shape]
    ? [N, ...Inserted<Rest, At, Extent, [...Before, 0]>]
    : [];

/** Without an axis of extent 1; unknown where an extent is. */
export type Squeezed<S extends Shape, Axis> = number[] extends S
  ? AnyShape
  : number extends S[number]
    ? AnyShape
    : [Axis] extends [null | undefined]
      ? Kept<S, string>
      : number extends Axis
        ? AnyShape
        : Kept<S, Place<S, Axis>>;

type Kept<S extends readonly unknown[], Places, Before extends readonly unknown[] = []> = S extends readonly [
  infer N,
  ...infer Rest,
]
  ? [N, `${Before["length"]}`] extends [1, Places]
    ? Kept<Rest, Places, [...Before, 0]>
    : [N, ...Kept<Rest, Places, [...Before, 0]>]
  : [];
