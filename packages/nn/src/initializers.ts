import type { Shape, Value } from "@chainrule/autograd";
import { type InitializerOptions, normalParameter, uniformParameter } from "./parameter.ts";
import { formatShape } from "./shape.ts";

/** What comes after a weight. */
export type Nonlinearity = "linear" | "sigmoid" | "tanh" | "relu" | "leakyRelu" | "selu";

/** Options of {@link calculateGain}. */
export interface GainOptions {
  /** The slope of leakyRelu below 0; 0.01 when absent. */
  readonly negativeSlope?: number;
}

/** Options of {@link xavierUniform} and {@link xavierNormal}. */
export interface XavierOptions extends InitializerOptions {
  /** A factor on the standard deviation, as from {@link calculateGain}; 1 when absent. */
  readonly gain?: number;
}

/** Options of {@link kaimingUniform} and {@link kaimingNormal}. */
export interface KaimingOptions extends InitializerOptions, GainOptions {
  /** What comes after the weight; "relu" when absent. */
  readonly nonlinearity?: Nonlinearity;
  /** Whether to keep the variance of activations, "fanIn" (when absent), or of gradients, "fanOut". */
  readonly mode?: "fanIn" | "fanOut";
}

/**
 * By how much larger the standard deviation of a weight should be than before a linear unit. √(2 / (1 + negativeSlope²))
 * for relu and leakyRelu is from He et al. 2015, Delving Deep into Rectifiers; 5/3 for tanh and 3/4 for selu are PyTorch's.
 * @throws TypeError for an unknown nonlinearity; RangeError for a slope that is not finite.
 */
export function calculateGain(
  nonlinearity: Nonlinearity,
  { negativeSlope = 0.01 }: GainOptions = {},
): number {
  if (!Number.isFinite(negativeSlope)) {
    throw new RangeError(`calculateGain: negativeSlope is a finite number, got ${String(negativeSlope)}.`);
  }
  switch (nonlinearity) {
    case "linear":
    case "sigmoid":
      return 1;
    case "tanh":
      return 5 / 3;
    case "selu":
      return 3 / 4;
    case "relu":
      return Math.SQRT2;
    case "leakyRelu":
      return Math.sqrt(2 / (1 + negativeSlope ** 2));
    default:
      throw new TypeError(
        `Unknown nonlinearity ${JSON.stringify(nonlinearity)}. Use "linear", "sigmoid", "tanh", "relu", "leakyRelu" or "selu".`,
      );
  }
}

/**
 * How many inputs a unit of a weight [out, in, ...window] sums up, and how many units an input feeds.
 * @throws RangeError for a shape of fewer than two axes.
 */
export function fanInAndOut(shape: Shape): { readonly fanIn: number; readonly fanOut: number } {
  const [outputs, inputs, ...window] = shape;
  if (outputs === undefined || inputs === undefined) {
    throw new RangeError(
      `An initializer needs the shape of a weight, [out, in, ...window], got ${formatShape(shape)}. Start a bias with zeros().`,
    );
  }
  const area = window.reduce((product, extent) => product * extent, 1);
  return { fanIn: inputs * area, fanOut: outputs * area };
}

/**
 * A weight of variance gain² · 2 / (fanIn + fanOut), uniform (Glorot and Bengio 2010, Understanding the difficulty of
 * training deep feedforward neural networks, equation 16).
 */
export function xavierUniform(shape: Shape, options: XavierOptions = {}): Value {
  return uniformParameter(shape, Math.sqrt(3) * xavierDeviation(shape, options), options);
}

/** {@link xavierUniform} with normally distributed numbers. */
export function xavierNormal(shape: Shape, options: XavierOptions = {}): Value {
  return normalParameter(shape, xavierDeviation(shape, options), options);
}

/**
 * A weight of variance gain² / fan, uniform (He, Zhang, Ren and Sun 2015, Delving Deep into Rectifiers, equations 10
 * and 14).
 */
export function kaimingUniform(shape: Shape, options: KaimingOptions = {}): Value {
  return uniformParameter(shape, Math.sqrt(3) * kaimingDeviation(shape, options), options);
}

/** {@link kaimingUniform} with normally distributed numbers. */
export function kaimingNormal(shape: Shape, options: KaimingOptions = {}): Value {
  return normalParameter(shape, kaimingDeviation(shape, options), options);
}

/** A weight of variance 1 / fanIn, uniform (LeCun, Bottou, Orr and Müller 1998, Efficient BackProp, equation 16). */
export function lecunUniform(shape: Shape, options: InitializerOptions = {}): Value {
  return kaimingUniform(shape, { ...options, mode: "fanIn", nonlinearity: "linear" });
}

/** {@link lecunUniform} with normally distributed numbers; what SELU asks for. */
export function lecunNormal(shape: Shape, options: InitializerOptions = {}): Value {
  return kaimingNormal(shape, { ...options, mode: "fanIn", nonlinearity: "linear" });
}

function xavierDeviation(shape: Shape, { gain = 1 }: XavierOptions): number {
  if (!(Number.isFinite(gain) && gain >= 0)) {
    throw new RangeError(`An xavier initializer needs a gain of at least 0, got ${String(gain)}.`);
  }
  const { fanIn, fanOut } = fanInAndOut(shape);
  return gain * Math.sqrt(2 / (fanIn + fanOut));
}

function kaimingDeviation(shape: Shape, options: KaimingOptions): number {
  const { nonlinearity = "relu", mode = "fanIn" } = options;
  if (mode !== "fanIn" && mode !== "fanOut") {
    throw new TypeError(`Unknown mode ${JSON.stringify(mode)}. Use "fanIn" or "fanOut".`);
  }
  return calculateGain(nonlinearity, options) / Math.sqrt(fanInAndOut(shape)[mode]);
}
