import type { OpFields } from "../op.ts";
import type { Shape } from "../shape.ts";
import type { Value } from "../value.ts";
import type { Add } from "./arithmetic.ts";
import type { Place, WithExtent } from "./axis.ts";
import type { Agree, AnyShape, Format, Result, ShapeOf } from "./known.ts";
import type { Inserted } from "./layout.ts";

/** Whether two shapes may be the same. */
export type Same<A extends Shape, B extends Shape> = number[] extends A
  ? true
  : number[] extends B
    ? true
    : A extends readonly [infer M, ...infer RestA extends Shape]
      ? B extends readonly [infer N, ...infer RestB extends Shape]
        ? Agree<M, N> extends true
          ? Same<RestA, RestB>
          : false
        : false
      : B extends readonly []
        ? true
        : false;

/** What is known of a shape from two that are the same. */
type Both<A extends Shape, B extends Shape> = number[] extends A
  ? AnyShape
  : number[] extends B
    ? AnyShape
    : { [K in keyof A]: number extends A[K] ? (K extends keyof B ? B[K] : never) : A[K] };

type Values = readonly Value[];

/** All shapes joined along an axis; never when the other extents differ. */
type Concatenated<List extends Values, Axis extends number> = List extends readonly [
  infer First,
  ...infer Others extends Values,
]
  ? Chained<ShapeOf<First>, Others, Axis>
  : number extends List["length"]
    ? WithExtent<ShapeOf<List[number]>, Axis, number>
    : AnyShape;

type Chained<S extends Shape, List extends Values, Axis extends number> = List extends readonly [
  infer Next,
  ...infer Others extends Values,
]
  ? Chain<S, ShapeOf<Next>, Axis> extends infer Longer extends Shape
    ? [Longer] extends [never]
      ? never
      : Chained<Longer, Others, Axis>
    : never
  : S;

type Chain<A extends Shape, B extends Shape, Axis extends number> = number[] extends A
  ? AnyShape
  : number[] extends B
    ? AnyShape
    : Same<WithExtent<A, Axis, number>, WithExtent<B, Axis, number>> extends true
      ? WithExtent<Both<A, B>, Axis, Along<A, B, Place<A, Axis>>>
      : never;

type Along<A, B, K> = K extends keyof A & keyof B ? Add<A[K] & number, B[K] & number> : number;

/** All shapes side by side along a new axis; never when they differ. */
type Stacked<List extends Values, Axis extends number> = number extends Axis
  ? AnyShape
  : List extends readonly [infer First, ...infer Others extends Values]
    ? Common<ShapeOf<First>, Others> extends infer S extends Shape
      ? [S] extends [never]
        ? never
        : number[] extends S
          ? AnyShape
          : Inserted<S, Place<[...S, 1], Axis>, List["length"]>
      : never
    : number extends List["length"]
      ? number[] extends ShapeOf<List[number]>
        ? AnyShape
        : Inserted<ShapeOf<List[number]>, Place<[...ShapeOf<List[number]>, 1], Axis>, number>
      : AnyShape;

type Common<S extends Shape, List extends Values> = List extends readonly [
  infer Next,
  ...infer Others extends Values,
]
  ? Same<S, ShapeOf<Next>> extends true
    ? Common<Both<S, ShapeOf<Next>>, Others>
    : never
  : S;

type Listed<List extends Values> = List extends readonly [infer First, ...infer Others extends Values]
  ? `${Format<ShapeOf<First>>}${Others extends readonly [] ? "" : `, ${Listed<Others>}`}`
  : "";

/** The list, when concat takes it; else what is wrong. */
export type Concatenable<List extends Values, Axis extends number> = [Concatenated<List, Axis>] extends [
  never,
]
  ? `concat along axis ${Axis} needs the other extents to agree, got ${Listed<List>}.`
  : List;

/** The list, when stack takes it; else what is wrong. */
export type Stackable<List extends Values, Axis extends number> = [Stacked<List, Axis>] extends [never]
  ? `stack needs Values of one shape, got ${Listed<List>}. To join along an axis use concat.`
  : List;

export interface ConcatOp extends OpFields {
  <const List extends Values, Axis extends number = 0>(
    values: Concatenable<List, Axis>,
    axis?: Axis,
  ): Value<Result<Concatenated<List, Axis>>>;
}

export interface StackOp extends OpFields {
  <const List extends Values, Axis extends number = 0>(
    values: Stackable<List, Axis>,
    axis?: Axis,
  ): Value<Result<Stacked<List, Axis>>>;
}
