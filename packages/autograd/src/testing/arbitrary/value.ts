import fc from "fast-check";
import "../../methods.ts";
import { tensor } from "../../create.ts";
import type { Dtype, FloatDtype } from "../../dtype.ts";
import { type Shape, sizeOf } from "../../shape.ts";
import type { Value } from "../../value.ts";
import { anyShape } from "./shape.ts";

/** Options of {@link anyValue}. */
export interface ValueOptions {
  /** A shape, or shapes to draw from; {@link anyShape} when absent. */
  readonly shape?: Shape | fc.Arbitrary<Shape>;
  /** A dtype, or dtypes to draw from; float64 when absent. */
  readonly dtype?: Dtype | fc.Arbitrary<Dtype>;
  /** Smallest and largest entry, [-4, 4] when absent. Bools ignore it. */
  readonly range?: readonly [low: number, high: number];
  /**
   * Whether floats may also be NaN, ±∞, −0, subnormal, the largest there are and the smallest, and integers the ends of
   * int32, outside of `range`; false when absent.
   */
  readonly special?: boolean;
  /** Whether float Values are parameters; false when absent. */
  readonly requiresGrad?: boolean;
}

/** Values; shrinks to small shapes and entries next to 0. */
export function anyValue({
  shape = anyShape(),
  dtype = "float64",
  range = [-4, 4],
  special = false,
  requiresGrad = false,
}: ValueOptions = {}): fc.Arbitrary<Value> {
  const shapes = isShape(shape) ? fc.constant(shape) : shape;
  const dtypes = typeof dtype === "string" ? fc.constant(dtype) : dtype;
  return fc.tuple(shapes, dtypes).chain(([shape, dtype]) => {
    const size = sizeOf(shape);
    return fc
      .array(anyEntry(dtype, range, special), { minLength: size, maxLength: size })
      .map((entries) =>
        tensor(entries, { shape, dtype, requiresGrad: requiresGrad && dtype.startsWith("float") }),
      );
  });
}

function isShape(shape: Shape | fc.Arbitrary<Shape>): shape is Shape {
  return Array.isArray(shape);
}

const specialNumbers: Readonly<Record<FloatDtype, readonly number[]>> = {
  float32: specialFloats(2 ** -149, 2 ** -126, (2 - 2 ** -23) * 2 ** 127),
  float64: specialFloats(Number.MIN_VALUE, 2 ** -1022, Number.MAX_VALUE),
};

function specialFloats(subnormal: number, normal: number, largest: number): readonly number[] {
  const positive = [Number.POSITIVE_INFINITY, 0, subnormal, normal / 2, normal, largest];
  return [Number.NaN, ...positive, ...positive.map((x) => -x)];
}

function anyEntry(
  dtype: Dtype,
  [low, high]: readonly [number, number],
  special: boolean,
): fc.Arbitrary<number> {
  if (dtype === "bool") return fc.nat({ max: 1 });
  if (dtype === "int32") {
    const integers = fc.integer({ min: Math.ceil(low), max: Math.floor(high) });
    return special
      ? fc.oneof({ weight: 3, arbitrary: integers }, fc.constantFrom(-(2 ** 31), 2 ** 31 - 1))
      : integers;
  }
  const floats = fc.double({ min: low, max: high, noNaN: true }).map((x) => withoutUnderflow(dtype, x));
  return special
    ? fc.oneof({ weight: 3, arbitrary: floats }, fc.constantFrom(...specialNumbers[dtype]))
    : floats;
}

/** Ordinary entries are 0 or of ordinary size: fast-check likes numbers that underflow in any product. */
function withoutUnderflow(dtype: FloatDtype, x: number): number {
  if (Math.abs(x) < 1e-6) return 0;
  return dtype === "float32" ? Math.fround(x) : x;
}

/** One of the dtypes: all four, or the two that carry gradients. */
export function anyDtype(kind: "all" | "float" = "all"): fc.Arbitrary<Dtype> {
  return kind === "float"
    ? fc.constantFrom<Dtype>("float32", "float64")
    : fc.constantFrom<Dtype>("float32", "float64", "int32", "bool");
}
