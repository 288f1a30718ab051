import { allocate, type Dtype, type TypedArray } from "../dtype.ts";
import { gemm } from "../kernels/gemm.ts";
import type { Factor } from "../kernels/multiplier.ts";
import { readStrided, writeStrided } from "../kernels/strided.ts";
import type { Geometry } from "../kernels/window.ts";
import { foldWindows, mapWindows, unfoldWindows } from "../kernels/windowCopy.ts";
import { defineOp, type Op } from "../op.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { Value } from "../value.ts";
import { apart, merged, together } from "./batching.ts";

/** A window, and groups. */
export interface Conv2dGeometry extends Geometry {
  readonly groups: number;
}

/*
 * conv2d, conv2dInput and conv2dWeight are three views of one trilinear form Σ x · w · y over the windows, each taking two
 * of the tensors and giving the third. So each one's derivatives are the other two, to any order.
 */

/*
 * For vmap, examples that have a weight each become groups of channels, which do not mix: [examples, images, channels, height,
 * width] as [images, examples · channels, height, width].
 */
const toChannels = (x: Value): Value => {
  const [size, images, channels, height, width] = x.shape;
  return x.transpose(0, 1).reshape([images, size * channels, height, width]);
};
const fromChannels = (size: number, x: Value): Value => {
  const [images, channels, height, width] = x.shape;
  return x.reshape([images, size, channels / size, height, width]).transpose(0, 1);
};
const grouped = (size: number, g: Conv2dGeometry): Conv2dGeometry => ({ ...g, groups: g.groups * size });

/** What lies in an array row by row, from some entry on. */
const matrix = (entries: TypedArray, start = 0): Factor => ({ entries, start, isTransposed: false });

/** A product and a sum for each entry of y and each weight that it meets. */
function operations(weight: Shape, y: Shape): number {
  return 2 * sizeOf(y) * sizeOf(weight.slice(1));
}

/** Windows of small images go into one matrix product with those of others, until they are about so many. */
const WINDOWS = 1024;

/** One matrix product of a convolution: a group of channels of some images. */
interface Product {
  readonly planes: number;
  readonly taps: number;
  readonly windows: number;
  /** Where the group's weights begin. */
  readonly weights: number;
  /** taps × windows, and planes × windows. */
  readonly columns: TypedArray;
  readonly results: TypedArray;
  /** Fills `columns` from images. */
  readonly unfold: (images: TypedArray) => void;
  /** Adds `columns` to images. */
  readonly fold: (images: TypedArray) => void;
  /** Copies to `results` what a convolution gives, and back. */
  readonly read: (y: TypedArray) => void;
  readonly write: (y: TypedArray) => void;
}

/**
 * Calls `run` for each product of images x, a weight and what comes of them, y. All have the same number of images, but for the
 * last: arrays and maps are made once for each number.
 */
function eachProduct(
  [x, weight, y]: readonly [x: Shape, weight: Shape, y: Shape],
  dtype: Dtype,
  g: Conv2dGeometry,
  run: (product: Product) => void,
): void {
  const { groups } = g;
  const [images, channels, planes] = [x[0], x[1] / groups, y[1] / groups];
  const [taps, positions, pixels] = [sizeOf(weight.slice(1)), y[2] * y[3], x[2] * x[3]];
  const atOnce = Math.max(1, Math.floor(WINDOWS / positions));
  const strides = [positions, y[1] * positions, 1];
  const some = (from: number, until: number, count: number): void => {
    if (from >= until) return;
    const windows = count * positions;
    const map = mapWindows(x, weight, y, windows, g);
    const columns = allocate(dtype, taps * windows);
    const results = allocate(dtype, planes * windows);
    const shape = [planes, count, positions];
    for (let first = from; first < until; first += count) {
      for (let group = 0; group < groups; group++) {
        const start = (first * groups + group) * planes * positions;
        const eachImage = (copy: (pixel: number, column: number) => void): void => {
          for (let i = 0; i < count; i++)
            copy(((first + i) * groups + group) * channels * pixels, i * positions);
        };
        run({
          planes,
          taps,
          windows,
          weights: group * planes * taps,
          columns,
          results,
          unfold: (images) =>
            eachImage((pixel, column) => unfoldWindows(map, channels, images, pixel, columns, column)),
          fold: (images) =>
            eachImage((pixel, column) => foldWindows(map, channels, columns, column, images, pixel)),
          read: (y) => readStrided(y, results, shape, strides, start),
          write: (y) => writeStrided(results, y, shape, strides, start),
        });
      }
    }
  };
  const rest = images % atOnce;
  some(0, images - rest, atOnce);
  some(images - rest, images, rest);
}

export function outputShape(x: Shape, weight: Shape, g: Conv2dGeometry): Shape {
  return [x[0], weight[0], ...g.positions(x[2], x[3], weight[2], weight[3])];
}

