import type { Bytes } from "../../encode/bytes.ts";
import { i32, local, v128, when } from "../../encode/code.ts";
import type { FunctionBuilder } from "../../encode/module.ts";
import { repeat } from "../loops.ts";
import type { Lanes } from "./lanes.ts";

/** Where a tile's factors and sums are, by locals. */
export interface TilePlace {
  /** The first entries of a and b in the panels; the tile moves both on to the end of the panels. */
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Strides in bytes. */
  readonly aRow: number;
  readonly aColumn: number;
  readonly bRow: number;
  readonly cRow: number;
}

/** How deep a tile is. */
export interface TileDepth {
  /** The inner axis, or code that gives it where there are several blocks of it. */
  readonly depth: number | Bytes;
  /** The depth of the last block, whose rest after steps of UNROLL is the only one. */
  readonly last: number;
  /** Code for whether sums are there to be added to; null where there never are. */
  readonly continues: Bytes | null;
}

/** Steps along the inner axis in one round of the loop. */
const UNROLL = 2;

/** A block of the result: `rows` by `columns` sums, kept in registers along the inner axis. */
export function tile(
  f: FunctionBuilder,
  lanes: Lanes,
  rows: number,
  columns: number,
  { a, b, c, aRow, aColumn, bRow, cRow }: TilePlace,
  { depth, last, continues }: TileDepth,
): Bytes {
  const get = local.get;
  const across = Math.ceil(columns / lanes.count);
  const sums = Array.from({ length: rows }, () => Array.from({ length: across }, () => f.local("v128")));
  const right = Array.from({ length: across }, () => f.local("v128"));
  const left = f.local("v128");
  const step = (u: number): Bytes => [
    right.map((place, j) => local.set(place, v128.load(get(b), u * bRow + 16 * j))),
    sums.map((row, i) => [
      local.set(left, lanes.splatAt(get(a), i * aRow + u * aColumn)),
      row.map((sum, j) => local.set(sum, lanes.multiplyAdd(get(left), get(right[j]), get(sum)))),
    ]),
  ];
  const steps = (count: number): Bytes => [
    Array.from({ length: count }, (_, u) => step(u)),
    local.set(a, i32.add(get(a), i32.const(count * aColumn))),
    local.set(b, i32.add(get(b), i32.const(count * bRow))),
  ];
  const rest = last % UNROLL;
  const rounds = typeof depth === "number" ? Math.floor(depth / UNROLL) : i32.divU(depth, i32.const(UNROLL));
  const over =
    typeof depth === "number" ? steps(rest) : when(i32.remU(depth, i32.const(UNROLL)), steps(rest));
  const each = (code: (sum: number, offset: number, count: number) => Bytes): Bytes =>
    sums.map((row, i) =>
      row.map((sum, j) => code(sum, i * cRow + 16 * j, Math.min(lanes.count, columns - j * lanes.count))),
    );
  const code: Bytes = [
    each((sum) => local.set(sum, lanes.zero)),
    repeat(f, rounds, steps(UNROLL)),
    rest === 0 ? [] : over,
    continues === null
      ? []
      : when(
          continues,
          each((sum, offset) => local.set(sum, lanes.add(get(sum), v128.load(get(c), offset)))),
        ),
    each((sum, offset, count) => storeFirst(get(c), get(sum), (count * lanes.bytes) / 4, offset)),
  ];
  for (const place of [...sums.flat(), ...right, left]) f.release("v128", place);
  return code;
}

/** Stores the first words of a vector. */
function storeFirst(at: Bytes, x: Bytes, words: number, offset: number): Bytes {
  if (words === 4) return v128.store(at, x, offset);
  return [
    words >= 2 ? v128.store64Lane(at, x, 0, offset) : [],
    words % 2 === 1 ? v128.store32Lane(at, x, words - 1, offset + 4 * (words - 1)) : [],
  ];
}
