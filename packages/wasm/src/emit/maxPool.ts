import type { Dtype } from "@chainrule/autograd";
import { sizeOf } from "@chainrule/autograd/engine";
import type { Bytes } from "../encode/bytes.ts";
import { f32x4, i32, i32x4, type Local, select, set, shuffle32, v128, when } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import type { RoutineKernel, View } from "../ir.ts";
import { machineType } from "./entry.ts";
import { behind, eachItem, type Items, itemsOf, stepped } from "./items.ts";
import { byteStrides, repeat } from "./loops.ts";
import { numberLanes } from "./numberLanes.ts";
import type { Layout } from "./pointers.ts";

type Pair = readonly [number, number];

/** The largest entry in each window of images, and where in its plane (row · columns + column) it is; the first of several. */
export interface MaxPool {
  /** [images, channels, rows, columns], the columns side by side. */
  readonly source: View;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly dilation: Pair;
  /** [images, channels, rows, columns], densely. */
  readonly values: View;
  readonly indices: View;
}

/** The kernel of a pooling of numbers. */
export function maxPool(given: MaxPool): RoutineKernel {
  const { source, values, indices, kernel } = given;
  const taps = sizeOf(values.shape) * kernel[0] * kernel[1];
  const items = itemsOf(values.shape.slice(0, 2), taps * (source.buffer.dtype === "float32" ? 0.4 : 1));
  return {
    kind: "routine",
    name: "max-pool",
    reads: [source],
    writes: [values, indices],
    operations: taps,
    chunks: items.chunks,
    emit: (f, layout) => emitMaxPool(f, given, items, layout),
  };
}

