import { type BinaryOp, binary, type UnaryOp, unary } from "../elementwise.ts";
import { addKernel, divKernel, mulKernel, subKernel } from "../kernels/arithmetic.ts";
import type { Value } from "../value.ts";

/** a + b; of bools, a or b */
export const add: BinaryOp = binary({
  name: "add",
  forward: (x, y) => x + y,
  kernel: addKernel,
  derivatives: [() => 1, () => 1],
  integer: (x, y) => x + y,
  keepsBool: true,
});

/** a − b */
export const sub: BinaryOp = binary({
  name: "sub",
  forward: (x, y) => x - y,
  kernel: subKernel,
  derivatives: [() => 1, () => -1],
  integer: (x, y) => x - y,
});

/** a · b, entry by entry; of bools, a and b */
export const mul: BinaryOp = binary({
  name: "mul",
  forward: (x, y) => x * y,
  kernel: mulKernel,
  derivatives: [(_x, y) => y, (x) => x],
  integer: Math.imul,
  keepsBool: true,
});

/** a / b; integers give the default float */
export const div: BinaryOp = binary({
  name: "div",
  forward: (x, y) => x / y,
  kernel: divKernel,
  // d(x/y) = dx/y − (x/y)/y dy
  derivatives: [(_x, y) => (flow) => flow.div(y), (_x, y, output) => (flow) => flow.mul(output.div(y)).neg()],
});

/** −x */
export const neg: UnaryOp = unary({
  name: "neg",
  forward: (x) => -x,
  derivative: () => -1,
  integer: (x) => -x,
});

/** base^exponent, with 0⁰ = 1; integers raised to negative powers throw */
export const pow: BinaryOp = binary({
  name: "pow",
  // IEEE 754-2019 pow(1, NaN) and pow(-1, ±∞) are 1; Math.pow gives NaN.
  forward: (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) ? 1 : x ** y),
  derivatives: [
    // y · x^(y−1), and 0 at 0⁰ though x^(−1) is infinite there
    (x, y) => y.mul(x.pow(y.storage === 0 || typeof y.storage !== "number" ? lessOne(x, y) : y.sub(1))),
    // x^y · ln x, and 0 at x = 0 for y ≥ 0
    (x, y, output) => output.mul(x.where(x.ne(0), y.ge(0).to(x.dtype)).log()),
  ],
  integer: (x, y) => {
    if (y < 0)
      throw new RangeError(
        `pow: integers cannot be raised to the negative power ${y}. Convert the base with to("float32").`,
      );
    let power = 1;
    for (let base = x, rest = y; rest > 0; rest >>= 1, base = Math.imul(base, base)) {
      if (rest & 1) power = Math.imul(power, base);
    }
    return power;
  },
});

/** y − 1, but 0 where x and y are 0. */
const lessOne = (x: Value, y: Value): Value => y.sub(1).where(y.ne(0).logicalOr(x.abs().gt(0)), 0);

/** |x|, with derivative 0 at 0 */
export const abs: UnaryOp = unary({
  name: "abs",
  forward: Math.abs,
  derivative: (x) => x.sign(),
  integer: Math.abs,
});

/** −1, 0 or 1; its derivative is 0 everywhere */
export const sign: UnaryOp = unary({
  name: "sign",
  forward: (x) => (x > 0 ? 1 : x < 0 ? -1 : 0),
  derivative: () => 0,
  integer: Math.sign,
});

/** The larger of a and b; a tie shares the gradient equally. NaN where either is. */
export const maximum: BinaryOp = binary({
  name: "maximum",
  forward: Math.max,
  derivatives: [(x, y) => (flow) => winner(flow, x, y), (x, y) => (flow) => winner(flow, y, x)],
  integer: Math.max,
  keepsBool: true,
});

/** The smaller of a and b; a tie shares the gradient equally. NaN where either is. */
export const minimum: BinaryOp = binary({
  name: "minimum",
  forward: Math.min,
  derivatives: [(x, y) => (flow) => winner(flow, y, x), (x, y) => (flow) => winner(flow, x, y)],
  integer: Math.min,
  keepsBool: true,
});

/** What flows back to `a`, larger than `b` or tied; a comparison with NaN counts as won, as in PyTorch. */
function winner(flow: Value, a: Value, b: Value): Value {
  return flow.mul(0.5).where(a.eq(b), flow).where(a.lt(b).eq(false), 0);
}
