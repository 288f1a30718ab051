import type { TypedArray } from "../dtype.ts";
import { createTiles, type Tiles } from "./tile.ts";

/**
 * One matrix product `out = a · b` over row-major arrays: a is [m, k] from `aStart`, b is [k, n] from `bStart`, out is
 * [m, n] from `outStart`. Products are summed in float64, ascending in k, whatever the dtype.
 *
 * Both factors are first copied into panels that the inner loop reads front to back: four rows of a, four columns of b.
 * Each number that it loads is then used four times, and the 16 sums of a tile stay in registers.
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
  const rows = Math.ceil(m / 4);
  const columns = Math.ceil(n / 4);
  tiles ??= createTiles();
  const panels = tiles.reserve(16 + (rows + columns) * 4 * k);
  const columnsStart = 16 + rows * 4 * k; // behind the sums of one tile and the rows
  packRows(a, aStart, panels, 16, m, k);
  packColumns(b, bStart, panels, columnsStart, k, n);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) {
      tiles.multiply(16 + i * 4 * k, columnsStart + j * 4 * k, k);
      const height = Math.min(4, m - 4 * i);
      const width = Math.min(4, n - 4 * j);
      for (let r = 0, to = outStart + 4 * i * n + 4 * j; r < height; r++, to += n) {
        for (let c = 0; c < width; c++) out[to + c] = panels[4 * r + c];
      }
    }
  }
}

let tiles: Tiles | undefined;

/** Rows of a [m, k] matrix in panels of 4: the entries of one column of a panel are neighbours. Zeros below the last row. */
function packRows(
  a: TypedArray,
  start: number,
  panels: Float64Array,
  to: number,
  m: number,
  k: number,
): void {
  for (let i = 0; i < Math.ceil(m / 4) * 4; i++) {
    let p = to + (i - (i % 4)) * k + (i % 4);
    const row = start + i * k;
    if (i < m) for (let l = 0; l < k; l++, p += 4) panels[p] = a[row + l];
    else for (let l = 0; l < k; l++, p += 4) panels[p] = 0;
  }
}

/** Columns of a [k, n] matrix in panels of 4: the entries of one row of a panel are neighbours. Zeros beyond the last. */
function packColumns(
  b: TypedArray,
  start: number,
  panels: Float64Array,
  to: number,
  k: number,
  n: number,
): void {
  const whole = n - (n % 4);
  for (let l = 0; l < k; l++) {
    const row = start + l * n;
    let q = to + l * 4;
    for (let j = 0; j < whole; j += 4, q += 4 * k) {
      panels[q] = b[row + j];
      panels[q + 1] = b[row + j + 1];
      panels[q + 2] = b[row + j + 2];
      panels[q + 3] = b[row + j + 3];
    }
    if (whole < n) for (let c = 0; c < 4; c++) panels[q + c] = whole + c < n ? b[row + whole + c] : 0;
  }
}
