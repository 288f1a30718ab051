import { allocate, type TypedArray } from "../dtype.ts";
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

/** The sizes of the matrix products that one group of channels of one image comes to. */
function products(x: Shape, weight: Shape, output: Shape, groups: number) {
  return {
    images: x[0],
    channels: x[1] / groups,
    planes: output[1] / groups,
    taps: sizeOf(weight.slice(1)),
    positions: output[2] * output[3],
    pixels: x[2] * x[3],
  };
}

/** What lies in an array row by row, from some entry on. */
const matrix = (entries: TypedArray, start = 0): Factor => ({ entries, start, isTransposed: false });

/** A product and a sum for each entry of y and each weight that it meets. */
function operations(weight: Shape, y: Shape): number {
  return 2 * sizeOf(y) * sizeOf(weight.slice(1));
}

/** Windows of small images go into one matrix product with those of others, until they are about so many. */
const WINDOWS = 1024;

/**
 * Calls `run` for as many images at a time as go into one matrix product; all have the same count, but for the last. What `prepare`
 * makes for a count is used again for the next one that is equal.
 */
function eachProduct<Prepared>(
  images: number,
  positions: number,
  prepare: (windows: number) => Prepared,
  run: (first: number, count: number, prepared: Prepared) => void,
): void {
  const atOnce = Math.max(1, Math.floor(WINDOWS / positions));
  const rest = images % atOnce;
  if (images >= atOnce) {
    const prepared = prepare(atOnce * positions);
    for (let first = 0; first + atOnce <= images; first += atOnce) run(first, atOnce, prepared);
  }
  if (rest > 0) run(images - rest, rest, prepare(rest * positions));
}

export function outputShape(x: Shape, weight: Shape, g: Conv2dGeometry): Shape {
  return [x[0], weight[0], ...g.positions(x[2], x[3], weight[2], weight[3])];
}

export const convolve = defineOp(
  "conv2d",
  (x: Value, weight: Value, g: Conv2dGeometry) => {
    const shape = outputShape(x.shape, weight.shape, g);
    const { images, channels, planes, taps, positions, pixels } = products(
      x.shape,
      weight.shape,
      shape,
      g.groups,
    );
    const output = allocate(x.dtype, sizeOf(shape));
    const [image, kernel] = [x.array(), weight.array()];
    const prepare = (windows: number) => ({
      windows,
      map: mapWindows(x.shape, weight.shape, shape, windows, g),
      columns: allocate(x.dtype, taps * windows),
      product: allocate(x.dtype, planes * windows),
    });
    eachProduct(images, positions, prepare, (first, count, { windows, map, columns, product }) => {
      for (let group = 0; group < g.groups; group++) {
        for (let i = 0; i < count; i++) {
          const start = ((first + i) * g.groups + group) * channels * pixels;
          unfoldWindows(map, channels, image, start, columns, i * positions);
        }
        gemm(matrix(kernel, group * planes * taps), matrix(columns), product, 0, planes, taps, windows);
        const start = (first * g.groups + group) * planes * positions;
        const strides = [positions, shape[1] * positions, 1];
        writeStrided(product, output, [planes, count, positions], strides, start);
      }
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
    const { images, channels, planes, taps, positions, pixels } = products(
      shape,
      weight.shape,
      y.shape,
      g.groups,
    );
    const output = allocate(y.dtype, sizeOf(shape));
    const kernel = weight.array();
    const from = y.array();
    const prepare = (windows: number) => ({
      windows,
      map: mapWindows(shape, weight.shape, y.shape, windows, g),
      joined: allocate(y.dtype, planes * windows),
      columns: allocate(y.dtype, taps * windows),
    });
    eachProduct(images, positions, prepare, (first, count, { windows, map, joined, columns }) => {
      for (let group = 0; group < g.groups; group++) {
        const strides = [positions, y.shape[1] * positions, 1];
        const start = (first * g.groups + group) * planes * positions;
        readStrided(from, joined, [planes, count, positions], strides, start);
        const weights = { ...matrix(kernel, group * planes * taps), isTransposed: true };
        gemm(weights, matrix(joined), columns, 0, taps, planes, windows);
        for (let i = 0; i < count; i++) {
          const to = ((first + i) * g.groups + group) * channels * pixels;
          foldWindows(map, channels, columns, i * positions, output, to);
        }
      }
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
    const { images, channels, planes, taps, positions, pixels } = products(x.shape, shape, y.shape, g.groups);
    const total = new Float64Array(sizeOf(shape));
    const product = new Float64Array(planes * taps);
    const [image, from]: TypedArray[] = [x.array(), y.array()];
    const prepare = (windows: number) => ({
      windows,
      map: mapWindows(x.shape, shape, y.shape, windows, g),
      columns: allocate(x.dtype, taps * windows),
      joined: allocate(x.dtype, planes * windows),
    });
    eachProduct(images, positions, prepare, (first, count, { windows, map, columns, joined }) => {
      for (let group = 0; group < g.groups; group++) {
        for (let i = 0; i < count; i++) {
          const start = ((first + i) * g.groups + group) * channels * pixels;
          unfoldWindows(map, channels, image, start, columns, i * positions);
        }
        const strides = [positions, y.shape[1] * positions, 1];
        const start = (first * g.groups + group) * planes * positions;
        readStrided(from, joined, [planes, count, positions], strides, start);
        const windowsOfTaps = { ...matrix(columns), isTransposed: true };
        gemm(matrix(joined), windowsOfTaps, product, 0, planes, windows, taps);
        for (let j = 0; j < product.length; j++) total[group * planes * taps + j] += product[j];
      }
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
