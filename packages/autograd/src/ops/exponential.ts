import { type UnaryOp, unary } from "../elementwise.ts";

/** eˣ */
export const exp: UnaryOp = unary({ name: "exp", forward: Math.exp, derivative: (_x, output) => output });

/** The natural logarithm */
export const log: UnaryOp = unary({
  name: "log",
  forward: Math.log,
  derivative: (x) => (flow) => flow.div(x),
  samples: { range: [0.2, 3] },
});

/** √x */
export const sqrt: UnaryOp = unary({
  name: "sqrt",
  forward: Math.sqrt,
  // d√x = dx / 2√x
  derivative: (_x, output) => (flow) => flow.div(output.mul(2)),
  samples: { range: [0.2, 3] },
});

/** x² */
export const square: UnaryOp = unary({
  name: "square",
  forward: (x) => x * x,
  derivative: (x) => x.mul(2),
  integer: (x) => Math.imul(x, x),
});
