import type { Nested } from "../create.ts";
import type { Shape } from "../shape.ts";
import type { Value } from "../value.ts";

/**
 * The shape of a Value of which the compiler knows none. `any` is what makes shapes gradual: it fits every shape and every
 * shape fits it, and what holds a Value of either kind holds `any`.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- see above: no other type fits in both directions
export type AnyShape = any;

/** The key under which the type of a Value holds its shape. Values have no such property. */
export declare const extents: unique symbol;

/** What ops calculate with. */
export type Operand = Value | number | boolean;

/** The shape in the type of an operand, `[]` for a number. Of a union nothing is known. */
export type ShapeOf<V> = [V] extends [Value<infer S>]
  ? Single<S>
  : [V] extends [number | boolean]
    ? []
    : AnyShape;

type Single<S, All = S> = S extends unknown ? ([All] extends [S] ? S : AnyShape) : never;

/** A shape that was given as an argument: literal extents as they are, the others as `number`. */
export type Literal<S extends Shape> = number extends S["length"]
  ? AnyShape
  : { -readonly [K in keyof S]: S[K] };

/** What nested or flat data says: the number of axes. */
export type ShapeOfData<D> = Nested extends D
  ? AnyShape
  : D extends number | boolean
    ? []
    : D extends readonly (infer Row)[]
      ? [Row] extends [number | boolean]
        ? [number]
        : ShapeOfData<Row> extends infer Inner extends Shape
          ? number[] extends Inner
            ? AnyShape
            : [number, ...Inner]
          : never
      : [number];

/** Whether two extents may be the same. */
export type Agree<M, N> = number extends M
  ? true
  : number extends N
    ? true
    : [Extract<M, N>] extends [never]
      ? false
      : true;

/** The shape that an op gives; any after an error, so that one mistake gives one message. */
export type Result<S> = [S] extends [never] ? AnyShape : S extends Shape ? S : never;

/** The axes of one shape and then those of another. */
export type Outer<A extends Shape, B extends Shape> = number[] extends A
  ? AnyShape
  : number[] extends B
    ? AnyShape
    : [...A, ...B];

/** A tree whose Values may have any shape. */
export type Unshaped<T> = T extends Value
  ? Value
  : T extends readonly unknown[] | { readonly [key: string]: unknown }
    ? { [K in keyof T]: Unshaped<T[K]> }
    : T;

/** Arguments whose Values may have any shape. */
export type UnshapedArgs<Args extends readonly unknown[]> = { [K in keyof Args]: Unshaped<Args[K]> };

/** How a shape is spelled in messages: `[2, 3]`. */
export type Format<S> = `[${Listed<S>}]`;

type Listed<S> = S extends readonly [infer N, ...infer Rest]
  ? `${Extent<N>}${Rest extends readonly [] ? "" : `, ${Listed<Rest>}`}`
  : "";

type Extent<N> = number extends N ? "number" : N extends number ? `${N}` : never;