export const convolve = defineOp(
  "conv2d",
  (x: Value, weight: Value, g: Conv2dGeometry) => {
    const shape = outputShape(x.shape, weight.shape, g);
    const output = allocate(x.dtype, sizeOf(shape));
    const [image, kernel] = [x.array(), weight.array()];
    eachProduct([x.shape, weight.shape, shape], x.dtype, g, (product) => {
      const { planes, taps, windows, weights, columns, results } = product;
      product.unfold(image);
      gemm(matrix(kernel, weights), matrix(columns), results, 0, planes, taps, windows);
      product.write(output);
    });
    return new Value(shape, x.dtype, output);
  },
  {
    shape: (x, weight, g) => outputShape(x.shape, weight.shape, g),
    operations: (x, weight, g) => operations(weight.shape, outputShape(x.shape, weight.shape, g)),
    vjp: [
      (cotangent, _output, x, weight, g) => transposed(cotangent, weight, x.shape.slice(2), g),
      (cotangent, _output, x, weight, g) => correlated(x, cotangent, weight.shape.slice(2), g),
    ],
    jvp: [
      (tangent, _output, _x, weight, g) => convolve(tangent, weight, g),
      (tangent, _output, x, _weight, g) => convolve(x, tangent, g),
    ],
    batch: (size, isBatched, x, weight, g) => {
      if (!isBatched[1]) return apart(size, convolve(merged(x), weight, g));
      const [xs, weights] = together(size, isBatched, [x, weight]);
      return fromChannels(size, convolve(toChannels(xs), merged(weights), grouped(size, g)));
    },
  },
) as Op<[x: Value, weight: Value, g: Conv2dGeometry]>;

export function inputShape(y: Shape, weight: Shape, size: Shape, g: Conv2dGeometry): Shape {
  return [y[0], weight[1] * g.groups, size[0], size[1]];
}

export const transposed = defineOp(
  "conv2dInput",
  (y: Value, weight: Value, size: Shape, g: Conv2dGeometry) => {
    const shape = inputShape(y.shape, weight.shape, size, g);
    const output = allocate(y.dtype, sizeOf(shape));
    const [from, kernel] = [y.array(), weight.array()];
    eachProduct([shape, weight.shape, y.shape], y.dtype, g, (product) => {
      const { planes, taps, windows, weights, columns, results } = product;
      product.read(from);
      const turned = { ...matrix(kernel, weights), isTransposed: true };
      gemm(turned, matrix(results), columns, 0, taps, planes, windows);
      product.fold(output);
    });
    return new Value(shape, y.dtype, output);
  },
  {
    shape: (y, weight, size, g) => inputShape(y.shape, weight.shape, size, g),
    operations: (y, weight) => operations(weight.shape, y.shape),
    vjp: [
      (cotangent, _output, _y, weight, _size, g) => convolve(cotangent, weight, g),
      (cotangent, _output, y, weight, _size, g) => correlated(cotangent, y, weight.shape.slice(2), g),
    ],
    jvp: [
      (tangent, _output, _y, weight, size, g) => transposed(tangent, weight, size, g),
      (tangent, _output, y, _weight, size, g) => transposed(y, tangent, size, g),
    ],
    batch: (count, isBatched, y, weight, size, g) => {
      if (!isBatched[1]) return apart(count, transposed(merged(y), weight, size, g));
      const [ys, weights] = together(count, isBatched, [y, weight]);
      return fromChannels(count, transposed(toChannels(ys), merged(weights), size, grouped(count, g)));
    },
  },
) as Op<[y: Value, weight: Value, size: Shape, g: Conv2dGeometry]>;

export function weightShape(x: Shape, y: Shape, kernel: Shape, g: Conv2dGeometry): Shape {
  return [y[1], x[1] / g.groups, kernel[0], kernel[1]];
}

export const correlated = defineOp(
  "conv2dWeight",
  (x: Value, y: Value, kernel: Shape, g: Conv2dGeometry) => {
    const shape = weightShape(x.shape, y.shape, kernel, g);
    const total = new Float64Array(sizeOf(shape));
    const part = new Float64Array(total.length / g.groups);
    const [image, from]: TypedArray[] = [x.array(), y.array()];
    eachProduct([x.shape, shape, y.shape], x.dtype, g, (product) => {
      const { planes, taps, windows, weights, columns, results } = product;
      product.unfold(image);
      product.read(from);
      gemm(matrix(results), { ...matrix(columns), isTransposed: true }, part, 0, planes, windows, taps);
      for (let j = 0; j < part.length; j++) total[weights + j] += part[j];
    });
    const output = allocate(x.dtype, total.length);
    output.set(total);
    return new Value(shape, x.dtype, output);
  },
  {
    shape: (x, y, kernel, g) => weightShape(x.shape, y.shape, kernel, g),
    operations: (x, y, kernel, g) => operations(weightShape(x.shape, y.shape, kernel, g), y.shape),
    vjp: [
      (cotangent, _output, x, y, _kernel, g) => transposed(y, cotangent, x.shape.slice(2), g),
      (cotangent, _output, x, _y, _kernel, g) => convolve(x, cotangent, g),
    ],
    jvp: [
      (tangent, _output, _x, y, kernel, g) => correlated(tangent, y, kernel, g),
      (tangent, _output, x, _y, kernel, g) => correlated(x, tangent, kernel, g),
    ],
    batch: (size, isBatched, x, y, kernel, g) => {
      const [xs, ys] = together(size, isBatched, [x, y]);
      return apart(size, correlated(toChannels(xs), toChannels(ys), kernel, grouped(size, g)));
    },
  },
) as Op<[x: Value, y: Value, kernel: Shape, g: Conv2dGeometry]>;
