import { checkInteger, checkOptions } from "../arguments.ts";
import { promote } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { pair, resolveGeometry, type WindowOptions } from "../kernels/window.ts";
import { type Op, withSignature } from "../op.ts";
import { formatShape, type Shape, sameShape } from "../shape.ts";
import type { Value } from "../value.ts";
import {
  type Conv2dGeometry,
  convolve,
  correlated,
  inputShape,
  outputShape,
  transposed,
  weightShape,
} from "./convolve.ts";

/** Options of {@link conv2d}: those of a window, and groups. */
export interface Conv2dOptions extends WindowOptions {
  /** Channels fall into this many groups that do not mix; 1 when absent. */
  readonly groups?: number;
}

function geometryOf(op: string, given: Conv2dOptions | undefined): Conv2dGeometry {
  const { groups = 1, ...options } = checkOptions(op, given);
  checkInteger(op, "groups", groups, 1);
  return { ...resolveGeometry(op, options), groups };
}

/**
 * Slides the kernels of `weight` [outChannels, inChannels / groups, height, width] over images x [batch, inChannels,
 * height, width], or one image without the batch axis, and sums the products in each window (cross-correlation, not
 * flipped). Add a bias of shape [outChannels, 1, 1] to the result.
 */
export const conv2d: Op<[x: Value, weight: Value, options?: Conv2dOptions]> = withSignature(
  convolve,
  (x: Value, weight: Value, options?: Conv2dOptions): Value => {
    checkValue("conv2d", x);
    checkValue("conv2d", weight);
    if (x.rank === 3) return conv2d(x.unsqueeze(0), weight, options).squeeze(0);
    const g = geometryOf("conv2d", options);
    const [outChannels, perGroup] = weight.shape;
    if (
      x.rank !== 4 ||
      weight.rank !== 4 ||
      perGroup * g.groups !== x.shape[1] ||
      outChannels % g.groups !== 0
    ) {
      throw new RangeError(
        "conv2d needs images [batch, inChannels, height, width] and a weight [outChannels, inChannels / groups, height, width] " +
          `with ${g.groups} group(s) dividing both, got ${formatShape(x.shape)} and ${formatShape(weight.shape)}.`,
      );
    }
    const promoted = promote([x, weight]);
    const dtype = promoted === "bool" ? "int32" : promoted;
    return convolve(x.to(dtype), weight.to(dtype), g);
  },
);

/** The adjoint of {@link conv2d} in its images: what of `y`, shaped as the result, each pixel of images of `size` gets. */
export const conv2dInput: Op<[y: Value, weight: Value, size: Shape, options?: Conv2dOptions]> = withSignature(
  transposed,
  (y: Value, weight: Value, size: Shape, options?: Conv2dOptions): Value => {
    checkImages("conv2dInput", y);
    checkImages("conv2dInput", weight);
    const g = geometryOf("conv2dInput", options);
    checkGroups("conv2dInput", weight.shape[0], g.groups);
    const pixels = pair("conv2dInput", "size", size);
    checkResult("conv2dInput", y, outputShape(inputShape(y.shape, weight.shape, pixels, g), weight.shape, g));
    return transposed(y, weight, pixels, g);
  },
);

/** The adjoint of {@link conv2d} in its weight: what of `y`, shaped as the result, each tap of a `kernel` gets. */
export const conv2dWeight: Op<[x: Value, y: Value, kernel: Shape, options?: Conv2dOptions]> = withSignature(
  correlated,
  (x: Value, y: Value, kernel: Shape, options?: Conv2dOptions): Value => {
    checkImages("conv2dWeight", x);
    checkImages("conv2dWeight", y);
    const g = geometryOf("conv2dWeight", options);
    checkGroups("conv2dWeight", x.shape[1], g.groups);
    checkGroups("conv2dWeight", y.shape[1], g.groups);
    const taps = pair("conv2dWeight", "kernel", kernel);
    checkResult("conv2dWeight", y, outputShape(x.shape, weightShape(x.shape, y.shape, taps, g), g));
    return correlated(x, y, taps, g);
  },
);

function checkImages(op: string, x: Value): void {
  if (checkValue(op, x).rank !== 4)
    throw new RangeError(`${op} needs Values of rank 4 as conv2d takes them, got ${formatShape(x.shape)}.`);
}

function checkGroups(op: string, channels: number, groups: number): void {
  if (channels % groups !== 0)
    throw new RangeError(`${op} needs channels that ${groups} groups divide, got ${channels}.`);
}

function checkResult(op: string, y: Value, expected: Shape): void {
  if (!sameShape(y.shape, expected)) {
    throw new RangeError(
      `${op} needs y in the shape that conv2d would give, ${formatShape(expected)}, got ${formatShape(y.shape)}.`,
    );
  }
}
