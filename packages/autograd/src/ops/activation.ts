import { checkNumber, checkOptions } from "../arguments.ts";
import { describe } from "../describe.ts";
import { promote } from "../dtype.ts";
import { type UnaryOp, unary } from "../elementwise.ts";
import { checkValue } from "../guard.ts";
import { erfc as erfcKernel, erf as erfKernel } from "../kernels/erf.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { Value } from "../value.ts";
import { sub } from "./arithmetic.ts";

/** 1 / (1 + e⁻ˣ), without overflow at either end */
export const sigmoid: UnaryOp = unary({
  name: "sigmoid",
  forward: (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  derivative: (_x, output) => output.mul(sub(1, output)),
});

/** ln(1 + eˣ), a smooth relu, without overflow */
export const softplus: UnaryOp = unary({
  name: "softplus",
  forward: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  derivative: (x) => x.sigmoid(),
});

/** max(x, 0), with derivative 0 at 0 */
export const relu: UnaryOp = unary({
  name: "relu",
  forward: (x) => (x < 0 ? 0 : x),
  derivative: (_x, output) => output.ne(0), // where x > 0 or is NaN
  integer: (x) => Math.max(x, 0),
});

/** x where x > 0, else negativeSlope · x */
export const leakyRelu: Op<[x: Value, negativeSlope?: number]> = defineOp(
  "leakyRelu",
  (x: Value, negativeSlope = 0.01) => {
    checkNumber("leakyRelu", "negativeSlope", negativeSlope);
    return checkValue("leakyRelu", x).where(x.gt(0), x.mul(negativeSlope));
  },
);

/** The error function 2/√π ∫₀ˣ e^(−t²) dt */
export const erf: UnaryOp = unary({
  name: "erf",
  forward: erfKernel,
  // 2/√π · e^(−x²)
  derivative: (x) =>
    x
      .square()
      .neg()
      .exp()
      .mul(2 / Math.sqrt(Math.PI)),
});

/** Options of {@link gelu}. */
export interface GeluOptions {
  /** "none" for x · Φ(x), "tanh" for the cheaper approximation. */
  readonly approximate?: "none" | "tanh";
}

/**
 * x · Φ(x) with Φ the normal distribution function (Hendrycks and Gimpel 2016, Gaussian Error Linear Units), or the
 * approximation by tanh given there.
 */
export const gelu: Op<[x: Value, options?: GeluOptions]> = defineOp(
  "gelu",
  (x: Value, options?: GeluOptions) => {
    checkValue("gelu", x);
    const { approximate = "none" } = checkOptions("gelu", options);
    if (approximate !== "none" && approximate !== "tanh") {
      throw new TypeError(`gelu: approximate is "none" or "tanh", got ${describe(approximate)}.`);
    }
    // tanh(√(2/π) · (x + 0.044715 x³))
    const scale = Math.sqrt(2 / Math.PI);
    const curve =
      approximate === "tanh"
        ? x
            .square()
            .mul(0.044715 * scale)
            .add(scale)
            .mul(x)
            .tanh()
        : x.mul(Math.SQRT1_2).erf();
    return x.mul(curve.add(1)).mul(0.5);
  },
);

const hold: Op<[x: Value, min: number, max: number]> = defineOp(
  "clamp",
  (x: Value, min: number, max: number) => {
    const output = x.array().slice();
    for (let i = 0; i < output.length; i++) output[i] = Math.min(Math.max(output[i], min), max);
    return new Value(x.shape, x.dtype, output);
  },
  {
    shape: (x) => x.shape,
    vjp: [(cotangent, _output, x, min, max) => cotangent.where(x.ge(min), 0).where(x.le(max), 0)],
    jvp: [(tangent, _output, x, min, max) => tangent.where(x.ge(min), 0).where(x.le(max), 0)],
    batch: (_size, _isBatched, x, min, max) => hold(x, min, max),
  },
);

/** x held between `min` and `max`, either of which may be absent; the gradient passes at the bounds themselves. */
export const clamp: Op<[x: Value, min?: number | null, max?: number | null]> = withSignature(
  hold,
  (x: Value, min?: number | null, max?: number | null): Value => {
    const bounds = [min, max].filter((bound) => bound !== undefined && bound !== null);
    if (bounds.length === 0 || bounds.some((bound) => typeof bound !== "number")) {
      throw new TypeError(
        `clamp needs numbers for min, max or both, got ${describe(min)} and ${describe(max)}.`,
      );
    }
    const dtype = promote([checkValue("clamp", x), ...bounds]);
    return hold(x.to(dtype), min ?? Number.NEGATIVE_INFINITY, max ?? Number.POSITIVE_INFINITY);
  },
);

/** 1 − erf(x), exact also where erf(x) is almost 1 */
export const erfc: UnaryOp = unary({
  name: "erfc",
  forward: erfcKernel,
  derivative: (x) =>
    x
      .square()
      .neg()
      .exp()
      .mul(-2 / Math.sqrt(Math.PI)),
});

/** x where x > 0, else alpha · (eˣ − 1) (Clevert, Unterthiner and Hochreiter 2015) */
export const elu: Op<[x: Value, alpha?: number]> = defineOp("elu", (x: Value, alpha = 1) => {
  checkNumber("elu", "alpha", alpha);
  const isLow = checkValue("elu", x).lt(0);
  // At 0 the slope is alpha, and the curvature 0.
  const rest = alpha === 1 ? x : x.where(x.ne(0), x.mul(alpha));
  return x.where(isLow, 0).expm1().mul(alpha).where(isLow, rest);
});

/** elu scaled so that activations keep mean 0 and variance 1 (Klambauer, Unterthiner, Mayr and Hochreiter 2017) */
export const selu: Op<[x: Value]> = defineOp("selu", (x: Value) =>
  elu(checkValue("selu", x), 1.6732632423543772).mul(1.0507009873554805),
);

/** x · sigmoid(x) (Elfwing, Uchibe and Doya 2017) */
export const silu: Op<[x: Value]> = defineOp("silu", (x: Value) => checkValue("silu", x).mul(x.sigmoid()));

/** x · tanh(softplus(x)) (Misra 2019) */
export const mish: Op<[x: Value]> = defineOp("mish", (x: Value) =>
  checkValue("mish", x).mul(x.softplus().tanh()),
);

/** x / (1 + |x|) */
export const softsign: Op<[x: Value]> = defineOp("softsign", (x: Value) =>
  checkValue("softsign", x).div(x.abs().add(1)),
);

/** x held between `min` and `max`; unlike clamp, no gradient passes at the bounds themselves. */
export const hardtanh: Op<[x: Value, min?: number, max?: number]> = defineOp(
  "hardtanh",
  (x: Value, min = -1, max = 1) => {
    checkValue("hardtanh", x);
    checkNumber("hardtanh", "min", min);
    checkNumber("hardtanh", "max", max);
    const raised = x.where(x.le(min).eq(false), min);
    return raised.where(raised.ge(max).eq(false), max);
  },
);
