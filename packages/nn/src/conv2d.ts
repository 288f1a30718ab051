import { type Conv2dOptions, conv2d, type Pair, type Value } from "@chainrule/autograd";
import { type AffineOptions, affineParameters } from "./affine.ts";
import { Module } from "./module.ts";
import { checkOptions } from "./options.ts";
import { checkExtents, checkPairs } from "./shape.ts";

/**
 * Slides outChannels kernels over images: [batch, inChannels, height, width], with or without the batch axis, to
 * [batch, outChannels, rows, columns]. Groups of channels do not mix.
 */
export class Conv2d extends Module {
  /** [outChannels, inChannels / groups, kernel height, kernel width] */
  readonly weight: Value;
  /** [outChannels] */
  readonly bias: Value | null;
  /** Stride, padding, dilation and groups. */
  readonly options: Conv2dOptions;

  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Pair,
    options: Conv2dOptions & AffineOptions = {},
  ) {
    super();
    checkOptions("Conv2d", options);
    checkPairs("Conv2d", { kernelSize });
    const { groups = 1, stride = 1, padding = 0, dilation = 1 } = options;
    const [height, width] = typeof kernelSize === "number" ? [kernelSize, kernelSize] : kernelSize;
    checkExtents("Conv2d", { inChannels, outChannels, groups });
    checkPairs("Conv2d", { stride, dilation });
    checkPairs("Conv2d", { padding }, 0);
    if (inChannels % groups !== 0 || outChannels % groups !== 0) {
      throw new RangeError(
        `Conv2d: groups must divide both inChannels and outChannels, got ${groups} groups, ${inChannels} and ${outChannels}.`,
      );
    }
    this.options = { groups, stride, padding, dilation };
    const { weight, bias } = affineParameters([outChannels, inChannels / groups, height, width], options);
    this.weight = weight;
    this.bias = bias;
  }

  forward(x: Value): Value {
    const planes = conv2d(x, this.weight, this.options);
    return this.bias === null ? planes : planes.add(this.bias.reshape([-1, 1, 1]));
  }
}
