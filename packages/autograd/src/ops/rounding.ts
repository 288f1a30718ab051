import { type BinaryOp, binary, type UnaryOp, unary } from "../elementwise.ts";

const same = (x: number): number => x;

/** The largest integer ≤ x; its derivative is 0 */
export const floor: UnaryOp = unary({
  name: "floor",
  forward: Math.floor,
  derivative: () => 0,
  integer: same,
});

/** The smallest integer ≥ x; its derivative is 0 */
export const ceil: UnaryOp = unary({
  name: "ceil",
  forward: Math.ceil,
  derivative: () => 0,
  integer: same,
});

/** The integer next to x towards 0; its derivative is 0 */
export const trunc: UnaryOp = unary({
  name: "trunc",
  forward: Math.trunc,
  derivative: () => 0,
  integer: same,
});

/** The nearest integer, of two the even one; its derivative is 0 */
export const round: UnaryOp = unary({
  name: "round",
  forward: (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)),
  derivative: () => 0,
  integer: same,
});

/** x modulo y: what is left of x above the next multiple of y below it, with the sign of y */
export const remainder: BinaryOp = binary({
  name: "remainder",
  forward: modulo,
  // x = ⌊x/y⌋ y + remainder, where rounding in x/y must not decide differently
  derivatives: [() => 1, (x, y, output) => output.sub(x).div(y).round()],
  integer: (x, y) => {
    if (y === 0) throw new RangeError("remainder: an integer has no remainder by 0.");
    return modulo(x, y);
  },
});

function modulo(x: number, y: number): number {
  const rest = x % y;
  return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest;
}
