import type { Dtype } from "@chainrule/autograd";
import type { Bytes } from "../encode/bytes.ts";
import { call, convert, f32, f32x4, f64, f64x2, i32, i32x4 } from "../encode/code.ts";
import type { FunctionBuilder, Type } from "../encode/module.ts";
import { type Instructions, ofBools, ofFloats, ofIntegers, single } from "./instructions.ts";
import { type LaneCode, laneCode } from "./laneCode.ts";
import { Lanes } from "./lanes.ts";
import { type EntryFunctions, laneFunction } from "./math/functions.ts";

/*
 * Code for one entry of an op. Bools are masks: all bits set or none.
 */

/** The machine's type for an entry. */
export const machineType: Readonly<Record<Dtype, Type>> = {
  float32: "f32",
  float64: "f64",
  int32: "i32",
  bool: "i32",
};

/** How many bytes an entry takes in the program's memory. */
export const bytesPer: Readonly<Record<Dtype, number>> = { float32: 4, float64: 8, int32: 4, bool: 4 };

const { mask } = single;

const scalarTables: Readonly<Record<Dtype, Instructions>> = {
  float32: ofFloats(single, f32, f32.const),
  float64: ofFloats(single, f64, f64.const),
  int32: ofIntegers(single, i32, i32.const(0)),
  bool: {
    ...ofBools(single),
    eq: (a, b) => mask(i32.eq(a, b)),
    // true is −1
    lt: (a, b) => mask(i32.gt(a, b)),
    le: (a, b) => mask(i32.ge(a, b)),
    gt: (a, b) => mask(i32.lt(a, b)),
    ge: (a, b) => mask(i32.le(a, b)),
  },
};

/** What code for entries needs from around it. */
export interface EntrySurroundings {
  readonly f: FunctionBuilder;
  readonly functions: EntryFunctions;
}

/** Code for an op on one entry of operands of a dtype (of `where`: of what it chooses from); null where there is none. */
export function scalarCode(
  op: string,
  dtype: Dtype,
): ((around: EntrySurroundings, ...operands: Bytes[]) => Bytes) | null {
  const own = scalarTables[dtype][op];
  if (own !== undefined) return (_around, ...operands) => own(...operands);
  if (laneFunction(op, dtype) !== null)
    return ({ functions }, ...operands) =>
      call(functions.indexOf(op, dtype as "float32" | "float64", operands.length), ...operands);
  const lanes = laneCode(op, dtype);
  return lanes && (({ f, functions }, ...operands) => alone(lanes, dtype, f, functions, operands));
}

/** One entry computed as a lane. */
function alone(
  code: LaneCode,
  dtype: Dtype,
  f: FunctionBuilder,
  functions: EntryFunctions,
  operands: readonly Bytes[],
): Bytes {
  const type = { float32: f32x4, float64: f64x2, int32: i32x4, bool: i32x4 }[dtype];
  const lanes = new Lanes(f, dtype === "float64" ? "float64" : "float32", 1, functions);
  const [result] = code(lanes, ...operands.map((operand) => [type.splat(operand)]));
  return [lanes.code, type.extract(result, 0)];
}

/** Code that converts an entry. */
export function converted(x: Bytes, from: Dtype, to: Dtype): Bytes {
  if (from === to) return x;
  const number = from === "bool" ? i32.and(x, 1) : x;
  if (to === "bool")
    return mask(from === "int32" ? i32.ne(x, 0) : from === "float32" ? f32.ne(x, 0) : f64.ne(x, 0));
  if (from === "float32") return to === "float64" ? convert.f64FromF32(x) : convert.i32FromF32(x);
  if (from === "float64") return to === "float32" ? convert.f32FromF64(x) : convert.i32FromF64(x);
  return to === "float32"
    ? convert.f32FromI32(number)
    : to === "float64"
      ? convert.f64FromI32(number)
      : number;
}

/** A call of a function of JavaScript, which takes and gives doubles. */
export function imported(index: number, operands: readonly Bytes[], from: Dtype, to: Dtype): Bytes {
  const result = call(index, ...operands.map((operand) => converted(operand, from, "float64")));
  if (to === "float64") return result;
  return converted(result, "float64", to);
}
