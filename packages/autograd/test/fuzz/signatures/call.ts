import { type Dtype, getDefaultDtype, type Shape, Value } from "@chainrule/autograd";
import { anyAxis, anyDtype, anyShape, anyValue } from "@chainrule/autograd/testing/arbitrary";
import fc from "fast-check";

/*
 * Calls that are right, and what NumPy's and PyTorch's documents say of the result: written here once more, apart from the
 * rules in the package.
 */

export interface Result {
  readonly shape: Shape;
  readonly dtype: Dtype;
}

export interface Call {
  readonly args: readonly unknown[];
  /** What the call must return; several for an op with several outputs. */
  readonly result: Result | readonly Result[];
}

export type Calls = fc.Arbitrary<Call>;

export const isFloat = (dtype: Dtype): boolean => dtype === "float32" || dtype === "float64";
export const asFloat = (dtype: Dtype): Dtype => (isFloat(dtype) ? dtype : getDefaultDtype());
export const asNumber = (dtype: Dtype): Dtype => (dtype === "bool" ? "int32" : dtype);
export const toInt32 = (): Dtype => "int32";
export const toBool = (): Dtype => "bool";
export const same = (dtype: Dtype): Dtype => dtype;
export const countOf = (shape: Shape): number => shape.reduce((n, extent) => n * extent, 1);
export const fromFront = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** A Value of any dtype, special entries included. */
export const any = (shape: Shape | fc.Arbitrary<Shape>, dtype: Dtype | fc.Arbitrary<Dtype> = anyDtype()) =>
  anyValue({ shape, dtype, special: true });
export const withAxes = (least = 1): fc.Arbitrary<Shape> => anyShape({ minRank: least, minExtent: 1 });

export const replaced = (shape: Shape, at: number, extent: number): Shape =>
  shape.map((n, i) => (i === at ? extent : n));

/** PyTorch's table of promotions, for two Values with axes, without them, and numbers. */
export function promoted(a: Value | number, b: Value | number): Dtype {
  const order: readonly Dtype[] = ["bool", "int32", "float32", "float64"];
  const kind = (dtype: Dtype): number =>
    ["bool", "int32", "float32"].indexOf(dtype === "float64" ? "float32" : dtype);
  const dtypeOf = (x: Value | number): Dtype =>
    x instanceof Value ? x.dtype : Number.isInteger(x) ? "int32" : getDefaultDtype();
  const weight = (x: Value | number): number => (x instanceof Value ? (x.rank > 0 ? 2 : 1) : 0);
  const [p, q] = [dtypeOf(a), dtypeOf(b)];
  if (kind(p) !== kind(q)) return kind(p) > kind(q) ? p : q;
  if (weight(a) !== weight(b)) return weight(a) > weight(b) ? p : q;
  return order.indexOf(p) > order.indexOf(q) ? p : q;
}

/** An op along one axis that keeps the shape. */
export function along(dtypeOf: (dtype: Dtype) => Dtype): Calls {
  return anyShape({ minRank: 1 }).chain((shape) =>
    fc.tuple(any(shape), anyAxis(shape.length)).map(([x, axis]) => ({
      args: [x, axis],
      result: { shape, dtype: dtypeOf(x.dtype) },
    })),
  );
}

export const indexed = withAxes().chain((shape) =>
  fc
    .tuple(anyAxis(shape.length), fc.nat({ max: 4 }), anyDtype())
    .map(([axis, count, dtype]) => ({ shape, axis, at: fromFront(axis, shape.length), count, dtype })),
);

/** The same calls for several ops. */
export function each<K extends string>(names: readonly K[], calls: Calls): Record<K, Calls> {
  return Object.fromEntries(names.map((name) => [name, calls])) as Record<K, Calls>;
}
