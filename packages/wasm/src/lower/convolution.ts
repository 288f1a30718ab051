import { sizeOf } from "@chainrule/autograd/engine";
import { convolution } from "../emit/convolution.ts";
import { frame } from "../emit/frame.ts";
import { weightGradient } from "../emit/weightGradient.ts";
import type { Call, Instruction } from "../graph/graph.ts";
import { type Buffer, contiguous, type View } from "../ir.ts";
import { forward } from "./forward.ts";
import type { Lowering } from "./lowering.ts";

type Pair = readonly [number, number];

/** What the ops are told about windows. */
interface Geometry {
  readonly stride: Pair;
  readonly padding: Pair;
  readonly dilation: Pair;
  readonly groups: number;
}

/** Images under a weight. */
export function convolved(call: Call, lowering: Lowering): void {
  if (isTrivial(call, lowering)) return;
  const [x, weight] = call.operands;
  const [result] = call.results;
  const g = call.args[2] as Geometry;
  const target = lowering.buffer(result.dtype, sizeOf(result.shape));
  lowering.push(
    convolution({
      image: inGroups(windowsIn(x, weight.shape, result.shape, g, lowering), g.groups),
      weight: weightIn(straight(weight, lowering), g.groups),
      target: inGroups(contiguous(target, result.shape), g.groups),
      rowStep: g.stride[0],
      dilation: g.dilation,
    }),
  );
  lowering.set(result, contiguous(target, result.shape));
}

/** What each tap of a weight gets of a convolution's cotangent. */
export function convolvedWeight(call: Call, lowering: Lowering): void {
  if (isTrivial(call, lowering)) return;
  const [x, y] = call.operands;
  const [result] = call.results;
  const g = call.args[3] as Geometry;
  const target = lowering.buffer(result.dtype, sizeOf(result.shape));
  lowering.push(
    weightGradient({
      image: inGroups(windowsIn(x, result.shape, y.shape, g, lowering), g.groups),
      cotangent: inGroups(straight(y, lowering), g.groups),
      target: weightIn(contiguous(target, result.shape), g.groups),
      rowStep: g.stride[0],
      dilation: g.dilation,
    }),
  );
  lowering.set(result, contiguous(target, result.shape));
}

/**
 * What each pixel of images gets of a convolution's cotangent y: a convolution of y with the weight turned around. Where
 * windows are further apart than a pixel, pixels that are as far apart meet the same taps: there is a convolution for each such
 * class of pixels.
 */
export function convolvedInput(call: Call, lowering: Lowering): void {
  if (isTrivial(call, lowering)) return;
  const [y, weight] = call.operands;
  const [result] = call.results;
  const g = call.args[3] as Geometry;
  if (g.stride[0] * g.stride[1] > MOST_CLASSES) return forward(call, lowering);
  const sides = ([0, 1] as const).map((side) =>
    classesAlong(
      result.shape[2 + side],
      weight.shape[2 + side],
      g.stride[side],
      g.padding[side],
      g.dilation[side],
    ),
  );
  const [before, extents] = [0, 1].map((which) => sides.map((classes) => frameOf(classes)[which]));
  const target = lowering.buffer(result.dtype, sizeOf(result.shape));
  const whole = inGroups(contiguous(target, result.shape), g.groups);
  if (sides.some((classes) => classes.some(({ taps }) => taps === 0))) {
    const value = { kind: "number", dtype: result.dtype, value: 0 } as const;
    lowering.push({ kind: "map", shape: whole.shape, stores: [{ target: whole, value }] });
  }
  const image = inGroups(
    framed(y, before as unknown as Pair, extents as unknown as Pair, 1, lowering),
    g.groups,
  );
  // [groups, channels, planes, rows, columns], as the planes are what is summed over
  const { strides, ...turned } = weightIn(straight(weight, lowering), g.groups);
  for (const down of sides[0]) {
    for (const across of sides[1]) {
      if (down.taps === 0 || across.taps === 0) continue;
      lowering.push(
        convolution({
          image: {
            ...image,
            offset:
              image.offset +
              (before[0] - down.before) * image.strides[3] +
              (before[1] - across.before) * image.strides[5],
          },
          weight: {
            ...turned,
            shape: [turned.shape[0], turned.shape[2], turned.shape[1], down.taps, across.taps],
            strides: [
              strides[0],
              strides[2],
              strides[1],
              -down.tapStep * strides[3],
              -across.tapStep * strides[4],
            ],
            offset: turned.offset + down.lastTap * strides[3] + across.lastTap * strides[4],
          },
          target: {
            ...whole,
            shape: [...whole.shape.slice(0, 3), down.pixels, across.pixels],
            strides: [
              ...whole.strides.slice(0, 3),
              g.stride[0] * whole.strides[3],
              g.stride[1] * whole.strides[4],
            ],
            offset: whole.offset + down.first * whole.strides[3] + across.first * whole.strides[4],
          },
          rowStep: 1,
          dilation: [down.dilation, across.dilation],
        }),
      );
    }
  }
  lowering.set(result, contiguous(target, result.shape));
}

/** More would take long to compile. */
const MOST_CLASSES = 36;

