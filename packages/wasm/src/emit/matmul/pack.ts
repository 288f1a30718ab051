import type { Bytes } from "../../encode/bytes.ts";
import { i32, local, shuffle32, v128, when } from "../../encode/code.ts";
import type { FunctionBuilder } from "../../encode/module.ts";
import { repeat } from "../loops.ts";

const get = local.get;
const bump = (pointer: number, by: number): Bytes =>
  by === 0 ? [] : local.set(pointer, i32.add(get(pointer), i32.const(by)));

/** The lower halves of two vectors, and the upper ones. */
const LOWER = [0, 1, 4, 5];
const UPPER = [2, 3, 6, 7];

/** What is packed: where a pointer stands, and its strides in bytes. */
export interface Source {
  readonly from: number;
  readonly row: number;
  readonly column: number;
  /** Bytes in an entry. */
  readonly bytes: 4 | 8;
}

/**
 * Copies a panel of `columns` columns to where `to` points and moves that to its end: rows one after another, each filled up to
 * whole vectors with anything.
 * @param depth how many rows; `last` is the number in the last block, the only one that may not be a multiple of 4.
 */
export function packPanel(
  f: FunctionBuilder,
  { from, row, column, bytes }: Source,
  columns: number,
  to: number,
  depth: number | Bytes,
  last: number,
): Bytes {
  const lanes = 16 / bytes;
  const across = Math.ceil(columns / lanes);
  const at = f.local("i32");
  const begin = local.set(at, get(from));
  const single = (body: Bytes): Bytes => [body, bump(to, 16 * across), bump(at, row)];
  if (column === bytes) {
    const copy = Array.from({ length: across }, (_, j) =>
      v128.store(get(to), v128.load(get(at), 16 * j), 16 * j),
    );
    return [begin, repeat(f, depth, single(copy))];
  }
  // Lanes behind the last column repeat it.
  const offsets = Array.from({ length: across * lanes }, (_, j) => Math.min(j, columns - 1) * column);
  const entries = offsets.map((offset, j) =>
    bytes === 4
      ? i32.store(get(to), i32.load(get(at), offset), 4 * j)
      : v128.store64Lane(get(to), v128.load64Splat(get(at), offset), 0, 8 * j),
  );
  if (row !== bytes) return [begin, repeat(f, depth, single(entries))];
  const blocks = Array.from({ length: across }, (_, j) =>
    transpose(f, at, offsets.slice(j * lanes, (j + 1) * lanes), to, 16 * j, 16 * across),
  );
  const many = [blocks, bump(to, 16 * across * lanes), bump(at, row * lanes)];
  const rest = last % lanes;
  const rounds = typeof depth === "number" ? Math.floor(depth / lanes) : i32.divU(depth, i32.const(lanes));
  const over = repeat(f, rest, single(entries));
  return [
    begin,
    repeat(f, rounds, many),
    rest === 0 ? [] : typeof depth === "number" ? over : when(i32.remU(depth, i32.const(lanes)), over),
  ];
}

/** A square block: as many vectors as a vector has lanes, `offsets` apart, become the rows `rowBytes` apart. */
function transpose(
  f: FunctionBuilder,
  from: number,
  offsets: readonly number[],
  to: number,
  offset: number,
  rowBytes: number,
): Bytes {
  const vectors = offsets.map(() => f.local("v128"));
  const load = vectors.map((vector, i) => local.set(vector, v128.load(get(from), offsets[i])));
  const store = (x: Bytes, i: number): Bytes => v128.store(get(to), x, offset + i * rowBytes);
  const [low, high] = [f.local("v128"), f.local("v128")];
  for (const place of [...vectors, low, high]) f.release("v128", place);
  const [p, q, r, s] = vectors;
  if (vectors.length === 2)
    return [load, store(shuffle32(get(p), get(q), LOWER), 0), store(shuffle32(get(p), get(q), UPPER), 1)];
  return [
    load,
    local.set(low, shuffle32(get(p), get(q), [0, 4, 1, 5])),
    local.set(high, shuffle32(get(r), get(s), [0, 4, 1, 5])),
    store(shuffle32(get(low), get(high), LOWER), 0),
    store(shuffle32(get(low), get(high), UPPER), 1),
    local.set(low, shuffle32(get(p), get(q), [2, 6, 3, 7])),
    local.set(high, shuffle32(get(r), get(s), [2, 6, 3, 7])),
    store(shuffle32(get(low), get(high), LOWER), 2),
    store(shuffle32(get(low), get(high), UPPER), 3),
  ];
}

/** Copies rows of `words` vectors, code, to rows `rowBytes` apart. */
export function packRows(
  f: FunctionBuilder,
  { from, row }: Source,
  words: Bytes,
  to: number,
  rowBytes: number,
  depth: number | Bytes,
): Bytes {
  const [at, place] = [f.local("i32"), f.local("i32")];
  return repeat(f, depth, [
    local.set(at, get(from)),
    local.set(place, get(to)),
    repeat(f, words, [v128.store(get(place), v128.load(get(at))), bump(at, 16), bump(place, 16)]),
    bump(from, row),
    bump(to, rowBytes),
  ]);
}
