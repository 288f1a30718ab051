import type { Axes, Shape } from "../shape.ts";
import type { Value } from "../value.ts";
import type { AnyShape, Format, Result, ShapeOf } from "./known.ts";

/** The place of an axis as a key of the shape, also of one counted from the end; never when there is no such axis. */
export type Place<S extends Shape, Axis> = Axis extends number
  ? Found<{ [K in keyof S]: 0 }, `${Axis}`>
  : never;

/** The same, for shapes of one rank and any extents. */
type Found<
  Rank extends readonly unknown[],
  Axis,
  Before extends readonly unknown[] = [],
> = Rank extends readonly [unknown, ...infer Rest]
  ? Axis extends `${Before["length"]}` | `-${Rank["length"]}`
    ? `${Before["length"]}`
    : Found<Rest, Axis, [...Before, 0]>
  : never;

/** The shape with another extent along an axis, or `number` everywhere when it may be any axis. */
export type WithExtent<S extends Shape, Axis, N> = number[] extends S
  ? AnyShape
  : { [K in keyof S]: number extends Axis ? number : K extends Place<S, Axis> ? N : S[K] };

/** The shape with one more axis at the end. */
export type WithLast<S extends Shape, N extends number> = number[] extends S ? AnyShape : [...S, N];

/** One of several axes, as a union. */
type Each<Over> = Over extends readonly (infer Axis)[] ? Axis : Over;

/** The shape after a reduction. */
type Reduced<S extends Shape, Over, KeepDim> = [Over] extends [null | undefined]
  ? KeepDim extends true
    ? { [K in keyof S]: 1 }
    : []
  : number[] extends S
    ? AnyShape
    : number extends Each<Over>
      ? AnyShape
      : [Each<Over>] extends [number]
        ? boolean extends KeepDim
          ? AnyShape
          : KeepDim extends true
            ? { [K in keyof S]: K extends Place<S, Each<Over>> ? 1 : S[K] }
            : Without<S, Place<S, Each<Over>>>
        : AnyShape;

/** The shape without the axes at some places. */
export type Without<S extends Shape, Places, Before extends readonly unknown[] = []> = S extends readonly [
  infer N extends number,
  ...infer Rest extends Shape,
]
  ? `${Before["length"]}` extends Places
    ? Without<Rest, Places, [...Before, 0]>
    : [N, ...Without<Rest, Places, [...Before, 0]>]
  : [];

/** Axes that A has; else what is wrong. */
export type ExistingAxes<Op extends string, A, Over> =
  number[] extends ShapeOf<A>
    ? Over
    : number extends Each<Over>
      ? Over
      : [Missing<ShapeOf<A>, Each<Over>>] extends [never]
        ? Over
        : `${Op}: axis ${Missing<ShapeOf<A>, Each<Over>>} does not exist in ${Format<ShapeOf<A>>}.`;

type Missing<S extends Shape, Axis> = Axis extends number
  ? [Place<S, Axis>] extends [never]
    ? Axis
    : never
  : never;

/** Over some axes, all when none are named. */
export interface ReductionMethod<Op extends string, Options, Over extends Axes = Axes> {
  <A extends Value, const X extends Over | null = null, const KeepDim extends boolean = false>(
    this: A,
    axes?: ExistingAxes<Op, A, X>,
    options?: Options & { readonly keepDim?: KeepDim },
  ): Value<Result<Reduced<ShapeOf<A>, X, KeepDim>>>;
}