/** The pixels first, first + stride, first + 2 stride ... along a side, and the taps that they meet. */
interface PixelClass {
  readonly first: number;
  readonly pixels: number;
  readonly taps: number;
  readonly lastTap: number;
  readonly tapStep: number;
  /** How far the taps, the last first, are apart in y. */
  readonly dilation: number;
  /** How many entries before those of y the first pixel's first tap lies. */
  readonly before: number;
}

function classesAlong(
  extent: number,
  kernel: number,
  stride: number,
  padding: number,
  dilation: number,
): PixelClass[] {
  return Array.from({ length: Math.min(stride, extent) }, (_, first) => {
    // Pixel p meets tap k at position (p + padding − k · dilation) / stride, where that is an integer.
    const met = Array.from({ length: kernel }, (_, k) => k).filter(
      (k) => (first + padding - k * dilation) % stride === 0,
    );
    const [taps, lastTap] = [met.length, met[met.length - 1] ?? 0];
    const tapStep = taps > 1 ? met[1] - met[0] : 1;
    return {
      first,
      pixels: Math.ceil((extent - first) / stride),
      taps,
      lastTap,
      tapStep,
      dilation: taps > 1 ? (tapStep * dilation) / stride : 1,
      before: taps === 0 ? 0 : -(first + padding - lastTap * dilation) / stride,
    };
  });
}

/** How much of a frame comes before y, so that all classes find their first entries there, and how large it is. */
function frameOf(classes: readonly PixelClass[]): [before: number, extent: number] {
  const used = classes.filter(({ taps }) => taps > 0);
  const before = Math.max(...used.map((own) => own.before));
  const ends = used.map((own) => before - own.before + own.pixels + (own.taps - 1) * own.dilation);
  return [before, Math.max(...ends)];
}

/** Calls the op's forward for integers, and sets what is a sum of nothing to 0. Says whether that was all there is to do. */
function isTrivial(call: Call, lowering: Lowering): boolean {
  const [{ dtype, shape }] = call.results;
  if (!dtype.startsWith("float")) {
    forward(call, lowering);
    return true;
  }
  if (sizeOf(shape) > 0 && call.operands.every((operand) => sizeOf(operand.shape) > 0)) return false;
  lowering.set(call.results[0], { expression: { kind: "number", dtype, value: 0 } });
  return true;
}

/** A view of an operand whose last axis is dense. */
function straight(operand: Instruction, lowering: Lowering): View {
  const view = lowering.view(operand);
  return view.strides.every((stride) => stride >= 0) && view.strides[view.strides.length - 1] === 1
    ? view
    : lowering.dense(view);
}

/** Images of windows of a convolution, as [images, channels, rows, phases, columns / phases]. */
function windowsIn(
  x: Instruction,
  weight: readonly number[],
  result: readonly number[],
  { stride, padding, dilation }: Geometry,
  lowering: Lowering,
): View {
  const [rows, columns] = [2, 3].map(
    (axis) => (result[axis] - 1) * stride[axis - 2] + (weight[axis] - 1) * dilation[axis - 2] + 1,
  );
  return framed(x, padding, [rows, Math.ceil(columns / stride[1])], stride[1], lowering);
}

/** Images in a frame of zeros, those it shares with other convolutions; or where they lie, if they need none. */
function framed(x: Instruction, before: Pair, extents: Pair, phases: number, lowering: Lowering): View {
  const source = straight(x, lowering);
  const [images, channels, height, width] = source.shape;
  if (
    before[0] <= 0 &&
    before[1] <= 0 &&
    phases === 1 &&
    height + before[0] >= extents[0] &&
    width + before[1] >= extents[1]
  ) {
    const [alongImages, alongChannels, alongRows, alongColumns] = source.strides;
    return {
      ...source,
      shape: [images, channels, extents[0], 1, extents[1]],
      strides: [alongImages, alongChannels, alongRows, 0, alongColumns],
      offset: source.offset - before[0] * alongRows - before[1] * alongColumns,
    };
  }
  const shape = [images, channels, extents[0], phases, extents[1]];
  const key = [source.offset, source.strides, before, shape].join();
  const known = frames.get(source.buffer)?.get(key);
  if (known !== undefined) return known;
  const target = contiguous(lowering.buffer(x.dtype, sizeOf(shape)), shape);
  lowering.push(frame({ source, before, target }));
  const own = frames.get(source.buffer) ?? new Map<string, View>();
  frames.set(source.buffer, own);
  own.set(key, target);
  return target;
}

const frames = new WeakMap<Buffer, Map<string, View>>();

/** [images, channels, ...] as [images, groups, channels of a group, ...] */
function inGroups(view: View, groups: number): View {
  const [images, channels, ...rest] = view.shape;
  const [alongImages, alongChannels, ...strides] = view.strides;
  return {
    ...view,
    shape: [images, groups, channels / groups, ...rest],
    strides: [alongImages, (channels / groups) * alongChannels, alongChannels, ...strides],
  };
}

/** A weight [planes, ...] as [groups, planes of a group, ...] */
function weightIn(view: View, groups: number): View {
  const [planes, ...rest] = view.shape;
  const [alongPlanes, ...strides] = view.strides;
  return {
    ...view,
    shape: [groups, planes / groups, ...rest],
    strides: [(planes / groups) * alongPlanes, alongPlanes, ...strides],
  };
}