function emitMaxPool(f: FunctionBuilder, given: MaxPool, items: Items, layout: Layout): Bytes {
  const { source, kernel, stride, padding, dilation, values, indices } = given;
  const dtype = source.buffer.dtype as Exclude<Dtype, "bool">;
  const [, , height, width] = source.shape;
  const [rows, columns] = values.shape.slice(2);
  const sourceStrides = byteStrides(source);
  const { bytes, single } = numberLanes(dtype, false);
  // What padding never wins against.
  const least = single.const(dtype === "int32" ? -(2 ** 31) : Number.NEGATIVE_INFINITY);
  // Of a column, all taps are inside the image from `first` up to and without `end`.
  const first = Math.min(columns, Math.ceil(padding[1] / stride[1]));
  const span = (kernel[1] - 1) * dilation[1];
  const end = Math.max(first, Math.floor((width - 1 - span + padding[1]) / stride[1]) + 1);
  const isVector = dtype === "float32" && end - first >= 4;

  const [plane, row, top, from, valuesAt, indicesAt, here] = f.locals("i32", 7);
  const lines = f.locals("i32", kernel[0]);
  const areInside = lines.map(() => f.local("i32"));
  const [best, entry] = [f.local(machineType[dtype]), f.local(machineType[dtype])];
  const place = f.local("i32");
  /** How far the first tap inside the image is from the window's first place, in entries of the plane. */
  const firstTap = f.local("i32");

  const lineCode = lines.map((line, i): Bytes => {
    const y = behind(top, i * dilation[0]);
    return [
      set(line, i32.add(plane, i32.mul(y, sourceStrides[2]))),
      padding[0] === 0 ? [] : set(areInside[i], i32.ltU(y, height)),
    ];
  });
  /** Code for each row of taps that is inside the image. */
  const eachLine = (code: (line: Local, i: number) => Bytes): Bytes =>
    lines.map((line, i) => (padding[0] === 0 ? code(line, i) : when(areInside[i], code(line, i))));

  /** A window whose first column is `here`, of which those taps are inside that are listed; results go to an offset. */
  const oneWindow = (taps: readonly number[], offset: number): Bytes => [
    set(best, least),
    set(place, behind(firstTap, taps[0] * dilation[1])),
    eachLine((line, i) => [
      set(from, i32.add(line, i32.mul(here, bytes))),
      taps.map((j) => [
        // The first tap inside may be left of the image's first column by as much as the window's first column is.
        set(entry, single.load(behind(from, j * dilation[1] * bytes))),
        when(i32.or(single.gt(entry, best), single.ne(entry, entry)), [
          set(best, entry),
          set(place, i32.const(i * dilation[0] * width + j * dilation[1])),
        ]),
      ]),
    ]),
    single.store(valuesAt, best, offset * bytes),
    i32.store(indicesAt, i32.add(place, i32.add(i32.mul(top, width), here)), offset * 4),
  ];
  const staticWindow = (column: number): Bytes => {
    const start = column * stride[1] - padding[1];
    const taps = Array.from({ length: kernel[1] }, (_, j) => j).filter(
      (j) => start + j * dilation[1] >= 0 && start + j * dilation[1] < width,
    );
    return [set(here, i32.const(start)), oneWindow(taps, column)];
  };
  const between = (start: number, stop: number): Bytes =>
    Array.from({ length: Math.max(0, stop - start) }, (_, i) => staticWindow(start + i));

  const advance = (count: number): Bytes => [
    set(here, behind(here, count * stride[1])),
    set(valuesAt, behind(valuesAt, count * bytes)),
    set(indicesAt, behind(indicesAt, count * 4)),
  ];
  const start = set(here, i32.const(first * stride[1] - padding[1]));
  const all = Array.from({ length: kernel[1] }, (_, j) => j);
  const inner = (): Bytes => {
    const count = end - first;
    if (!isVector) return [start, repeat(f, count, [oneWindow(all, first), advance(1)]), advance(-count)];
    // The last vector overlaps the one before, if windows do not come out even.
    const whole = Math.floor(count / 4);
    const rest = count % 4;
    return [
      start,
      repeat(f, whole, [fourWindows(first), advance(4)]),
      rest === 0 ? [] : [advance(rest - 4), fourWindows(first), advance(4 - rest)],
      advance(-4 * whole),
    ];
  };

  const [bests, places, entries, mask] = f.locals("v128", 4);
  const pairs = f.locals("v128", 2);
  /** Windows next to each other that are inside the image, but for rows of taps. */
  function fourWindows(offset: number): Bytes {
    let loaded = Number.NaN;
    /** The entries at one tap of each window. */
    const load = (tap: number): Bytes => {
      const at = tap * dilation[1];
      if (stride[1] === 1) return set(entries, v128.load(from, at * 4));
      if (stride[1] !== 2) {
        const code = [1, 2, 3].reduce<Bytes>(
          (vector, lane) => v128.load32Lane(from, vector, lane, (at + lane * stride[1]) * 4),
          v128.load32Splat(from, at * 4),
        );
        return set(entries, code);
      }
      const even = at - (at % 2);
      const loads =
        loaded === even ? [] : pairs.map((pair, i) => set(pair, v128.load(from, (even + 4 * i) * 4)));
      loaded = even;
      const lanes = [0, 2, 4, 6].map((lane) => lane + (at % 2));
      return [loads, set(entries, shuffle32(pairs[0], pairs[1], lanes))];
    };
    const step = stride[1];
    return [
      set(bests, f32x4.splat(Number.NEGATIVE_INFINITY)),
      set(places, i32x4.splat(firstTap)),
      eachLine((line, i) => {
        loaded = Number.NaN;
        return [
          set(from, i32.add(line, i32.shl(here, 2))),
          all.map((j) => [
            load(j),
            set(mask, v128.or(f32x4.gt(entries, bests), f32x4.ne(entries, entries))),
            set(bests, v128.bitselect(entries, bests, mask)),
            set(places, v128.bitselect(i32x4.splat(i * dilation[0] * width + j * dilation[1]), places, mask)),
          ]),
        ];
      }),
      v128.store(valuesAt, bests, offset * 4),
      v128.store(
        indicesAt,
        i32x4.add(
          i32x4.add(places, v128.const([0, step, 2 * step, 3 * step])),
          i32x4.splat(i32.add(i32.mul(top, width), here)),
        ),
        offset * 4,
      ),
    ];
  }

  const planes = values.shape[1];
  return eachItem(f, items, ([image, channel]) => [
    set(
      plane,
      stepped(
        stepped(i32.const(layout.addressOf(source)), image, sourceStrides[0]),
        channel,
        sourceStrides[1],
      ),
    ),
    set(row, i32.add(i32.mul(image, planes), channel)),
    set(valuesAt, stepped(i32.const(layout.addressOf(values)), row, rows * columns * bytes)),
    set(indicesAt, stepped(i32.const(layout.addressOf(indices)), row, rows * columns * 4)),
    set(top, i32.const(-padding[0])),
    repeat(f, rows, [
      lineCode,
      set(firstTap, i32.const(0)),
      padding[0] === 0 ? [] : set(firstTap, i32.mul(firstInside(), width)),
      between(0, first),
      inner(),
      between(end, columns),
      set(valuesAt, behind(valuesAt, columns * bytes)),
      set(indicesAt, behind(indicesAt, columns * 4)),
      set(top, behind(top, stride[0])),
    ]),
  ]);

  /** How many rows below the window's first one the first row of taps inside the image is. */
  function firstInside(): Bytes {
    const missing = i32.sub(0, top);
    const rounded =
      dilation[0] === 1
        ? missing
        : i32.mul(i32.divU(behind(missing, dilation[0] - 1), dilation[0]), dilation[0]);
    return select(rounded, i32.const(0), i32.lt(top, 0));
  }
}
