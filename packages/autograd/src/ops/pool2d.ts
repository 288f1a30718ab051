import { checkOptions } from "../arguments.ts";
import { checkValue } from "../guard.ts";
import {
  type Geometry,
  insideRange,
  type Pair,
  pair,
  resolveGeometry,
  type WindowOptions,
} from "../kernels/window.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { formatShape, type Shape } from "../shape.ts";
import { Value } from "../value.ts";
import { apart, merged } from "./batching.ts";

/** The stride is the window's size when absent. */
export type Pool2dOptions = WindowOptions;

export interface AvgPool2dOptions extends Pool2dOptions {
  /** Whether zeros of the padding count in the mean; true when absent. */
  readonly countIncludePad?: boolean;
}

function resolvePooling(
  op: string,
  x: Value,
  kernelSize: Pair,
  given: Pool2dOptions | undefined,
): { kernel: readonly [number, number]; geometry: Geometry } {
  checkValue(op, x);
  const options = checkOptions(op, given);
  const kernel = pair(op, "kernelSize", kernelSize);
  const geometry = resolveGeometry(op, { ...options, stride: options.stride ?? kernel });
  if (x.rank !== 4) {
    throw new RangeError(
      `${op} needs images [batch, channels, height, width], got ${formatShape(x.shape)}. Add a batch axis with unsqueeze(0).`,
    );
  }
  if (geometry.padding.some((padding, side) => padding > kernel[side] / 2)) {
    throw new RangeError(
      `${op}: padding is at most half the window, got ${formatShape(geometry.padding)} for ${formatShape(kernel)}.`,
    );
  }
  const places = geometry.positions(x.shape[2], x.shape[3], kernel[0], kernel[1]);
  for (const side of [0, 1] as const) {
    const isReached = new Uint8Array(places[side]);
    for (let tap = 0; tap < kernel[side]; tap++) {
      const { stride, padding, dilation } = geometry;
      const [from, to] = insideRange(
        tap,
        x.shape[2 + side],
        places[side],
        stride[side],
        padding[side],
        dilation[side],
      );
      isReached.fill(1, from, to);
    }
    if (isReached.includes(0)) {
      throw new RangeError(
        `${op}: a window of this stride, padding and dilation lies wholly on the padding. Pad less.`,
      );
    }
  }
  return { kernel, geometry };
}

const pooledShape = (x: Shape, kernel: readonly [number, number], geometry: Geometry): Shape => [
  x[0],
  x[1],
  ...geometry.positions(x[2], x[3], kernel[0], kernel[1]),
];

/** The taps of a window at some place that fall inside the image, and where tap 0 lies. */
function tapsInside(
  place: number,
  extent: number,
  taps: number,
  stride: number,
  padding: number,
  dilation: number,
): [first: number, end: number, start: number] {
  const start = place * stride - padding;
  const first = Math.max(0, Math.ceil(-start / dilation));
  return [first, Math.min(taps, Math.floor((extent - 1 - start) / dilation) + 1), start];
}

const largestInWindow: Op<[x: Value, kernel: readonly [number, number], geometry: Geometry]> = defineOp(
  "maxPool2dIndices",
  (x: Value, kernel: readonly [number, number], geometry: Geometry) => {
    const { stride, padding, dilation } = geometry;
    const shape = pooledShape(x.shape, kernel, geometry);
    const [planes, rows, columns] = [shape[0] * shape[1], shape[2], shape[3]];
    const [height, width] = x.shape.slice(2);
    const data = x.array();
    const output = new Int32Array(planes * rows * columns);
    const across = Array.from({ length: columns }, (_, column) =>
      tapsInside(column, width, kernel[1], stride[1], padding[1], dilation[1]),
    );
    for (let plane = 0, to = 0; plane < planes; plane++) {
      const start = plane * height * width;
      for (let row = 0; row < rows; row++) {
        const [top, bottom, y] = tapsInside(row, height, kernel[0], stride[0], padding[0], dilation[0]);
        for (let column = 0; column < columns; column++, to++) {
          const [left, right, z] = across[column];
          let best = (y + top * dilation[0]) * width + z + left * dilation[1];
          let largest = data[start + best];
          for (let i = top; i < bottom; i++) {
            let index = (y + i * dilation[0]) * width + z + left * dilation[1];
            for (let j = left; j < right; j++, index += dilation[1]) {
              const entry = data[start + index];
              if (entry > largest || Number.isNaN(entry)) {
                best = index;
                largest = entry;
              }
            }
          }
          output[to] = best;
        }
      }
    }
    return new Value(shape, "int32", output);
  },
  {
    shape: (x, kernel, geometry) => pooledShape(x.shape, kernel, geometry),
    dtype: () => "int32",
    vjp: [null],
    jvp: [null],
    batch: (size, _isBatched, x, kernel, geometry) =>
      apart(size, largestInWindow(merged(x), kernel, geometry)),
  },
);

/** For each window of {@link maxPool2d}, where in its plane (row · width + column) the largest entry is; the first of several. */
export const maxPool2dIndices: Op<[x: Value, kernelSize: Pair, options?: Pool2dOptions]> = withSignature(
  largestInWindow,
  (x: Value, kernelSize: Pair, options?: Pool2dOptions): Value => {
    const { kernel, geometry } = resolvePooling("maxPool2dIndices", x, kernelSize, options);
    return largestInWindow(x, kernel, geometry);
  },
);

/**
 * The largest entry in each window of images [batch, channels, height, width]; padding never wins. The gradient goes to
 * the first of several largest.
 */
export const maxPool2d: Op<[x: Value, kernelSize: Pair, options?: Pool2dOptions]> = defineOp(
  "maxPool2d",
  (x: Value, kernelSize: Pair, options?: Pool2dOptions) => {
    const { kernel, geometry } = resolvePooling("maxPool2d", x, kernelSize, options);
    const indices = largestInWindow(x, kernel, geometry);
    const [batch, channels, height, width] = x.shape;
    return x
      .reshape([batch, channels, height * width])
      .gather(2, indices.reshape([batch, channels, indices.shape[2] * indices.shape[3]]))
      .reshape(indices.shape);
  },
);

/** The mean of each window of images [batch, channels, height, width]. */
export const avgPool2d: Op<[x: Value, kernelSize: Pair, options?: AvgPool2dOptions]> = defineOp(
  "avgPool2d",
  (x: Value, kernelSize: Pair, given?: AvgPool2dOptions) => {
    const { countIncludePad = true, ...options } = checkOptions("avgPool2d", given);
    const { kernel, geometry } = resolvePooling("avgPool2d", x, kernelSize, options);
    const [batch, channels, height, width] = x.shape;
    const { stride, padding, dilation } = geometry;
    const taps = new Value([1, 1, ...kernel], x.dtype === "bool" ? "int32" : x.dtype, 1);
    const sumWindows = (images: Value): Value => images.conv2d(taps, { stride, padding, dilation });
    const sums = sumWindows(x.reshape([batch * channels, 1, height, width]));
    const counts = countIncludePad
      ? kernel[0] * kernel[1]
      : sumWindows(new Value([1, 1, height, width], x.dtype, 1));
    return sums.div(counts).reshape([batch, channels, sums.shape[2], sums.shape[3]]);
  },
);
