import { sizeOf } from "@chainrule/autograd/engine";
import type { Bytes } from "../encode/bytes.ts";
import { type Local, set } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import type { View } from "../ir.ts";
import { behind } from "./items.ts";
import { byteStrides, repeat } from "./loops.ts";

/** How windows lie in images. */
export interface Windows {
  /** [images, groups, channels, rows, phases, columns / phases]: column x is entry ⌊x / phases⌋ of phase x mod phases. */
  readonly image: View;
  /** How many rows the next window of a column is further down. Along a row it is as many columns as the image has phases. */
  readonly rowStep: number;
  /** How far apart the taps of a window are, along a column and along a row. */
  readonly dilation: readonly [number, number];
}

/** Taps along an axis of a weight: how many, and how far apart they are in the image and in the weight, in bytes. */
interface TapAxis {
  readonly extent: number;
  readonly image: number;
  readonly weight: number;
}

/** A grid of taps, from an offset in the image and in the weight on. */
export interface TapGrid {
  readonly image: number;
  readonly weight: number;
  readonly axes: readonly TapAxis[];
}

/** So many taps become straight-line code, more become loops. */
const UNROLLED = 32;

/** The taps of a window in all channels. Those whose columns lie in one phase of the image's rows make a grid. */
export function tapGrids({ image, dilation }: Windows, weight: View): TapGrid[] {
  const [imageStrides, weightStrides] = [byteStrides(image), byteStrides(weight)];
  const [height, width] = weight.shape.slice(3);
  const period = periodOf(image.shape[4], dilation[1]);
  const [, , channels] = weight.shape;
  const together = largestDivisor(channels, UNROLLED / (height * width));
  return Array.from({ length: Math.min(period, width) }, (_, first) => ({
    image: columnOffset(first, image.shape[4], dilation[1], imageStrides),
    weight: first * weightStrides[4],
    axes: [
      {
        extent: channels / together,
        image: together * imageStrides[2],
        weight: together * weightStrides[2],
      },
      { extent: together, image: imageStrides[2], weight: weightStrides[2] },
      { extent: height, image: dilation[0] * imageStrides[3], weight: weightStrides[3] },
      {
        extent: Math.ceil((width - first) / period),
        image: ((period * dilation[1]) / image.shape[4]) * imageStrides[5],
        weight: period * weightStrides[4],
      },
    ],
  }));
}

/** Where the image's column for tap `j` of a row lies, in bytes. */
export function columnOffset(
  j: number,
  phases: number,
  dilation: number,
  imageStrides: readonly number[],
): number {
  const column = j * dilation;
  return (column % phases) * imageStrides[4] + Math.floor(column / phases) * imageStrides[5];
}

/** After how many taps the phases repeat themselves. */
function periodOf(phases: number, dilation: number): number {
  return phases / greatestCommonDivisor(phases, dilation);
}

/** The largest divisor of a number up to a bound; 1 if there is none. */
function largestDivisor(x: number, most: number): number {
  for (let divisor = Math.floor(most); divisor > 1; divisor--) if (x % divisor === 0) return divisor;
  return 1;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Code for all taps of a grid; the pointers to image and weight are where they were when it is left. */
export function eachTap(
  f: FunctionBuilder,
  { image, weight, axes }: TapGrid,
  pointers: { readonly image: Local; readonly weight: Local },
  tap: (image: number, weight: number) => Bytes,
): Bytes {
  if (sizeOf(axes.map(({ extent }) => extent)) <= UNROLLED)
    return offsetsOf(axes).map(([x, w]) => tap(image + x, weight + w));
  const [axis, ...rest] = axes;
  const advance = (times: number): Bytes => [
    set(pointers.image, behind(pointers.image, axis.image * times)),
    set(pointers.weight, behind(pointers.weight, axis.weight * times)),
  ];
  const inner = eachTap(f, { image, weight, axes: rest }, pointers, tap);
  return [repeat(f, axis.extent, [inner, advance(1)]), advance(-axis.extent)];
}

function offsetsOf(axes: readonly TapAxis[]): [image: number, weight: number][] {
  return axes.reduce<[number, number][]>(
    (offsets, { extent, image, weight }) =>
      offsets.flatMap(([x, w]) =>
        Array.from({ length: extent }, (_, i): [number, number] => [x + i * image, w + i * weight]),
      ),
    [[0, 0]],
  );
}
