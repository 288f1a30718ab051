import type { TypedArray } from "../dtype.ts";
import type { Shape } from "../shape.ts";
import { type Geometry, insideRange } from "./window.ts";

/** Calls `run` for every tap (channel, row, column of the kernel) and row of the result that reads inside the image. */
function eachRun(
  channels: number,
  image: Shape,
  kernel: Shape,
  result: Shape,
  { stride, padding, dilation }: Geometry,
  run: (tap: number, pixel: number, position: number, count: number) => void,
): void {
  const [height, width] = image.slice(2);
  const [kernelHeight, kernelWidth] = kernel.slice(2);
  const [rows, columns] = result.slice(2);
  let tap = 0;
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < kernelHeight; i++) {
      const [top, bottom, rowOffset] = insideRange(i, height, rows, stride[0], padding[0], dilation[0]);
      for (let j = 0; j < kernelWidth; j++, tap++) {
        const [left, right, columnOffset] = insideRange(
          j,
          width,
          columns,
          stride[1],
          padding[1],
          dilation[1],
        );
        for (let y = top; y < bottom; y++) {
          const pixel = (c * height + y * stride[0] + rowOffset) * width + left * stride[1] + columnOffset;
          run(tap, pixel, y * columns + left, right - left);
        }
      }
    }
  }
}

/**
 * Copies every window of an image into columns of a matrix, from entry `to` on, which has a row for each tap, `rowLength`
 * entries long. What lies on the padding is left as it is: those entries are the same for every image.
 */
export function unfoldWindows(
  source: TypedArray,
  start: number,
  matrix: TypedArray,
  to: number,
  rowLength: number,
  channels: number,
  image: Shape,
  kernel: Shape,
  result: Shape,
  geometry: Geometry,
): void {
  const step = geometry.stride[1];
  eachRun(channels, image, kernel, result, geometry, (tap, pixel, position, count) => {
    const first = to + tap * rowLength + position;
    const from = start + pixel;
    for (let n = 0; n < count; n++) matrix[first + n] = source[from + n * step];
  });
}

/** Adds columns of a matrix as {@link unfoldWindows} writes them back to the pixels they came from: its adjoint. */
export function foldWindows(
  matrix: TypedArray,
  from: number,
  rowLength: number,
  output: TypedArray,
  start: number,
  channels: number,
  image: Shape,
  kernel: Shape,
  result: Shape,
  geometry: Geometry,
): void {
  const step = geometry.stride[1];
  eachRun(channels, image, kernel, result, geometry, (tap, pixel, position, count) => {
    const first = from + tap * rowLength + position;
    const to = start + pixel;
    for (let n = 0; n < count; n++) output[to + n * step] += matrix[first + n];
  });
}
