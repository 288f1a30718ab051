import { type UnaryOp, unary } from "../elementwise.ts";

/** Sine of x in radians */
export const sin: UnaryOp = unary({ name: "sin", forward: Math.sin, derivative: (x) => x.cos() });

/** Cosine of x in radians */
export const cos: UnaryOp = unary({ name: "cos", forward: Math.cos, derivative: (x) => x.sin().neg() });

/** Hyperbolic tangent */
export const tanh: UnaryOp = unary({
  name: "tanh",
  forward: Math.tanh,
  derivative: (_x, output) => output.square().neg().add(1),
});
