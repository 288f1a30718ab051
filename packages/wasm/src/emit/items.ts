import { sizeOf } from "@chainrule/autograd/engine";
import type { Bytes } from "../encode/bytes.ts";
import { doWhile, i32, type Local, local, select, set, tee } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import { wantedChunks } from "./cut.ts";

/** Equal pieces of work along some axes, several of which, one after another in row-major order, make a chunk. */
export interface Items {
  readonly shape: readonly number[];
  readonly perChunk: number;
  readonly chunks: number;
}

/** How many chunks there are for so many nanoseconds of work. */
export function chunksFor(work: number): number {
  return Math.max(1, wantedChunks(work));
}

/** @param work about how many nanoseconds all items take. */
export function itemsOf(shape: readonly number[], work: number): Items {
  const count = sizeOf(shape);
  const perChunk = Math.max(1, Math.ceil(count / chunksFor(work)));
  return { shape, perChunk, chunks: Math.max(1, Math.ceil(count / perChunk)) };
}

/** Code for each item of the chunk in local 0; `body` is given locals with the item's place along each axis. */
export function eachItem(
  f: FunctionBuilder,
  { shape, perChunk, chunks }: Items,
  body: (place: readonly Local[]) => Bytes,
): Bytes {
  const count = sizeOf(shape);
  if (count === 0) return [];
  const place = shape.map(() => f.local("i32"));
  const [item, end, rest] = f.locals("i32", 3);
  // The last axis that has a place of its own needs no remainder.
  const first = shape.findIndex((extent) => extent > 1);
  const digits = Array.from(shape.keys(), (_, i) => shape.length - 1 - i).map((axis): Bytes => {
    const extent = shape[axis];
    if (extent === 1) return set(place[axis], i32.const(0));
    if (axis === first) return set(place[axis], rest);
    return [set(place[axis], i32.remU(rest, extent)), set(rest, i32.divU(rest, extent))];
  });
  const start = i32.mul(local(0), perChunk);
  const after = i32.add(item, perChunk);
  return [
    set(item, chunks === 1 ? i32.const(0) : start),
    set(end, chunks === 1 ? i32.const(count) : least(after, i32.const(count))),
    doWhile([set(rest, item), digits, body(place)], i32.lt(tee(item, i32.add(item, 1)), end)),
  ];
}

/** The smaller of two integers; their code runs twice. */
export function least(a: Bytes, b: Bytes): Bytes {
  return select(a, b, i32.lt(a, b));
}

/** An address that lies `place` steps of `bytes` behind another. */
export function stepped(address: Bytes, place: Local, bytes: number): Bytes {
  return bytes === 0 ? address : i32.add(address, i32.mul(place, bytes));
}

/** An address and a number of bytes. */
export function behind(address: Bytes, bytes: number): Bytes {
  return bytes === 0 ? address : i32.add(address, bytes);
}

/** An extent in as few parts of at most `most` as possible; `larger` of them have one entry more than `size`. */
export interface Parts {
  readonly count: number;
  readonly size: number;
  readonly larger: number;
}

export function partsOf(extent: number, most: number): Parts {
  const count = Math.ceil(extent / most);
  const size = Math.floor(extent / count);
  return { count, size, larger: extent - count * size };
}

/**
 * Code for the part whose number is in `part`, for each of the two sizes there are.
 * @param body is given the size, and the code of where the part begins.
 */
export function ofPart(
  { count, size, larger }: Parts,
  part: Local,
  body: (size: number, first: Bytes) => Bytes,
): Bytes {
  const first = (own: number): Bytes => (count === 1 ? i32.const(0) : i32.mul(part, own));
  if (larger === 0) return body(size, first(size));
  const isLarger = i32.lt(part, larger);
  return [
    isLarger,
    0x04,
    0x40,
    body(size + 1, first(size + 1)),
    0x05,
    body(size, i32.add(first(size), larger)),
    0x0b,
  ];
}

/** A run of entries in blocks, where what is around it gives too few items: several cache lines each. */
export function blocksOf(
  extent: number,
  outer: readonly number[],
  work: number,
): { readonly length: number; readonly count: number } {
  const wanted = Math.ceil(chunksFor(work) / Math.max(1, sizeOf(outer)));
  const length = Math.min(extent, Math.ceil(extent / wanted / 64) * 64);
  return { length, count: length === 0 ? 0 : Math.ceil(extent / length) };
}
