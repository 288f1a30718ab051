import type { TypedArray } from "../dtype.ts";

/**
 * One matrix product `out = a · b` over row-major arrays: a is [m, k] from `aStart`, b is [k, n] from `bStart`, out is
 * [m, n] from `outStart`. Products are summed in float64, ascending in k, whatever the dtype.
 *
 * Both factors are first copied into panels that the inner loop reads front to back: 4 rows of a side by side, 2 columns
 * of b side by side. The 8 sums of a tile then stay in registers, and each number loaded is used 2 or 4 times.
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
  const rows = packRows(a, aStart, m, k);
  const columns = packColumns(b, bStart, k, n);
  for (let j = 0; j < n; j += 2) {
    for (let i = 0; i < m; i += 4) {
      let p = i * k;
      let q = j * k;
      let s00 = 0,
        s01 = 0,
        s10 = 0,
        s11 = 0,
        s20 = 0,
        s21 = 0,
        s30 = 0,
        s31 = 0;
      for (let l = 0; l < k; l++, p += 4, q += 2) {
        const b0 = columns[q],
          b1 = columns[q + 1];
        const a0 = rows[p],
          a1 = rows[p + 1],
          a2 = rows[p + 2],
          a3 = rows[p + 3];
        s00 += a0 * b0;
        s01 += a0 * b1;
        s10 += a1 * b0;
        s11 += a1 * b1;
        s20 += a2 * b0;
        s21 += a2 * b1;
        s30 += a3 * b0;
        s31 += a3 * b1;
      }
      const o = outStart + i * n + j;
      const isWide = j + 1 < n;
      out[o] = s00;
      if (isWide) out[o + 1] = s01;
      if (i + 1 < m) {
        out[o + n] = s10;
        if (isWide) out[o + n + 1] = s11;
      }
      if (i + 2 < m) {
        out[o + 2 * n] = s20;
        if (isWide) out[o + 2 * n + 1] = s21;
      }
      if (i + 3 < m) {
        out[o + 3 * n] = s30;
        if (isWide) out[o + 3 * n + 1] = s31;
      }
    }
  }
}

let rowPanels = new Float64Array(0);
let columnPanels = new Float64Array(0);

/** Rows of a [m, k] matrix in panels of 4, zeros below the last row. */
function packRows(a: TypedArray, start: number, m: number, k: number): Float64Array {
  const length = Math.ceil(m / 4) * 4 * k;
  if (rowPanels.length < length) rowPanels = new Float64Array(length);
  const panels = rowPanels;
  for (let i = 0; i < Math.ceil(m / 4) * 4; i++) {
    let p = (i - (i % 4)) * k + (i % 4);
    const row = start + i * k;
    if (i < m) for (let l = 0; l < k; l++, p += 4) panels[p] = a[row + l];
    else for (let l = 0; l < k; l++, p += 4) panels[p] = 0;
  }
  return panels;
}

/** Columns of a [k, n] matrix in panels of 2, zeros right of the last column. */
function packColumns(b: TypedArray, start: number, k: number, n: number): Float64Array {
  const length = Math.ceil(n / 2) * 2 * k;
  if (columnPanels.length < length) columnPanels = new Float64Array(length);
  const panels = columnPanels;
  for (let l = 0; l < k; l++) {
    const row = start + l * n;
    let q = l * 2;
    for (let j = 0; j + 1 < n; j += 2, q += 2 * k) {
      panels[q] = b[row + j];
      panels[q + 1] = b[row + j + 1];
    }
    if (n % 2 === 1) {
      panels[q] = b[row + n - 1];
      panels[q + 1] = 0;
    }
  }
  return panels;
}
