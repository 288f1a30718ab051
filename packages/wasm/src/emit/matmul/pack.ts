import type { Bytes } from "../../encode/bytes.ts";
import { i32, type Local, set, shuffle32, v128 } from "../../encode/code.ts";
import type { FunctionBuilder } from "../../encode/module.ts";
import { repeat } from "../loops.ts";
import type { Depth } from "./depth.ts";

const bump = (pointer: Local, by: number): Bytes => set(pointer, i32.add(pointer, by));

/** The lower halves of two vectors, and the upper ones. */
const LOWER = [0, 1, 4, 5];
const UPPER = [2, 3, 6, 7];

/** How far packed rows lie apart: an odd number of lines of the cache, so that they do not fall on each other there. */
export const packedRowBytes = (bytes: number): number => (Math.ceil(bytes / 64) | 1) * 64;

/** Copies rows from where `from` points, `stride` bytes apart, to where `to` points, `packed` apart: `vectors` of each. Moves both. */
export function packRows(
  f: FunctionBuilder,
  { from, to, stride, packed }: { from: Local; to: Local; stride: number; packed: number },
  vectors: Bytes,
  depth: Depth,
): Bytes {
  const [at, place] = f.locals("i32", 2);
  const copy = (count: number): Bytes => [
    Array.from({ length: count }, (_, i) => v128.store(place, v128.load(at, 16 * i), 16 * i)),
    bump(at, 16 * count),
    bump(place, 16 * count),
  ];
  return repeat(f, depth.own, [
    set(at, from),
    set(place, to),
    repeat(f, i32.shr(vectors, 2), copy(4)),
    repeat(f, i32.and(vectors, 3), copy(1)),
    bump(from, stride),
    bump(to, packed),
  ]);
}

/** A panel of columns, their entries being anywhere: where a pointer stands, strides in bytes, and bytes in an entry. */
export interface Panel {
  readonly from: Local;
  readonly row: number;
  readonly column: number;
  readonly columns: number;
  readonly bytes: 4 | 8;
}

/**
 * Copies a panel to where `to` points and moves that to its end: rows behind each other, each filled up to whole vectors with
 * anything.
 */
export function packPanel(f: FunctionBuilder, panel: Panel, to: Local, depth: Depth): Bytes {
  const { from, row, column, columns, bytes } = panel;
  const lanes = 16 / bytes;
  const across = Math.ceil(columns / lanes);
  const at = f.local("i32");
  // Lanes behind the last column repeat it.
  const offsets = Array.from({ length: across * lanes }, (_, j) => Math.min(j, columns - 1) * column);
  const single: Bytes = [
    offsets.map((offset, j) =>
      bytes === 4
        ? i32.store(to, i32.load(at, offset), 4 * j)
        : v128.store64Lane(to, v128.load64Zero(at, offset), 0, 8 * j),
    ),
    bump(to, 16 * across),
    bump(at, row),
  ];
  const begin = set(at, from);
  if (row !== bytes) return [begin, repeat(f, depth.own, single)];
  const blocks = Array.from({ length: across }, (_, j) =>
    transpose(f, at, offsets.slice(j * lanes, (j + 1) * lanes), to, 16 * j, 16 * across),
  );
  const several = [blocks, bump(to, 16 * across * lanes), bump(at, row * lanes)];
  return [begin, depth.inSteps(f, lanes, several, single)];
}

/** Turns a square block: as many vectors as one has lanes, `offsets` from a pointer, become rows `rowBytes` apart. */
function transpose(
  f: FunctionBuilder,
  from: Local,
  offsets: readonly number[],
  to: Local,
  offset: number,
  rowBytes: number,
): Bytes {
  const vectors = offsets.map(() => f.local("v128"));
  const [low, high] = f.locals("v128", 2);
  for (const place of [...vectors, low, high]) f.release("v128", place);
  const load = vectors.map((vector, i) => set(vector, v128.load(from, offsets[i])));
  const store = (x: Bytes, i: number): Bytes => v128.store(to, x, offset + i * rowBytes);
  const storeTwo = (x: Local, y: Local, i: number): Bytes => [
    store(shuffle32(x, y, LOWER), i),
    store(shuffle32(x, y, UPPER), i + 1),
  ];
  const [p, q, r, s] = vectors;
  if (vectors.length === 2) return [load, storeTwo(p, q, 0)];
  const pairs = (lanes: readonly number[], i: number): Bytes => [
    set(low, shuffle32(p, q, lanes)),
    set(high, shuffle32(r, s, lanes)),
    storeTwo(low, high, i),
  ];
  return [load, pairs([0, 4, 1, 5], 0), pairs([2, 6, 3, 7], 2)];
}
