import type { Dtype } from "@chainrule/autograd";
import type { Bytes } from "../../encode/bytes.ts";
import { f32x4, f64x2, i32x4, relaxed, v128 } from "../../encode/code.ts";

/** Vectors of one dtype, as far as products need them. */
export interface ProductLanes {
  /** Bytes in an entry. */
  readonly bytes: 4 | 8;
  /** Entries in a vector. */
  readonly count: 2 | 4;
  readonly zero: Bytes;
  /** One entry of memory in all lanes. */
  splatAt(at: Bytes, offset: number): Bytes;
  add(x: Bytes, y: Bytes): Bytes;
  /** x · y + sum */
  multiplyAdd(x: Bytes, y: Bytes, sum: Bytes): Bytes;
}

/** @param isRelaxed whether multiply-add may round once. */
export function productLanes(dtype: Dtype, isRelaxed: boolean): ProductLanes {
  switch (dtype) {
    case "float32":
      return {
        bytes: 4,
        count: 4,
        zero: f32x4.splat(0),
        splatAt: v128.load32Splat,
        add: f32x4.add,
        multiplyAdd: isRelaxed ? relaxed.f32x4Madd : (x, y, sum) => f32x4.add(f32x4.mul(x, y), sum),
      };
    case "float64":
      return {
        bytes: 8,
        count: 2,
        zero: f64x2.splat(0),
        splatAt: v128.load64Splat,
        add: f64x2.add,
        multiplyAdd: isRelaxed ? relaxed.f64x2Madd : (x, y, sum) => f64x2.add(f64x2.mul(x, y), sum),
      };
    default:
      return {
        bytes: 4,
        count: 4,
        zero: i32x4.splat(0),
        splatAt: v128.load32Splat,
        add: i32x4.add,
        multiplyAdd: (x, y, sum) => i32x4.add(i32x4.mul(x, y), sum),
      };
  }
}
