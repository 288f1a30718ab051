import { checkValue, type Value } from "@chainrule/autograd";
import { type AffineOptions, affineParameters } from "./affine.ts";
import type { Extent, Input, Output } from "./layerShapes.ts";
import { Module } from "./module.ts";
import { checkOptions } from "./options.ts";
import { checkExtents, formatShape } from "./shape.ts";

/** x · weightᵀ + bias along the last axis: [..., inFeatures] → [..., outFeatures]. */
export class Linear<In extends number = Extent, Out extends number = Extent> extends Module {
  /** [outFeatures, inFeatures] */
  readonly weight: Value<[Out, In]>;
  /** [outFeatures] */
  readonly bias: Value<[Out]> | null;

  constructor(inFeatures: In, outFeatures: Out, options: AffineOptions = {}) {
    super();
    checkExtents("Linear", { inFeatures, outFeatures });
    checkOptions("Linear", options);
    const { weight, bias } = affineParameters([outFeatures, inFeatures], options);
    this.weight = weight;
    this.bias = bias;
  }

  forward<L, V extends Value>(this: L, x: Input<L, V>): Value<Output<L, V>>;
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
