import { type UnaryOp, unary } from "../elementwise.ts";
import { sub } from "./arithmetic.ts";

/** Hyperbolic tangent */
export const tanh: UnaryOp = unary({
  name: "tanh",
  forward: Math.tanh,
  derivative: (_x, output) => sub(1, output.square()),
});

/** Hyperbolic sine */
export const sinh: UnaryOp = unary({ name: "sinh", forward: Math.sinh, derivative: (x) => x.cosh() });

/** Hyperbolic cosine */
export const cosh: UnaryOp = unary({ name: "cosh", forward: Math.cosh, derivative: (x) => x.sinh() });

/** Inverse of sinh */
export const asinh: UnaryOp = unary({
  name: "asinh",
  forward: Math.asinh,
  derivative: (x) => x.square().add(1).rsqrt(),
});

/** Inverse of cosh, for x ≥ 1 */
export const acosh: UnaryOp = unary({
  name: "acosh",
  forward: Math.acosh,
  derivative: (x) => x.square().sub(1).rsqrt(),
});

/** Inverse of tanh, for |x| < 1 */
export const atanh: UnaryOp = unary({
  name: "atanh",
  forward: Math.atanh,
  derivative: (x) => (flow) => flow.div(sub(1, x.square())),
});
