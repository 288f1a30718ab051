import { type BinaryOp, binary } from "../elementwise.ts";

/** a = b, as bools */
export const eq: BinaryOp = comparison("eq", (x, y) => x === y);

/** a ≠ b, as bools; true where either is NaN */
export const ne: BinaryOp = comparison("ne", (x, y) => x !== y);

/** a < b, as bools */
export const lt: BinaryOp = comparison("lt", (x, y) => x < y);

/** a ≤ b, as bools */
export const le: BinaryOp = comparison("le", (x, y) => x <= y);

/** a > b, as bools */
export const gt: BinaryOp = comparison("gt", (x, y) => x > y);

/** a ≥ b, as bools */
export const ge: BinaryOp = comparison("ge", (x, y) => x >= y);

function comparison(name: string, holds: (x: number, y: number) => boolean): BinaryOp {
  return binary({ name, forward: (x, y) => (holds(x, y) ? 1 : 0), isComparison: true });
}
