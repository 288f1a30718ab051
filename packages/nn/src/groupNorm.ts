import { checkValue, type FloatDtype, getDefaultDtype, ones, type Value, zeros } from "@chainrule/autograd";
import { Module } from "./module.ts";
import { checkEps, normalize, scaleAndShift } from "./normalize.ts";
import { checkOptions } from "./options.ts";
import { checkExtents, formatShape } from "./shape.ts";

/** Options of {@link GroupNorm}. */
export interface GroupNormOptions {
  /** Added to variances, so that none is 0; 1e-5 when absent. */
  readonly eps?: number;
  /** Whether to learn a weight and a bias for each channel; true when absent. */
  readonly affine?: boolean;
  /** Of weight and bias; the default float when absent. */
  readonly dtype?: FloatDtype;
}

/**
 * Normalizes each group of neighbouring channels of each example [N, channels, ...], to mean 0 and variance 1, then
 * weight · x + bias for each channel (Wu and He 2018, Group Normalization). Training and evaluation do not differ.
 */
export class GroupNorm extends Module {
  /** How many groups the channels form. */
  readonly numGroups: number;
  /** How many channels the input has. */
  readonly numChannels: number;
  /** Added to the variance before the square root. */
  readonly eps: number;
  /** [numChannels], starts as ones */
  readonly weight: Value | null;
  /** [numChannels], starts as zeros */
  readonly bias: Value | null;

  constructor(numGroups: number, numChannels: number, options: GroupNormOptions = {}) {
    super();
    checkOptions("GroupNorm", options);
    const { eps = 1e-5, affine = true, dtype = getDefaultDtype() } = options;
    checkExtents("GroupNorm", { numGroups, numChannels });
    checkEps("GroupNorm", eps);
    if (numChannels % numGroups !== 0) {
      throw new RangeError(
        `GroupNorm: numGroups must divide numChannels, got ${numGroups} groups of ${numChannels} channels.`,
      );
    }
    this.numGroups = numGroups;
    this.numChannels = numChannels;
    this.eps = eps;
    this.weight = affine ? ones([numChannels], { dtype, requiresGrad: true }) : null;
    this.bias = affine ? zeros([numChannels], { dtype, requiresGrad: true }) : null;
  }

  forward(x: Value): Value {
    const [batch, channels, ...places] = checkValue("GroupNorm", x).shape;
    if (channels !== this.numChannels) {
      throw new RangeError(
        `GroupNorm(${this.numGroups}, ${this.numChannels}) needs inputs [N, ${this.numChannels}, ...], got ${formatShape(x.shape)}.`,
      );
    }
    const size = places.reduce((product, extent) => product * extent, channels / this.numGroups);
    const groups = x.reshape([batch, this.numGroups, size]);
    const column = [channels, ...places.map(() => 1)];
    return scaleAndShift(
      normalize(groups, [2], this.eps).reshape(x.shape),
      this.weight?.reshape(column) ?? null,
      this.bias?.reshape(column) ?? null,
    );
  }
}
