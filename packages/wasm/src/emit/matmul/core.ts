import type { Bytes } from "../../encode/bytes.ts";
import { doWhile, i32, local, select, when } from "../../encode/code.ts";
import { FunctionBuilder } from "../../encode/module.ts";
import { repeat } from "../loops.ts";
import type { Blocking, Product } from "./blocking.ts";
import type { Lanes } from "./lanes.ts";
import { packPanel, packRows } from "./pack.ts";
import { tile } from "./tile.ts";

const get = local.get;
const bump = (pointer: number, by: number): Bytes =>
  by === 0 ? [] : local.set(pointer, i32.add(get(pointer), i32.const(by)));
const times = (x: Bytes, factor: number): Bytes => i32.mul(x, i32.const(factor));
const least = (x: Bytes, y: Bytes): Bytes => select(x, y, i32.lt(x, y));
const most = (x: Bytes, y: Bytes): Bytes => select(x, y, i32.gt(x, y));

/** Bytes of a block of a that is packed: the rows of a chunk, for each entry of the inner axis. */
function packedABytes({ packsA, chunkRows, height, depth }: Blocking, bytes: number): number {
  return packsA ? rowBytesOfA(chunkRows * height, bytes) * depth : 0;
}

const rowBytesOfA = (rows: number, bytes: number): number => Math.ceil((rows * bytes) / 16) * 16;

/** Bytes of scratch memory that a chunk needs. */
export function scratchBytes(blocking: Blocking, bytes: number): number {
  const { packsB, chunkColumns, vectors, depth } = blocking;
  return packedABytes(blocking, bytes) + (packsB ? chunkColumns * vectors * 16 * depth : 0);
}

/**
 * A function (chunk, a, b, c, scratch) that computes a chunk of a product: blocks of the inner axis, in each the chunk's panels of
 * rows, in each its panels of columns. After Goto and van de Geijn 2008, Anatomy of High-Performance Matrix Multiplication.
 */
