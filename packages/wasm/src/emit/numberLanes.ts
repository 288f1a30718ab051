import type { Dtype } from "@chainrule/autograd";
import type { Bytes } from "../encode/bytes.ts";
import { f32, f32x4, f64, f64x2, i32, i32x4, relaxed, v128 } from "../encode/code.ts";
import { types } from "../encode/module.ts";

interface Format {
  /** How many bytes an entry takes. */
  readonly bytes: 4 | 8;
  /** The type of one entry, as the encoding has it. */
  readonly type: number;
  readonly single: typeof f32 | typeof i32;
  readonly vector: typeof f32x4 | typeof f64x2 | typeof i32x4;
  /** A vector with one number of memory in all entries. */
  readonly loadSplat: (at: Bytes, offset?: number) => Bytes;
}

const { load32Splat, load64Splat } = v128;
const int32: Format = { bytes: 4, type: types.i32, single: i32, vector: i32x4, loadSplat: load32Splat };
const formats: Readonly<Record<Dtype, Format>> = {
  float32: { bytes: 4, type: types.f32, single: f32, vector: f32x4, loadSplat: load32Splat },
  float64: { bytes: 8, type: types.f64, single: f64, vector: f64x2, loadSplat: load64Splat },
  int32,
  bool: int32,
};

/** Vectors of numbers of a dtype, and single ones. */
export interface NumberLanes extends Format {
  /** How many entries a vector has. */
  readonly count: number;
  /** A vector of zeros. */
  readonly zero: Bytes;
  /** a · b + sum, of floats with one rounding where the machine can. */
  readonly multiplyAdd: (a: Bytes, b: Bytes, sum: Bytes) => Bytes;
}

/** @param hasMultiplyAdd whether there is relaxed SIMD's multiply-add. */
export function numberLanes(dtype: Dtype, hasMultiplyAdd: boolean): NumberLanes {
  const format = formats[dtype];
  const { bytes, vector } = format;
  const madd = { float32: relaxed.f32x4Madd, float64: relaxed.f64x2Madd, int32: null, bool: null }[dtype];
  return {
    ...format,
    count: 16 / bytes,
    zero: vector.splat(0),
    multiplyAdd: (hasMultiplyAdd && madd) || ((a, b, sum) => vector.add(vector.mul(a, b), sum)),
  };
}
