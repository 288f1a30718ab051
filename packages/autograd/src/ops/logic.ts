import { type BinaryOp, binary } from "../elementwise.ts";
import { checkValue } from "../guard.ts";
import { defineOp, type Op } from "../op.ts";
import type { Value } from "../value.ts";

/** a and b, as bools; numbers other than 0 are true */
export const logicalAnd: BinaryOp = logic("logicalAnd", (x, y) => x && y);

/** a or b, as bools; numbers other than 0 are true */
export const logicalOr: BinaryOp = logic("logicalOr", (x, y) => x || y);

/** Either a or b and not both, as bools; numbers other than 0 are true */
export const logicalXor: BinaryOp = logic("logicalXor", (x, y) => x !== y);

function logic(name: string, holds: (x: boolean, y: boolean) => boolean): BinaryOp {
  return binary({ name, forward: (x, y) => (holds(x !== 0, y !== 0) ? 1 : 0), isComparison: true });
}

/** Whether x is false, or 0 */
export const logicalNot: Op<[x: Value]> = defineOp("logicalNot", (x: Value) =>
  checkValue("logicalNot", x).eq(0),
);

/** Whether x is NaN */
export const isNaN: Op<[x: Value]> = defineOp("isNaN", (x: Value) => checkValue("isNaN", x).ne(x));

/** Whether x is neither NaN nor infinite */
export const isFinite: Op<[x: Value]> = defineOp("isFinite", (x: Value) =>
  checkValue("isFinite", x).abs().lt(Number.POSITIVE_INFINITY),
);
