import { checkValue, type Value } from "@chainrule/autograd";
import { type AffineOptions, affineParameters } from "./affine.ts";
import { Module } from "./module.ts";
import { checkExtents, formatShape } from "./shape.ts";

/** x · weightᵀ + bias along the last axis: [..., inFeatures] → [..., outFeatures]. */
export class Linear extends Module {
  /** [outFeatures, inFeatures] */
  readonly weight: Value;
  /** [outFeatures] */
  readonly bias: Value | null;

  constructor(inFeatures: number, outFeatures: number, options: AffineOptions = {}) {
    super();
    checkExtents("Linear", { inFeatures, outFeatures });
    const { weight, bias } = affineParameters([outFeatures, inFeatures], options);
    this.weight = weight;
    this.bias = bias;
  }

  forward(x: Value): Value {
    checkValue("Linear", x);
    const [outFeatures, inFeatures] = this.weight.shape;
    if (x.shape.at(-1) !== inFeatures) {
      throw new RangeError(
        `Linear(${inFeatures}, ${outFeatures}) needs inputs [..., ${inFeatures}], got ${formatShape(x.shape)}. ` +
          "Reshape or flatten them, or build it for other features.",
      );
    }
    const product = x.matmul(this.weight.transpose());
    return this.bias === null ? product : product.add(this.bias);
  }
}
