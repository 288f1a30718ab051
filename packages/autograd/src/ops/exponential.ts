import { type UnaryOp, unary } from "../elementwise.ts";

/** eˣ */
export const exp: UnaryOp = unary({ name: "exp", forward: Math.exp, derivative: (_x, output) => output });

/** The natural logarithm */
export const log: UnaryOp = unary({
  name: "log",
  forward: Math.log,
  derivative: (x) => (flow) => flow.div(x),
});

/** √x */
export const sqrt: UnaryOp = unary({
  name: "sqrt",
  forward: Math.sqrt,
  // d√x = dx / 2√x
  derivative: (_x, output) => (flow) => flow.div(output.mul(2)),
});

/** x² */
export const square: UnaryOp = unary({
  name: "square",
  forward: (x) => x * x,
  derivative: (x) => x.mul(2),
  integer: (x) => Math.imul(x, x),
});

/** eˣ − 1, exact near 0 */
export const expm1: UnaryOp = unary({
  name: "expm1",
  forward: Math.expm1,
  derivative: (_x, output) => output.add(1),
});

/** 2ˣ */
export const exp2: UnaryOp = unary({
  name: "exp2",
  forward: (x) => 2 ** x,
  derivative: (_x, output) => output.mul(Math.LN2),
});

/** ln(1 + x), exact near 0 */
export const log1p: UnaryOp = unary({
  name: "log1p",
  forward: Math.log1p,
  derivative: (x) => (flow) => flow.div(x.add(1)),
});

/** The logarithm to base 2 */
export const log2: UnaryOp = unary({
  name: "log2",
  forward: Math.log2,
  derivative: (x) => (flow) => flow.div(x.mul(Math.LN2)),
});

/** The logarithm to base 10 */
export const log10: UnaryOp = unary({
  name: "log10",
  forward: Math.log10,
  derivative: (x) => (flow) => flow.div(x.mul(Math.LN10)),
});

/** 1 / √x */
export const rsqrt: UnaryOp = unary({
  name: "rsqrt",
  forward: (x) => 1 / Math.sqrt(x),
  derivative: (_x, output) => output.pow(3).mul(-0.5),
});

/** 1 / x */
export const reciprocal: UnaryOp = unary({
  name: "reciprocal",
  forward: (x) => 1 / x,
  derivative: (_x, output) => output.square().neg(),
});
