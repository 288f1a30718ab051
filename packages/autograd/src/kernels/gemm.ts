import type { TypedArray } from "../dtype.ts";
import { multipliers } from "./multiplier.ts";
import { createTiles, type Tiles } from "./tile.ts";

/**
 * One matrix product `out = a · b` over row-major arrays: a is [m, k] from `aStart`, b is [k, n] from `bStart`, out is
 * [m, n] from `outStart`. Products are summed in float64, ascending in k, whatever the dtype, unless another multiplier is faster.
 *
 * Works on blocks of at most BLOCK rows and columns, and DEPTH products deep, so that the memory it needs has a bound.
 * The blocks are first copied into panels that the inner loop reads front to back: four rows of a, four columns of b. Each
 * number that it loads is then used four times, and the 16 sums of a tile stay in registers.
 */
export function gemm(
  a: TypedArray,
  aStart: number,
  b: TypedArray,
  bStart: number,
  out: TypedArray,
  outStart: number,
  m: number,
  k: number,
  n: number,
): void {
  for (const multiply of multipliers) if (multiply(a, aStart, b, bStart, out, outStart, m, k, n)) return;
  const count = m * k * n;
  if (count <= FEW || (tiles === undefined && (early += count) <= EARLY)) {
    multiplyFew(a, aStart, b, bStart, out, outStart, m, k, n);
    return;
  }
  for (let i = 0; i < m; i += BLOCK) {
    for (let j = 0; j < n; j += BLOCK) {
      const [height, width] = [Math.min(BLOCK, m - i), Math.min(BLOCK, n - j)];
      multiplyBlock(a, aStart + i * k, b, bStart + j, out, outStart + i * n + j, height, k, width, n);
    }
  }
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
  a: TypedArray,
  aStart: number,
  b: TypedArray,
  bStart: number,
  out: TypedArray,
  outStart: number,
  m: number,
  k: number,
  n: number,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0, p = aStart + i * k, q = bStart + j; l < k; l++, p++, q += n) sum += a[p] * b[q];
      out[outStart + i * n + j] = sum;
    }
  }
}

/** A block of at most BLOCK by BLOCK; the rows of b and of out are n entries apart. */
function multiplyBlock(
  a: TypedArray,
  aStart: number,
  b: TypedArray,
  bStart: number,
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
    packRows(a, aStart + l, k, memory, rowsStart, height, count);
    packColumns(b, bStart + l * n, n, memory, columnsStart, count, width);
    for (let j = 0; j < columns; j++) {
      const column = columnsStart + j * 4 * count;
      for (let i = 0; i < rows; i++)
        tiles.multiply((i * columns + j) * 16, rowsStart + i * 4 * count, column, count);
    }
  }
  for (let i = 0; i < height; i++) {
    const row = (i >> 2) * columns * 16 + (i & 3) * 4;
    const to = outStart + i * n;
    for (let j = 0; j < width; j++) out[to + j] = memory[row + (j >> 2) * 16 + (j & 3)];
  }
}

/** Rows of a, `stride` apart, in panels of 4: the entries of one column of a panel are neighbours. Zeros below the last. */
function packRows(
  a: TypedArray,
  start: number,
  stride: number,
  memory: Float64Array,
  to: number,
  height: number,
  count: number,
): void {
  for (let i = 0; i < Math.ceil(height / 4) * 4; i++) {
    let p = to + (i - (i % 4)) * count + (i % 4);
    const row = start + i * stride;
    if (i < height) for (let l = 0; l < count; l++, p += 4) memory[p] = a[row + l];
    else for (let l = 0; l < count; l++, p += 4) memory[p] = 0;
  }
}

/** Columns of b in panels of 4: the entries of one row of a panel are neighbours. Zeros beyond the last. */
function packColumns(
  b: TypedArray,
  start: number,
  stride: number,
  memory: Float64Array,
  to: number,
  count: number,
  width: number,
): void {
  const whole = width - (width % 4);
  for (let l = 0; l < count; l++) {
    const row = start + l * stride;
    let q = to + l * 4;
    for (let j = 0; j < whole; j += 4, q += 4 * count) {
      memory[q] = b[row + j];
      memory[q + 1] = b[row + j + 1];
      memory[q + 2] = b[row + j + 2];
      memory[q + 3] = b[row + j + 3];
    }
    if (whole < width) for (let c = 0; c < 4; c++) memory[q + c] = whole + c < width ? b[row + whole + c] : 0;
  }
}
