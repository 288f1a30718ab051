import type { TypedArray } from "../dtype.ts";
import type { Shape } from "../shape.ts";
import { type Geometry, insideRange } from "./window.ts";

/**
 * How the windows of an image lie in a matrix of taps (channel, row, column of the kernel) × positions: in runs, along each of
 * which entries are neighbours. It holds for every image and channel of a call.
 */
export interface WindowMap {
  /** Of each run in one channel: an entry of the matrix, the pixel it is, and how many follow. What lies on the padding has none. */
  readonly runs: Int32Array;
  /** How far apart the pixels of a run are. */
  readonly pixelStep: number;
  /** How far apart channels are in the matrix, and in the image. */
  readonly entryStride: number;
  readonly pixelStride: number;
}

/** @param rowLength how long a row of the matrix is, which may hold the windows of several images. */
export function mapWindows(
  image: Shape,
  kernel: Shape,
  result: Shape,
  rowLength: number,
  { stride, padding, dilation }: Geometry,
): WindowMap {
  const [height, width] = image.slice(2);
  const [kernelHeight, kernelWidth] = kernel.slice(2);
  const [rows, columns] = result.slice(2);
  const runs: number[] = [];
  for (let i = 0; i < kernelHeight; i++) {
    const [top, bottom, down] = insideRange(i, height, rows, stride[0], padding[0], dilation[0]);
    for (let j = 0; j < kernelWidth; j++) {
      const [left, right, across] = insideRange(j, width, columns, stride[1], padding[1], dilation[1]);
      const row = (i * kernelWidth + j) * rowLength;
      for (let y = top; y < bottom; y++) {
        const pixel = (y * stride[0] + down) * width + left * stride[1] + across;
        runs.push(row + y * columns + left, pixel, right - left);
      }
    }
  }
  return {
    runs: Int32Array.from(runs),
    pixelStep: stride[1],
    entryStride: kernelHeight * kernelWidth * rowLength,
    pixelStride: height * width,
  };
}

/** Copies the windows of the image from entry `start` of `source` on into `matrix`, from entry `to` on. */
export function unfoldWindows(
  { runs, pixelStep, entryStride, pixelStride }: WindowMap,
  channels: number,
  source: TypedArray,
  start: number,
  matrix: TypedArray,
  to: number,
): void {
  for (let c = 0; c < channels; c++) {
    for (let run = 0; run < runs.length; run += 3) {
      const entry = to + c * entryStride + runs[run];
      const pixel = start + c * pixelStride + runs[run + 1];
      const length = runs[run + 2];
      for (let i = 0; i < length; i++) matrix[entry + i] = source[pixel + i * pixelStep];
    }
  }
}

/** Adds what is in `matrix` to the pixels it came from: the adjoint of {@link unfoldWindows}. */
export function foldWindows(
  { runs, pixelStep, entryStride, pixelStride }: WindowMap,
  channels: number,
  matrix: TypedArray,
  from: number,
  output: TypedArray,
  start: number,
): void {
  for (let c = 0; c < channels; c++) {
    for (let run = 0; run < runs.length; run += 3) {
      const entry = from + c * entryStride + runs[run];
      const pixel = start + c * pixelStride + runs[run + 1];
      const length = runs[run + 2];
      for (let i = 0; i < length; i++) output[pixel + i * pixelStep] += matrix[entry + i];
    }
  }
}
