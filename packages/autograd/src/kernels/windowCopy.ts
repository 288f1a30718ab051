import type { TypedArray } from "../dtype.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { type Geometry, insideRange } from "./window.ts";

/**
 * How the windows of an image lie in a matrix of taps (channel, row, column of the kernel) × positions. It holds for every
 * image and channel of a call, so that copying one is a single loop.
 */
export interface WindowMap {
  /** Pairs, for one channel: an entry of the matrix, and the pixel it is. What lies on the padding is not among them. */
  readonly entries: Int32Array;
  readonly pixels: Int32Array;
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
  const size = sizeOf(kernel.slice(2)) * rows * columns;
  const entries = new Int32Array(size);
  const pixels = new Int32Array(size);
  let count = 0;
  for (let i = 0; i < kernelHeight; i++) {
    const [top, bottom, down] = insideRange(i, height, rows, stride[0], padding[0], dilation[0]);
    for (let j = 0; j < kernelWidth; j++) {
      const [left, right, across] = insideRange(j, width, columns, stride[1], padding[1], dilation[1]);
      const row = (i * kernelWidth + j) * rowLength;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++, count++) {
          entries[count] = row + y * columns + x;
          pixels[count] = (y * stride[0] + down) * width + x * stride[1] + across;
        }
      }
    }
  }
  return {
    entries: entries.subarray(0, count),
    pixels: pixels.subarray(0, count),
    entryStride: kernelHeight * kernelWidth * rowLength,
    pixelStride: height * width,
  };
}

/** Copies the windows of the image from entry `start` of `source` on into `matrix`, from entry `to` on. */
export function unfoldWindows(
  { entries, pixels, entryStride, pixelStride }: WindowMap,
  channels: number,
  source: TypedArray,
  start: number,
  matrix: TypedArray,
  to: number,
): void {
  for (let c = 0; c < channels; c++) {
    const [matrixStart, imageStart] = [to + c * entryStride, start + c * pixelStride];
    for (let i = 0; i < entries.length; i++)
      matrix[matrixStart + entries[i]] = source[imageStart + pixels[i]];
  }
}

/** Adds what is in `matrix` to the pixels it came from: the adjoint of {@link unfoldWindows}. */
export function foldWindows(
  { entries, pixels, entryStride, pixelStride }: WindowMap,
  channels: number,
  matrix: TypedArray,
  from: number,
  output: TypedArray,
  start: number,
): void {
  for (let c = 0; c < channels; c++) {
    const [matrixStart, imageStart] = [from + c * entryStride, start + c * pixelStride];
    for (let i = 0; i < entries.length; i++)
      output[imageStart + pixels[i]] += matrix[matrixStart + entries[i]];
  }
}
