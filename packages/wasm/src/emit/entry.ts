import type { Dtype } from "@chainrule/autograd";
import type { Bytes } from "../encode/bytes.ts";
import { call, convert, f32, f32x4, f64, i32, i32x4, select, v128 } from "../encode/code.ts";
import type { Type } from "../encode/module.ts";

/*
 * Code for one entry of an op, and for four at once. Bools are masks: all bits set or none.
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

type Emit = (...operands: Bytes[]) => Bytes;
type Table = Readonly<Record<string, Emit>>;

const mask = (truth: Bytes): Bytes => i32.sub(i32.const(0), truth);

function floats(f: typeof f32): Table {
  return {
    add: f.add,
    sub: f.sub,
    mul: f.mul,
    div: f.div,
    neg: f.neg,
    abs: f.abs,
    sqrt: f.sqrt,
    maximum: f.max,
    minimum: f.min,
    floor: f.floor,
    ceil: f.ceil,
    trunc: f.trunc,
    round: f.nearest,
    reciprocal: (x) => f.div(f.const(1), x),
    relu: (x) => f.max(x, f.const(0)),
    eq: (a, b) => mask(f.eq(a, b)),
    ne: (a, b) => mask(f.ne(a, b)),
    lt: (a, b) => mask(f.lt(a, b)),
    le: (a, b) => mask(f.le(a, b)),
    gt: (a, b) => mask(f.gt(a, b)),
    ge: (a, b) => mask(f.ge(a, b)),
    where: (condition, a, b) => select(a, b, condition),
  };
}

const integers: Table = {
  add: i32.add,
  sub: i32.sub,
  mul: i32.mul,
  neg: (x) => i32.sub(i32.const(0), x),
  eq: (a, b) => mask(i32.eq(a, b)),
  ne: (a, b) => mask(i32.ne(a, b)),
  lt: (a, b) => mask(i32.lt(a, b)),
  le: (a, b) => mask(i32.le(a, b)),
  gt: (a, b) => mask(i32.gt(a, b)),
  ge: (a, b) => mask(i32.ge(a, b)),
  where: (condition, a, b) => select(a, b, condition),
};

const bools: Table = {
  add: i32.or,
  mul: i32.and,
  maximum: i32.or,
  minimum: i32.and,
  logicalAnd: i32.and,
  logicalOr: i32.or,
  logicalXor: i32.xor,
  eq: (a, b) => mask(i32.eq(a, b)),
  ne: i32.xor,
  where: (condition, a, b) => select(a, b, condition),
};

const scalarTables: Readonly<Record<Dtype, Table>> = {
  float32: floats(f32),
  float64: floats(f64),
  int32: integers,
  bool: bools,
};

/** Code for an op on one entry of operands of a dtype (of `where`: of what it chooses from); null where there is none. */
export function scalarCode(op: string, dtype: Dtype): Emit | null {
  return scalarTables[dtype][op] ?? null;
}

/** Code that converts an entry. */
export function converted(x: Bytes, from: Dtype, to: Dtype): Bytes {
  if (from === to) return x;
  const number = from === "bool" ? i32.and(x, i32.const(1)) : x;
  if (to === "bool")
    return mask(
      from === "int32"
        ? i32.ne(x, i32.const(0))
        : from === "float32"
          ? f32.ne(x, f32.const(0))
          : f64.ne(x, f64.const(0)),
    );
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

const floatLanes: Table = {
  add: f32x4.add,
  sub: f32x4.sub,
  mul: f32x4.mul,
  div: f32x4.div,
  neg: f32x4.neg,
  abs: f32x4.abs,
  sqrt: f32x4.sqrt,
  maximum: f32x4.max,
  minimum: f32x4.min,
  floor: f32x4.floor,
  ceil: f32x4.ceil,
  trunc: f32x4.trunc,
  round: f32x4.nearest,
  reciprocal: (x) => f32x4.div(f32x4.splat(f32.const(1)), x),
  relu: (x) => f32x4.max(x, f32x4.splat(f32.const(0))),
  eq: f32x4.eq,
  ne: f32x4.ne,
  lt: f32x4.lt,
  le: f32x4.le,
  gt: f32x4.gt,
  ge: f32x4.ge,
  where: (condition, a, b) => v128.bitselect(a, b, condition),
};

const integerLanes: Table = {
  add: i32x4.add,
  sub: i32x4.sub,
  mul: i32x4.mul,
  neg: i32x4.neg,
  eq: i32x4.eq,
  ne: i32x4.ne,
  lt: i32x4.lt,
  le: i32x4.le,
  gt: i32x4.gt,
  ge: i32x4.ge,
  where: (condition, a, b) => v128.bitselect(a, b, condition),
};

const boolLanes: Table = {
  add: v128.or,
  mul: v128.and,
  maximum: v128.or,
  minimum: v128.and,
  logicalAnd: v128.and,
  logicalOr: v128.or,
  logicalXor: v128.xor,
  eq: i32x4.eq,
  ne: v128.xor,
  where: (condition, a, b) => v128.bitselect(a, b, condition),
};

const laneTables: Readonly<Record<Dtype, Table>> = {
  float32: floatLanes,
  float64: {},
  int32: integerLanes,
  bool: boolLanes,
};

/** The same for four entries in a vector; null where there is none. */
export function laneCode(op: string, dtype: Dtype): Emit | null {
  return laneTables[dtype][op] ?? null;
}

/** Code that converts four entries; null where there is none. */
export function convertedLanes(x: Bytes, from: Dtype, to: Dtype): Bytes | null {
  if (from === to) return x;
  if (from === "float64" || to === "float64") return null;
  const number = from === "bool" ? v128.and(x, i32x4.splat(i32.const(1))) : x;
  if (to === "float32") return f32x4.fromI32(number);
  if (to === "int32") return from === "float32" ? i32x4.fromF32(x) : number;
  return from === "float32" ? f32x4.ne(x, f32x4.splat(f32.const(0))) : i32x4.ne(x, i32x4.splat(i32.const(0)));
}
