import { sizeOf } from "@chainrule/autograd/engine";
import type { Bytes } from "../encode/bytes.ts";
import { doWhile, f32, f64, i32, set, v128 } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import type { RoutineKernel, View } from "../ir.ts";
import { bytesPer } from "./entry.ts";
import { behind, eachItem, type Items, itemsOf, stepped } from "./items.ts";
import { byteStrides, repeat } from "./loops.ts";
import type { Layout } from "./pointers.ts";

/** Images in a larger frame of zeros. */
interface Frame {
  /** [images, channels, rows, columns] */
  readonly source: View;
  /** How many rows and columns of zeros come before those of the source; negative where some of these are left out. */
  readonly before: readonly [number, number];
  /** [images, channels, rows, phases, columns / phases], densely: column x is entry ⌊x / phases⌋ of phase x mod phases. */
  readonly target: View;
}

/** The kernel that copies images into a frame. */
export function frame(given: Frame): RoutineKernel {
  const { source, target } = given;
  const items = itemsOf(target.shape.slice(0, 2), 0.5 * sizeOf(target.shape));
  return {
    kind: "routine",
    name: "frame",
    reads: [source],
    writes: [target],
    operations: 0,
    chunks: items.chunks,
    emit: (f, layout) => emitFrame(f, given, items, layout),
  };
}

function emitFrame(
  f: FunctionBuilder,
  { source, before, target }: Frame,
  items: Items,
  layout: Layout,
): Bytes {
  const [, , height, phases, width] = target.shape;
  const bytes = bytesPer[target.buffer.dtype];
  const [sourceStrides, targetStrides] = [source, target].map(byteStrides);
  const [from, to] = f.locals("i32", 2);
  // The rows and columns of the source that lie inside.
  const top = Math.max(0, before[0]);
  const rows = Math.min(source.shape[2] + before[0], height) - top;
  const isWhole =
    top === 0 && rows === height && phases === 1 && before[1] <= 0 && source.shape[3] + before[1] >= width;
  const copies = Array.from({ length: phases }, (_, phase): Bytes => {
    // Column x of the source lies at phase (x + before) mod phases, entry ⌊(x + before) / phases⌋.
    const first = Math.max(0, Math.ceil((before[1] - phase) / phases));
    const last = Math.min(width, Math.ceil((source.shape[3] + before[1] - phase) / phases));
    const column = first * phases + phase - before[1];
    return copy(
      column * sourceStrides[3],
      phase * targetStrides[3] + first * bytes,
      last - first,
      phases * sourceStrides[3],
    );
  });
  return eachItem(f, items, ([image, channel]) => [
    set(
      to,
      stepped(
        stepped(i32.const(layout.addressOf(target)), image, targetStrides[0]),
        channel,
        targetStrides[1],
      ),
    ),
    set(
      from,
      stepped(
        stepped(
          i32.const(layout.addressOf(source) + Math.max(0, -before[0]) * sourceStrides[2]),
          image,
          sourceStrides[0],
        ),
        channel,
        sourceStrides[1],
      ),
    ),
    isWhole ? [] : clear(height * phases * width * bytes),
    set(to, behind(to, top * targetStrides[2])),
    repeat(f, rows, [
      copies,
      set(from, behind(from, sourceStrides[2])),
      set(to, behind(to, targetStrides[2])),
    ]),
  ]);

  /** Zeros from `to` on. */
  function clear(size: number): Bytes {
    const zero = v128.const([0, 0, 0, 0]);
    if (size < 16) return Array.from({ length: size / 4 }, (_, i) => f32.store(to, f32.const(0), 4 * i));
    const [at, end] = f.locals("i32", 2);
    const loop = [
      set(at, to),
      set(end, behind(to, size - 15)),
      doWhile([v128.store(at, zero), set(at, behind(at, 16))], i32.lt(at, end)),
    ];
    return size % 16 === 0 ? loop : [loop, v128.store(to, zero, size - 16)];
  }

  /** Copies entries `stride` bytes apart to neighbours, from offsets of the pointers. */
  function copy(fromOffset: number, toOffset: number, count: number, stride: number): Bytes {
    const lanes = 16 / bytes;
    const move = bytes === 8 ? f64 : f32;
    if (count <= 0) return [];
    if (stride === bytes && count >= lanes) {
      const whole = Math.floor(count / lanes);
      const one = (offset: number): Bytes =>
        v128.store(to, v128.load(from, fromOffset + offset), toOffset + offset);
      const tail = count % lanes === 0 ? [] : one((count - lanes) * bytes);
      if (whole <= 16) return [Array.from({ length: whole }, (_, i) => one(16 * i)), tail];
      const advance = (by: number): Bytes => [set(from, behind(from, by)), set(to, behind(to, by))];
      return [repeat(f, whole, [one(0), advance(16)]), advance(-16 * whole), tail];
    }
    const one = (i: number): Bytes =>
      move.store(to, move.load(from, fromOffset + i * stride), toOffset + i * bytes);
    if (count <= 16) return Array.from({ length: count }, (_, i) => one(i));
    const advance = (by: number): Bytes => [
      set(from, behind(from, by * stride)),
      set(to, behind(to, by * bytes)),
    ];
    return [repeat(f, count, [one(0), advance(1)]), advance(-count)];
  }
}
