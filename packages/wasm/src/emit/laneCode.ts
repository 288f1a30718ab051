import type { Dtype } from "@chainrule/autograd";
import type { Bytes } from "../encode/bytes.ts";
import { f32x4, f64x2, i32x4, v128 } from "../encode/code.ts";
import { type Instructions, ofBools, ofFloats, ofIntegers, vectors } from "./instructions.ts";
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

const eachOf = (instructions: Instructions): Table =>
  Object.fromEntries(Object.entries(instructions).map(([name, instruction]) => [name, each(instruction)]));

function floats(type: typeof f32x4 | typeof f64x2, number: (x: number) => Bytes): Table {
  return {
    ...eachOf(ofFloats(vectors, type, number)),
    rsqrt: each((x) => type.div(number(1), type.sqrt(x))),
    square: kept((lanes, x) => lanes.mul(x, x)),
    relu: kept((lanes, x) => lanes.andnot(x, lanes.lt(x, 0))),
    // 1 with the sign of x where x is neither 0 nor NaN
    sign: kept((lanes, x) => lanes.and(lanes.withSign(lanes.number(1), x), lanes.gt(lanes.abs(x), 0))),
  };
}

const zero = i32x4.splat(0);
const one = i32x4.splat(1);
const { not, xor, or, andnot } = v128;

const tables: Readonly<Record<Dtype, Table>> = {
  float32: floats(f32x4, (x) => f32x4.splat(x)),
  float64: floats(f64x2, (x) => f64x2.splat(x)),
  int32: {
    ...eachOf({
      ...ofIntegers(vectors, i32x4, zero),
      neg: i32x4.neg,
      abs: i32x4.abs,
      sign: (x) => i32x4.max(i32x4.min(x, one), i32x4.neg(one)),
      maximum: i32x4.max,
      minimum: i32x4.min,
      relu: (x) => i32x4.max(x, zero),
    }),
    square: kept((lanes, x) => lanes.each((x) => i32x4.mul(x, x), x)),
  },
  bool: eachOf({
    ...ofBools(vectors),
    eq: (a, b) => not(xor(a, b)),
    lt: (a, b) => andnot(b, a),
    le: (a, b) => or(not(a), b),
    gt: (a, b) => andnot(a, b),
    ge: (a, b) => or(a, not(b)),
  }),
};

/** Code for an op on vectors of operands of a dtype (of `where`: of what it chooses from); null where there is none. */
export function laneCode(op: string, dtype: Dtype): LaneCode | null {
  const own = tables[dtype][op];
  if (own !== undefined) return own;
  const code = laneFunction(op, dtype);
  return code && kept(code);
}
