import type { Bytes } from "../../encode/bytes.ts";
import { i32, type Local, select, set, when } from "../../encode/code.ts";
import type { FunctionBuilder } from "../../encode/module.ts";
import type { Blocking } from "./blocking.ts";

/** The panels of a chunk: numbers where they are the same for all chunks, else code. */
export interface Chunk {
  /** To be run first. */
  readonly setup: Bytes;
  /** The first row and column; null where they are always 0. */
  readonly row: Bytes | null;
  readonly column: Bytes | null;
  /** How many panels of rows have the full height, and how many one row less. */
  readonly tall: number | Bytes;
  readonly short: number | Bytes;
  /** How many panels of columns have the full width. */
  readonly whole: number | Bytes;
  /** Runs code where the chunk has the narrower panel behind them. */
  readonly ifNarrow: (code: Bytes) => Bytes;
  /** How many rows there are, and how many vectors across. */
  readonly rows: Bytes;
  readonly vectors: Bytes;
}

const code = (x: number | Bytes): Bytes => (typeof x === "number" ? i32.const(x) : x);
const times = (x: number | Bytes, factor: number): Bytes => i32.mul(code(x), factor);
const least = (x: Bytes, y: Bytes): Bytes => select(x, y, i32.lt(x, y));
const most = (x: Bytes, y: Bytes): Bytes => select(x, y, i32.gt(x, y));

/** What belongs to the chunk whose number is in a local. */
export function chunkOf(f: FunctionBuilder, number: Local, blocking: Blocking): Chunk {
  const { height, vectors, rowPanels, columnPanels, wholePanels, narrowVectors } = blocking;
  const { chunkRows, chunkColumns, rowChunks, columnChunks } = blocking;
  const setup: Bytes[] = [];
  const known = (value: Bytes): Bytes => {
    const place = f.local("i32");
    setup.push(set(place, value));
    return place;
  };
  const columns = i32.const(columnChunks);
  const chunk = number;
  const rowChunk = columnChunks === 1 ? chunk : i32.divU(chunk, columns);
  const columnChunk = rowChunks === 1 ? chunk : i32.remU(chunk, columns);

  const firstRow = rowChunks === 1 ? null : known(times(rowChunk, chunkRows));
  const left = (all: number, first: Bytes): Bytes => i32.sub(all, first);
  const tall =
    firstRow === null
      ? blocking.tall
      : known(most(i32.const(0), known(least(i32.const(chunkRows), left(blocking.tall, firstRow)))));
  const short =
    firstRow === null
      ? rowPanels - blocking.tall
      : known(i32.sub(least(i32.const(chunkRows), left(rowPanels, firstRow)), code(tall)));
  // The panels before are tall, but for those behind the last tall one.
  const row =
    firstRow === null
      ? null
      : known(i32.sub(times(firstRow, height), most(i32.const(0), i32.sub(firstRow, blocking.tall))));

  const firstColumn = columnChunks === 1 ? null : known(times(columnChunk, chunkColumns));
  const whole =
    firstColumn === null
      ? wholePanels
      : known(least(i32.const(chunkColumns), left(wholePanels, firstColumn)));
  const isLast =
    firstColumn === null || narrowVectors === 0
      ? null
      : known(i32.ge(i32.add(firstColumn, chunkColumns), columnPanels));
  const narrow = isLast === null ? i32.const(narrowVectors) : i32.mul(isLast, narrowVectors);
  return {
    setup,
    row,
    column: firstColumn === null ? null : known(times(firstColumn, blocking.width)),
    tall,
    short,
    whole,
    ifNarrow: (body) => (narrowVectors === 0 ? [] : isLast === null ? body : when(isLast, body)),
    rows: i32.add(times(tall, height), times(short, height - 1)),
    vectors: i32.add(times(whole, vectors), narrow),
  };
}
