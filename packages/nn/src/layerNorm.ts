import {
  checkValue,
  type FloatDtype,
  getDefaultDtype,
  ones,
  type Shape,
  type Value,
  zeros,
} from "@chainrule/autograd";
import { Module } from "./module.ts";
import { checkEps, normalize, normalizedShapeOf, scaleAndShift, trailingAxes } from "./normalize.ts";
import { checkOptions } from "./options.ts";

/** Options of {@link LayerNorm}. */
export interface LayerNormOptions {
  /** Added to variances, so that none is 0; 1e-5 when absent. */
  readonly eps?: number;
  /** Whether to learn a weight and a bias for each entry; true when absent. */
  readonly elementwiseAffine?: boolean;
  /** Whether to learn the bias too; true when absent. */
  readonly bias?: boolean;
  /** Of weight and bias; the default float when absent. */
  readonly dtype?: FloatDtype;
}

/**
 * Normalizes each example over its last axes, to mean 0 and variance 1, then weight · x + bias (Ba, Kiros and Hinton 2016,
 * Layer Normalization). Training and evaluation do not differ.
 */
export class LayerNorm extends Module {
  /** The extents of the last axes, which are normalized together. */
  readonly normalizedShape: Shape;
  /** Added to the variance before the square root. */
  readonly eps: number;
  /** normalizedShape, starts as ones */
  readonly weight: Value | null;
  /** normalizedShape, starts as zeros */
  readonly bias: Value | null;

  /** @param normalizedShape the extents of the last axes; a number for one axis. */
  constructor(normalizedShape: number | Shape, options: LayerNormOptions = {}) {
    super();
    checkOptions("LayerNorm", options);
    const { eps = 1e-5, elementwiseAffine = true, bias = true, dtype = getDefaultDtype() } = options;
    checkEps("LayerNorm", eps);
    this.normalizedShape = normalizedShapeOf("LayerNorm", normalizedShape);
    this.eps = eps;
    this.weight = elementwiseAffine ? ones(this.normalizedShape, { dtype, requiresGrad: true }) : null;
    this.bias = elementwiseAffine && bias ? zeros(this.normalizedShape, { dtype, requiresGrad: true }) : null;
  }

  forward(x: Value): Value {
    const axes = trailingAxes("LayerNorm", checkValue("LayerNorm", x), this.normalizedShape);
    return scaleAndShift(normalize(x, axes, this.eps), this.weight, this.bias);
  }
}
