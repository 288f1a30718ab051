import { type BinaryOp, binary, type UnaryOp, unary } from "../elementwise.ts";
import { sub } from "./arithmetic.ts";

/** Sine of x in radians */
export const sin: UnaryOp = unary({ name: "sin", forward: Math.sin, derivative: (x) => x.cos() });

/** Cosine of x in radians */
export const cos: UnaryOp = unary({ name: "cos", forward: Math.cos, derivative: (x) => x.sin().neg() });

/** Tangent of x in radians */
export const tan: UnaryOp = unary({
  name: "tan",
  forward: Math.tan,
  derivative: (_x, output) => output.square().add(1),
});

/** The angle in [−π/2, π/2] whose sine is x */
export const asin: UnaryOp = unary({
  name: "asin",
  forward: Math.asin,
  derivative: (x) => sub(1, x.square()).rsqrt(),
});

/** The angle in [0, π] whose cosine is x */
export const acos: UnaryOp = unary({
  name: "acos",
  forward: Math.acos,
  derivative: (x) => sub(1, x.square()).rsqrt().neg(),
});

/** The angle in [−π/2, π/2] whose tangent is x */
export const atan: UnaryOp = unary({
  name: "atan",
  forward: Math.atan,
  derivative: (x) => (flow) => flow.div(x.square().add(1)),
});

/** The angle in [−π, π] of the point (x, y) from the x axis: atan2(y, x) */
export const atan2: BinaryOp = binary({
  name: "atan2",
  forward: Math.atan2,
  // d atan2(y, x) = (x dy − y dx) / (x² + y²)
  derivatives: [
    (y, x) => (flow) => flow.mul(x.div(x.square().add(y.square()))),
    (y, x) => (flow) => flow.mul(y.neg().div(x.square().add(y.square()))),
  ],
});

/** √(a² + b²), without overflow */
export const hypot: BinaryOp = binary({
  name: "hypot",
  forward: Math.hypot,
  derivatives: [(a, _b, output) => a.div(output), (_a, b, output) => b.div(output)],
});
