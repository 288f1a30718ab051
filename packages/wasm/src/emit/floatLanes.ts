import type { FloatDtype } from "@chainrule/autograd";
import type { Bytes } from "../encode/bytes.ts";
import { f32, f32x4, f64, f64x2, relaxed, v128 } from "../encode/code.ts";
import { types } from "../encode/module.ts";

/** Vectors of floats of a dtype, and single ones. */
export interface FloatLanes {
  /** How many entries a vector has. */
  readonly count: number;
  /** How many bytes an entry takes. */
  readonly bytes: number;
  /** The type of one entry, as the encoding has it. */
  readonly type: number;
  readonly vector: typeof f32x4 | typeof f64x2;
  readonly single: typeof f32;
  /** A vector of zeros. */
  readonly zero: Bytes;
  /** A vector with one number of memory in all entries. */
  readonly loadSplat: (at: Bytes, offset?: number) => Bytes;
  /** a · b + sum, with one rounding where the machine can. */
  readonly multiplyAdd: (a: Bytes, b: Bytes, sum: Bytes) => Bytes;
}

/** @param hasMultiplyAdd whether there is relaxed SIMD's multiply-add. */
export function floatLanes(dtype: FloatDtype, hasMultiplyAdd: boolean): FloatLanes {
  const isSingle = dtype === "float32";
  const vector = isSingle ? f32x4 : f64x2;
  const madd = isSingle ? relaxed.f32x4Madd : relaxed.f64x2Madd;
  return {
    count: isSingle ? 4 : 2,
    bytes: isSingle ? 4 : 8,
    type: types[isSingle ? "f32" : "f64"],
    vector,
    single: isSingle ? f32 : f64,
    zero: isSingle ? f32x4.splat(0) : f64x2.splat(0),
    loadSplat: isSingle ? v128.load32Splat : v128.load64Splat,
    multiplyAdd: hasMultiplyAdd ? madd : (a, b, sum) => vector.add(vector.mul(a, b), sum),
  };
}
