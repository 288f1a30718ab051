import {
  checkValue,
  type FloatDtype,
  getDefaultDtype,
  ones,
  type Shape,
  type Value,
} from "@chainrule/autograd";
import { Module } from "./module.ts";
import { checkEps, normalizedShapeOf, scaleAndShift, trailingAxes } from "./normalize.ts";
import { checkOptions } from "./options.ts";

/** Options of {@link RMSNorm}. */
export interface RMSNormOptions {
  /** Added to the mean square; the distance from 1 to the next number of the input's dtype when absent. */
  readonly eps?: number;
  /** Whether to learn a weight for each entry; true when absent. */
  readonly elementwiseAffine?: boolean;
  /** Of the weight; the default float when absent. */
  readonly dtype?: FloatDtype;
}

/**
 * Divides each example by the root of its mean square over the last axes, then multiplies by a weight (Zhang and Sennrich
 * 2019, Root Mean Square Layer Normalization).
 */
export class RMSNorm extends Module {
  /** The extents of the last axes, which are normalized together. */
  readonly normalizedShape: Shape;
  /** Added to the mean square before the square root; null for the distance from 1 to the next number of the dtype. */
  readonly eps: number | null;
  /** normalizedShape, starts as ones */
  readonly weight: Value | null;

  /** @param normalizedShape the extents of the last axes; a number for one axis. */
  constructor(normalizedShape: number | Shape, options: RMSNormOptions = {}) {
    super();
    checkOptions("RMSNorm", options);
    const { eps, elementwiseAffine = true, dtype = getDefaultDtype() } = options;
    if (eps !== undefined) checkEps("RMSNorm", eps);
    this.normalizedShape = normalizedShapeOf("RMSNorm", normalizedShape);
    this.eps = eps ?? null;
    this.weight = elementwiseAffine ? ones(this.normalizedShape, { dtype, requiresGrad: true }) : null;
  }

  forward(x: Value): Value {
    const axes = trailingAxes("RMSNorm", checkValue("RMSNorm", x), this.normalizedShape);
    const eps = this.eps ?? (x.dtype === "float64" ? Number.EPSILON : 2 ** -23);
    const root = x.square().mean(axes, { keepDim: true }).add(eps).sqrt();
    return scaleAndShift(x.div(root), this.weight, null);
  }
}
