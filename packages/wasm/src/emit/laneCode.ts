import type { Dtype } from "@chainrule/autograd";
import type { Bytes } from "../encode/bytes.ts";
import { f32, f32x4, f64, f64x2, i32, i32x4, v128 } from "../encode/code.ts";
import type { Lanes, Vector } from "./lanes.ts";
import { laneFunction } from "./math/functions.ts";

/*
 * Code for an op on several entries at once: four, or two of float64. A bool is a mask of as many bits as a lane of the vectors
 * it goes with has: all set or none.
 */

/** Code for an op on vectors; what has to be done before goes to `lanes`. */
export type LaneCode = (lanes: Lanes, ...operands: Vector[]) => Vector;
type Table = Readonly<Record<string, LaneCode>>;

/** An instruction for each strand. */
const each =
  (instruction: (...operands: Bytes[]) => Bytes): LaneCode =>
  (_lanes, ...operands) =>
    operands[0].map((_, strand) => instruction(...operands.map((operand) => operand[strand])));

/** The same for code that needs its operands several times. */
const kept =
  (code: LaneCode): LaneCode =>
  (lanes, ...operands) =>
    code(lanes, ...operands.map((operand) => lanes.keep(operand)));

function floats(type: typeof f32x4 | typeof f64x2, number: (x: number) => Bytes): Table {
  const truth = (x: Bytes): Bytes => type.ne(x, number(0));
  return {
    add: each(type.add),
    sub: each(type.sub),
    mul: each(type.mul),
    div: each(type.div),
    neg: each(type.neg),
    abs: each(type.abs),
    sqrt: each(type.sqrt),
    maximum: each(type.max),
    minimum: each(type.min),
    floor: each(type.floor),
    ceil: each(type.ceil),
    trunc: each(type.trunc),
    round: each(type.nearest),
    reciprocal: each((x) => type.div(number(1), x)),
    rsqrt: each((x) => type.div(number(1), type.sqrt(x))),
    square: kept((lanes, x) => lanes.mul(x, x)),
    relu: kept((lanes, x) => lanes.andnot(x, lanes.lt(x, 0))),
    // 1 with the sign of x where x is neither 0 nor NaN
    sign: kept((lanes, x) => lanes.and(lanes.withSign(lanes.number(1), x), lanes.gt(lanes.abs(x), 0))),
    eq: each(type.eq),
    ne: each(type.ne),
    lt: each(type.lt),
    le: each(type.le),
    gt: each(type.gt),
    ge: each(type.ge),
    logicalAnd: each((a, b) => v128.and(truth(a), truth(b))),
    logicalOr: each((a, b) => v128.or(truth(a), truth(b))),
    logicalXor: each((a, b) => v128.xor(truth(a), truth(b))),
    where: each((condition, a, b) => v128.bitselect(a, b, condition)),
  };
}

const zero = i32x4.splat(i32.const(0));
const one = i32x4.splat(i32.const(1));
const isNot0 = (x: Bytes): Bytes => i32x4.ne(x, zero);

const integers: Table = {
  add: each(i32x4.add),
  sub: each(i32x4.sub),
  mul: each(i32x4.mul),
  neg: each(i32x4.neg),
  abs: each(i32x4.abs),
  sign: each((x) => i32x4.max(i32x4.min(x, one), i32x4.neg(one))),
  maximum: each(i32x4.max),
  minimum: each(i32x4.min),
  relu: each((x) => i32x4.max(x, zero)),
  square: kept((lanes, x) => lanes.each((x) => i32x4.mul(x, x), x)),
  floor: each((x) => x),
  ceil: each((x) => x),
  trunc: each((x) => x),
  round: each((x) => x),
  eq: each(i32x4.eq),
  ne: each(i32x4.ne),
  lt: each(i32x4.lt),
  le: each(i32x4.le),
  gt: each(i32x4.gt),
  ge: each(i32x4.ge),
  logicalAnd: each((a, b) => v128.and(isNot0(a), isNot0(b))),
  logicalOr: each((a, b) => isNot0(v128.or(a, b))),
  logicalXor: each((a, b) => v128.xor(isNot0(a), isNot0(b))),
  where: each((condition, a, b) => v128.bitselect(a, b, condition)),
};

const bools: Table = {
  add: each(v128.or),
  mul: each(v128.and),
  maximum: each(v128.or),
  minimum: each(v128.and),
  logicalAnd: each(v128.and),
  logicalOr: each(v128.or),
  logicalXor: each(v128.xor),
  eq: each((a, b) => v128.not(v128.xor(a, b))),
  ne: each(v128.xor),
  lt: each((a, b) => v128.andnot(b, a)),
  le: each((a, b) => v128.or(v128.not(a), b)),
  gt: each((a, b) => v128.andnot(a, b)),
  ge: each((a, b) => v128.or(a, v128.not(b))),
  where: each((condition, a, b) => v128.bitselect(a, b, condition)),
};

const tables: Readonly<Record<Dtype, Table>> = {
  float32: floats(f32x4, (x) => f32x4.splat(f32.const(x))),
  float64: floats(f64x2, (x) => f64x2.splat(f64.const(x))),
  int32: integers,
  bool: bools,
};

/** Code for an op on vectors of operands of a dtype (of `where`: of what it chooses from); null where there is none. */
export function laneCode(op: string, dtype: Dtype): LaneCode | null {
  const own = tables[dtype][op];
  if (own !== undefined) return own;
  const code = laneFunction(op, dtype);
  return code && kept(code);
}