export function coreOf(
  product: Product,
  blocking: Blocking,
  lanes: Lanes,
): { f: FunctionBuilder; code: Bytes } {
  const { m, n, k, aRow, aColumn, bRow, bColumn, bytes } = product;
  const { height, tall, rowPanels, vectors, columnPanels, depth, depths, packsA, packsB } = blocking;
  const { chunkRows, chunkColumns, rowChunks, columnChunks } = blocking;
  const f = new FunctionBuilder({ parameters: ["i32", "i32", "i32", "i32", "i32"], results: [] });
  const [chunk, a, b, c, scratch] = [0, 1, 2, 3, 4];
  const names = { block: 0, aPanel: 0, aAt: 0, bBlock: 0, bAt: 0, cPanel: 0, cAt: 0 };
  const { block, aPanel, aAt, bBlock, bAt, cPanel, cAt } = Object.fromEntries(
    Object.keys(names).map((name) => [name, f.local("i32")]),
  ) as typeof names;

  const width = vectors * lanes.count;
  const wholePanels = Math.floor(n / width);
  const rest = n % width;
  const cRow = n * bytes;
  const lastDepth = k - (depths - 1) * depth;
  const isLastBlock = i32.eq(get(block), i32.const(depths - 1));
  const ownDepth =
    depths === 1
      ? depth
      : lastDepth === depth
        ? i32.const(depth)
        : select(i32.const(lastDepth), i32.const(depth), isLastBlock);
  const depthOfTile = { depth: ownDepth, last: lastDepth, continues: depths === 1 ? null : get(block) };

  // What the chunk has: a number where it is the same for all chunks, else a local.
  const setup: Bytes[] = [];
  const known = (code: Bytes): Bytes => {
    const place = f.local("i32");
    setup.push(local.set(place, code));
    return get(place);
  };
  const rowChunk = columnChunks === 1 ? get(chunk) : i32.divU(get(chunk), i32.const(columnChunks));
  const columnChunk = rowChunks === 1 ? get(chunk) : i32.remU(get(chunk), i32.const(columnChunks));
  const firstRow = rowChunks === 1 ? null : known(times(rowChunk, chunkRows));
  const firstColumn = columnChunks === 1 ? null : known(times(columnChunk, chunkColumns));
  const shorter = rowPanels - tall;
  const tallCount =
    firstRow === null
      ? tall
      : known(most(i32.const(0), least(i32.const(chunkRows), i32.sub(i32.const(tall), firstRow))));
  const shortCount =
    firstRow === null
      ? shorter
      : known(
          i32.sub(least(i32.const(chunkRows), i32.sub(i32.const(rowPanels), firstRow)), tallCount as Bytes),
        );
  const wholeCount =
    firstColumn === null
      ? wholePanels
      : known(least(i32.const(chunkColumns), i32.sub(i32.const(wholePanels), firstColumn)));
  const ifLast = (code: Bytes): Bytes =>
    rest === 0
      ? []
      : firstColumn === null
        ? code
        : when(i32.ge(i32.add(firstColumn, i32.const(chunkColumns)), i32.const(columnPanels)), code);
  if (firstRow !== null) {
    // Panels before the chunk are tall, but for those behind the last tall one.
    const row = i32.sub(times(firstRow, height), most(i32.const(0), i32.sub(firstRow, i32.const(tall))));
    setup.push(
      local.set(a, i32.add(get(a), times(row, aRow))),
      local.set(c, i32.add(get(c), times(row, cRow))),
    );
  }
  if (firstColumn !== null)
    setup.push(
      local.set(b, i32.add(get(b), times(firstColumn, width * bColumn))),
      local.set(c, i32.add(get(c), times(firstColumn, width * bytes))),
    );

  // Packed factors: a's rows beside each other, b's panels behind each other.
  const aRowBytes = rowBytesOfA(chunkRows * height, bytes);
  const place = packsA ? { a: aAt, aRow: bytes, aColumn: aRowBytes } : { a: aAt, aRow, aColumn };
  const rowsOfChunk = i32.add(
    typeof tallCount === "number" ? i32.const(tallCount * height) : times(tallCount, height),
    typeof shortCount === "number" ? i32.const(shortCount * (height - 1)) : times(shortCount, height - 1),
  );
  const vectorsOfChunk = i32.divU(i32.add(rowsOfChunk, i32.const(lanes.count - 1)), i32.const(lanes.count));
  const packA: Bytes = [
    local.set(aPanel, get(a)),
    local.set(aAt, get(scratch)),
    packRows(
      f,
      { from: aPanel, row: aColumn, column: aRow, bytes },
      vectorsOfChunk,
      aAt,
      aRowBytes,
      ownDepth,
    ),
  ];
  const panelOfB = (columns: number): Bytes =>
    packPanel(f, { from: bAt, row: bRow, column: bColumn, bytes }, columns, cAt, ownDepth, lastDepth);
  const packB: Bytes = [
    local.set(bAt, get(b)),
    local.set(cAt, get(bBlock)),
    repeat(f, wholeCount, [panelOfB(width), bump(bAt, width * bColumn)]),
    ifLast(panelOfB(rest)),
  ];

  const tileOf = (rows: number, columns: number): Bytes => [
    local.set(aAt, get(aPanel)),
    tile(
      f,
      lanes,
      rows,
      columns,
      { ...place, b: bAt, c: cAt, bRow: packsB ? Math.ceil(columns / lanes.count) * 16 : bRow, cRow },
      depthOfTile,
    ),
  ];
  const bPanel = f.local("i32");
  const rowOfTiles = (rows: number): Bytes => [
    local.set(packsB ? bAt : bPanel, get(packsB ? bBlock : b)),
    local.set(cAt, get(cPanel)),
    repeat(f, wholeCount, [
      packsB ? [] : local.set(bAt, get(bPanel)),
      tileOf(rows, width),
      packsB ? [] : bump(bPanel, width * bytes),
      bump(cAt, width * bytes),
    ]),
    ifLast([packsB ? [] : local.set(bAt, get(bPanel)), tileOf(rows, rest)]),
    bump(aPanel, rows * place.aRow),
    bump(cPanel, rows * cRow),
  ];
  const blockOfDepth: Bytes = [
    packsB ? [local.set(bBlock, i32.add(get(scratch), i32.const(packedABytes(blocking, bytes)))), packB] : [],
    packsA ? [packA, local.set(aPanel, get(scratch))] : local.set(aPanel, get(a)),
    local.set(cPanel, get(c)),
    repeat(f, tallCount, rowOfTiles(height)),
    shorter === 0 ? [] : repeat(f, shortCount, rowOfTiles(height - 1)),
  ];
  const body: Bytes =
    depths === 1
      ? blockOfDepth
      : [
          local.set(block, i32.const(0)),
          doWhile(
            [blockOfDepth, bump(a, depth * aColumn), bump(b, depth * bRow), bump(block, 1)],
            i32.lt(get(block), i32.const(depths)),
          ),
        ];
  return { f, code: m === 0 || n === 0 ? [] : [setup, body] };
}
