import type { Bytes } from "../../encode/bytes.ts";
import { doWhile, i32, type Local, local, set } from "../../encode/code.ts";
import { FunctionBuilder } from "../../encode/module.ts";
import type { MatmulKernel } from "../../ir.ts";
import { repeat } from "../loops.ts";
import type { NumberLanes } from "../numberLanes.ts";
import type { Layout } from "../pointers.ts";
import type { Blocking, Product } from "./blocking.ts";
import { chunkOf } from "./chunk.ts";
import { Depth } from "./depth.ts";
import { dotTile } from "./dotTile.ts";
import { Outputs, outputViews } from "./outputs.ts";
import { packedRowBytes, packPanel, packRows } from "./pack.ts";
import { type Sums, tile } from "./tile.ts";

const bump = (pointer: Local, by: number | Bytes): Bytes =>
  by === 0 ? [] : set(pointer, i32.add(pointer, typeof by === "number" ? i32.const(by) : by));
const times = (x: Bytes, factor: number): Bytes => i32.mul(x, factor);

/** How far the rows of packed blocks lie apart: of a's columns side by side, and of b's. */
function packedStrides(
  { chunkRows, height, chunkColumns, vectors }: Blocking,
  bytes: number,
): [a: number, b: number] {
  return [packedRowBytes(chunkRows * height * bytes), packedRowBytes(chunkColumns * vectors * 16)];
}

/** Bytes of scratch memory that a chunk needs. */
export function scratchBytes(blocking: Blocking, bytes: number): number {
  const { packsA, packsB, depth } = blocking;
  const [a, b] = packedStrides(blocking, bytes);
  return depth * ((packsA ? a : 0) + (packsB ? b : 0));
}

/**
 * A function (chunk, a, b, scratch, ...outputs) that computes a chunk of a product: blocks of the inner axis, in each the chunk's
 * panels of rows, in each its panels of columns. After Goto and van de Geijn 2008, Anatomy of High-Performance Matrix
 * Multiplication.
 */
export function coreOf(
  product: Product,
  blocking: Blocking,
  lanes: NumberLanes,
  kernel: MatmulKernel,
  layout: Layout,
): { f: FunctionBuilder; code: Bytes } {
  const { k, aRow, aColumn, bRow, bColumn, bytes } = product;
  const { height, vectors, width, narrowVectors, narrowWidth, depths, packsA, packsB } = blocking;
  const start = outputViews(kernel).strides.map((_, i) => local(4 + i));
  const f = new FunctionBuilder({ parameters: [0, 1, 2, 3, ...start].map(() => "i32"), results: [] });
  const [number, a, b, scratch] = [0, 1, 2, 3].map(local);
  const [block, aPanel, aAt, bBlock, bPanel, bAt] = f.locals("i32", 6);
  const chunk = chunkOf(f, number, blocking);
  const depth = new Depth(block, k, blocking);
  const outputs = new Outputs(f, lanes, kernel, layout, depth, start);

  const setup: Bytes = [
    chunk.setup,
    chunk.row === null ? [] : bump(a, times(chunk.row, aRow)),
    chunk.column === null ? [] : bump(b, times(chunk.column, bColumn)),
    outputs.begin(chunk.row, chunk.column),
  ];

  // Rows are packed as they lie, as many as belong to the chunk; columns whose entries lie apart become panels.
  const [aPacked, bPacked] = packedStrides(blocking, bytes);
  const hasPanels = packsB && bColumn !== bytes;
  const own = packsA ? { aRow: bytes, aColumn: aPacked } : { aRow, aColumn };
  const packA: Bytes = [
    set(aPanel, a),
    set(aAt, scratch),
    packRows(
      f,
      { from: aPanel, to: aAt, stride: aColumn, packed: aPacked },
      i32.divU(i32.add(chunk.rows, lanes.count - 1), lanes.count),
      depth,
    ),
    set(aPanel, scratch),
  ];
  const packPanelOf = (columns: number): Bytes =>
    packPanel(f, { from: bPanel, row: bRow, column: bColumn, columns, bytes }, bAt, depth);
  const packB: Bytes = [
    set(bBlock, i32.add(scratch, packsA ? aPacked * blocking.depth : 0)),
    set(bPanel, b),
    set(bAt, bBlock),
    hasPanels
      ? [
          repeat(f, chunk.whole, [packPanelOf(width), bump(bPanel, width * bColumn)]),
          chunk.ifNarrow(packPanelOf(narrowWidth)),
        ]
      : packRows(f, { from: bPanel, to: bAt, stride: bRow, packed: bPacked }, chunk.vectors, depth),
  ];

  const tileOf = (rows: number, across: number, columns: number): Bytes => {
    const size = { rows, vectors: across, columns };
    const finish = (sums: Sums): Bytes => outputs.finish(sums, columns);
    const bAcross = hasPanels ? 16 * across : packsB ? bPacked : bRow;
    return [
      set(aAt, aPanel),
      // Packed panels lie behind each other, and a tile stops where the next one begins.
      hasPanels ? [] : set(bAt, bPanel),
      blocking.isDot
        ? dotTile(f, lanes, size, { a: aAt, aRow, b: bAt, bColumn }, depth, finish)
        : tile(f, lanes, size, { a: aAt, ...own, b: bAt, bRow: bAcross }, depth, finish),
    ];
  };
  const rowOfTiles = (rows: number): Bytes => [
    set(hasPanels ? bAt : bPanel, packsB ? bBlock : b),
    outputs.firstColumns(),
    repeat(f, chunk.whole, [
      tileOf(rows, vectors, width),
      hasPanels ? [] : bump(bPanel, width * (packsB ? bytes : bColumn)),
      outputs.nextColumns(width),
    ]),
    chunk.ifNarrow(tileOf(rows, narrowVectors, narrowWidth)),
    bump(aPanel, rows * own.aRow),
    outputs.nextRows(rows),
  ];
  const multiply: Bytes = [
    packsB ? packB : [],
    packsA ? packA : set(aPanel, a),
    outputs.firstRows(),
    repeat(f, chunk.tall, rowOfTiles(height)),
    height === 1 ? [] : repeat(f, chunk.short, rowOfTiles(height - 1)),
  ];
  if (depths === 1) return { f, code: [setup, multiply] };
  const next = [bump(a, blocking.depth * aColumn), bump(b, blocking.depth * bRow), bump(block, 1)];
  return { f, code: [setup, doWhile([multiply, next], i32.lt(block, depths))] };
}
