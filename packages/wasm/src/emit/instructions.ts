import type { Bytes } from "../encode/bytes.ts";
import { type f32, type f32x4, type f64x2, i32, type i32x4, select, v128 } from "../encode/code.ts";

/*
 * Ops that are instructions, or a few, on single entries as on lanes of vectors. Bools are masks: all bits set or none.
 */

/** Code for an op, by its name. */
export type Instructions = Readonly<Record<string, (...operands: Bytes[]) => Bytes>>;

/** What single entries and lanes do in their own ways. */
interface Width {
  readonly bits: Readonly<Record<"and" | "or" | "xor", (a: Bytes, b: Bytes) => Bytes>>;
  /** The bool of what a comparison gives. */
  readonly mask: (truth: Bytes) => Bytes;
  readonly choose: (condition: Bytes, a: Bytes, b: Bytes) => Bytes;
}

/** Single entries. */
export const single: Width = {
  bits: i32,
  mask: (truth) => i32.sub(0, truth),
  choose: (condition, a, b) => select(a, b, condition),
};

/** Lanes of vectors. */
export const vectors: Width = {
  bits: v128,
  mask: (truth) => truth,
  choose: (condition, a, b) => v128.bitselect(a, b, condition),
};

/** Those of float32 and of float64 have the same names. */
type Floats = typeof f32 | typeof f32x4 | typeof f64x2;
type Integers = typeof i32 | typeof i32x4;

const comparisons = ["eq", "ne", "lt", "le", "gt", "ge"] as const;

/** What numbers of all kinds have. */
function ofNumbers({ bits, mask, choose }: Width, type: Floats | Integers, zero: Bytes): Instructions {
  const joined =
    (join: (a: Bytes, b: Bytes) => Bytes) =>
    (a: Bytes, b: Bytes): Bytes =>
      mask(join(type.ne(a, zero), type.ne(b, zero)));
  return {
    add: type.add,
    sub: type.sub,
    mul: type.mul,
    ...Object.fromEntries(comparisons.map((name) => [name, (a: Bytes, b: Bytes) => mask(type[name](a, b))])),
    logicalAnd: joined(bits.and),
    logicalOr: joined(bits.or),
    logicalXor: joined(bits.xor),
    where: choose,
  };
}

export function ofFloats(width: Width, type: Floats, number: (x: number) => Bytes): Instructions {
  return {
    ...ofNumbers(width, type, number(0)),
    div: type.div,
    neg: type.neg,
    abs: type.abs,
    sqrt: type.sqrt,
    maximum: type.max,
    minimum: type.min,
    floor: type.floor,
    ceil: type.ceil,
    trunc: type.trunc,
    round: type.nearest,
    reciprocal: (x) => type.div(number(1), x),
  };
}

export function ofIntegers(width: Width, type: Integers, zero: Bytes): Instructions {
  const same = (x: Bytes): Bytes => x;
  return {
    ...ofNumbers(width, type, zero),
    neg: (x) => type.sub(zero, x),
    floor: same,
    ceil: same,
    trunc: same,
    round: same,
  };
}

export function ofBools({ bits: { and, or, xor }, choose }: Width): Instructions {
  return {
    add: or,
    mul: and,
    maximum: or,
    minimum: and,
    logicalAnd: and,
    logicalOr: or,
    logicalXor: xor,
    ne: xor,
    where: choose,
  };
}
