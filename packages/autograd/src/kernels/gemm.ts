import type { TypedArray } from "../dtype.ts";
import { type Factor, multipliers } from "./multiplier.ts";
import { createTiles, type Tiles } from "./tile.ts";

/**
 * One matrix product `out = a · b`, [m, k] · [k, n]; out is written row by row from `outStart`. Products are summed in float64,
 * ascending in k, whatever the dtype, unless another multiplier is faster.
 *
 * Works on blocks of at most BLOCK rows and columns, and DEPTH products deep, so that the memory it needs has a bound.
 * The blocks are first copied into panels that the inner loop reads front to back: four rows of a, four columns of b. Each
 * number that it loads is then used four times, and the 16 sums of a tile stay in registers.
 */
export function gemm(
  a: Factor,
  b: Factor,
  out: TypedArray,
  outStart: number,
  m: number,
  k: number,
  n: number,
): void {
  for (const multiply of multipliers) if (multiply(a, b, out, outStart, m, k, n)) return;
  const [left, right] = [matrixOf(a, m, k), matrixOf(b, k, n)];
  const count = m * k * n;
  if (count <= FEW || (tiles === undefined && (early += count) <= EARLY)) {
    multiplyFew(left, right, out, outStart, m, k, n);
    return;
  }
  for (let i = 0; i < m; i += BLOCK) {
    for (let j = 0; j < n; j += BLOCK) {
      const [height, width] = [Math.min(BLOCK, m - i), Math.min(BLOCK, n - j)];
      const [rows, columns] = [from(left, i, 0), from(right, 0, j)];
      multiplyBlock(rows, columns, out, outStart + i * n + j, height, k, width, n);
    }
  }
}

/** Entry (i, j) lies at start + i · row + j · column. */
interface Matrix {
  readonly entries: TypedArray;
  readonly start: number;
  readonly row: number;
  readonly column: number;
}

function matrixOf({ entries, start, isTransposed }: Factor, rows: number, columns: number): Matrix {
  return isTransposed
    ? { entries, start, row: 1, column: rows }
    : { entries, start, row: columns, column: 1 };
}

/** The matrix without its first rows and columns. */
function from({ entries, start, row, column }: Matrix, i: number, j: number): Matrix {
  return { entries, start: start + i * row + j * column, row, column };
}

const BLOCK = 256;
const DEPTH = 512;
/** So many products take less time than copying the factors into panels. */
const FEW = 64;
/** And so many, of all calls so far, less than compiling the inner loop: a program's first gradient need not wait for that. */
const EARLY = 20_000;

let tiles: Tiles | undefined;
let early = 0;

/** The same sums in the same order, straight from the arrays. */
function multiplyFew(
  { entries: a, start: aStart, row: aRow, column: aColumn }: Matrix,
  { entries: b, start: bStart, row: bRow, column: bColumn }: Matrix,
  out: TypedArray,
  outStart: number,
  m: number,
  k: number,
  n: number,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      let [p, q] = [aStart + i * aRow, bStart + j * bColumn];
      for (let l = 0; l < k; l++, p += aColumn, q += bRow) sum += a[p] * b[q];
      out[outStart + i * n + j] = sum;
    }
  }
}

/** A block of at most BLOCK by BLOCK; the rows of out are n entries apart. */
function multiplyBlock(
  a: Matrix,
  b: Matrix,
  out: TypedArray,
  outStart: number,
  height: number,
  k: number,
  width: number,
  n: number,
): void {
  tiles ??= createTiles();
  const [rows, columns] = [Math.ceil(height / 4), Math.ceil(width / 4)];
  const depth = Math.min(k, DEPTH);
  // First the sums, tile by tile, then the panels of a, then those of b.
  const rowsStart = rows * columns * 16;
  const columnsStart = rowsStart + rows * 4 * depth;
  const memory = tiles.reserve(columnsStart + columns * 4 * depth);
  memory.fill(0, 0, rowsStart);
  for (let l = 0; l < k; l += DEPTH) {
    const count = Math.min(DEPTH, k - l);
    const { entries, start, row, column } = from(b, l, 0);
    pack(from(a, 0, l), memory, rowsStart, height, count);
    pack({ entries, start, row: column, column: row }, memory, columnsStart, width, count);
    for (let j = 0; j < columns; j++) {
      const panel = columnsStart + j * 4 * count;
      for (let i = 0; i < rows; i++)
        tiles.multiply((i * columns + j) * 16, rowsStart + i * 4 * count, panel, count);
    }
  }
  for (let i = 0; i < height; i++) {
    const row = (i >> 2) * columns * 16 + (i & 3) * 4;
    const to = outStart + i * n;
    for (let j = 0; j < width; j++) out[to + j] = memory[row + (j >> 2) * 16 + (j & 3)];
  }
}

/** Copies rows in panels of 4: the entries of one column of a panel are neighbours. Zeros below the last. */
function pack(matrix: Matrix, memory: Float64Array, to: number, height: number, count: number): void {
  if (matrix.column === 1) packRows(matrix, memory, to, height, count);
  else packColumns(matrix, memory, to, height, count);
}

/** Where the entries of a row are neighbours: row by row. */
function packRows(
  { entries, start, row }: Matrix,
  memory: Float64Array,
  to: number,
  height: number,
  count: number,
): void {
  for (let i = 0; i < Math.ceil(height / 4) * 4; i++) {
    let p = to + (i - (i % 4)) * count + (i % 4);
    const first = start + i * row;
    if (i < height) for (let l = 0; l < count; l++, p += 4) memory[p] = entries[first + l];
    else for (let l = 0; l < count; l++, p += 4) memory[p] = 0;
  }
}

/** Where the entries of a column are neighbours: column by column. */
function packColumns(
  { entries, start, row, column }: Matrix,
  memory: Float64Array,
  to: number,
  height: number,
  count: number,
): void {
  const whole = height - (height % 4);
  for (let l = 0; l < count; l++) {
    const first = start + l * column;
    let q = to + l * 4;
    for (let i = 0; i < whole; i += 4, q += 4 * count) {
      memory[q] = entries[first + i * row];
      memory[q + 1] = entries[first + (i + 1) * row];
      memory[q + 2] = entries[first + (i + 2) * row];
      memory[q + 3] = entries[first + (i + 3) * row];
    }
    if (whole < height)
      for (let c = 0; c < 4; c++) memory[q + c] = whole + c < height ? entries[first + (whole + c) * row] : 0;
  }
}
