import { type TypedArray, tensor, zeros } from "@chainrule/autograd";
import "@chainrule/wasm";
import { describe, expect, it } from "vitest";
import { multiply } from "../src/eager/multiplier.ts";

const arrays = { float32: Float32Array, float64: Float64Array };
const epsilons = { float32: 2 ** -24, float64: 2 ** -53 };
type Dtype = keyof typeof arrays;

function numbers(dtype: Dtype, length: number, seed: number): TypedArray {
  const entries = Array.from({ length }, (_, i) => Math.sin((i + seed) * (i + 1.5)));
  return new arrays[dtype](entries);
}

/** How far entries are from their sums in float64, in units of what another order of k terms may change: 4 √k ε Σ |terms|. */
function distance(
  dtype: Dtype,
  [m, k, n]: readonly number[],
  actual: ArrayLike<number>,
  a: (i: number, l: number) => number,
  b: (l: number, j: number) => number,
): number {
  let worst = 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let [sum, size] = [0, 0];
      for (let l = 0; l < k; l++) {
        const term = a(i, l) * b(l, j);
        sum += term;
        size += Math.abs(term);
      }
      const bound = 4 * Math.sqrt(k) * epsilons[dtype] * size;
      worst = Math.max(worst, Math.abs(actual[i * n + j] - sum) / bound);
    }
  }
  return worst;
}

const sizes = [
  [13, 17, 19],
  [1, 600, 31],
  [50, 300, 1],
  [40, 2, 70],
  [65, 129, 33],
] as const;

describe.each(["float32", "float64"] as const)("matrices of %s in eager code", (dtype) => {
  it.each(sizes)("are multiplied in WebAssembly, [%d, %d] and [.., %d], transposed or not", (m, k, n) => {
    const [x, y] = [numbers(dtype, 5 + m * k, 1), numbers(dtype, 7 + k * n, 2)];
    for (const [isA, isB] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ]) {
      const out = new arrays[dtype](3 + m * n).fill(9);
      const a = { entries: x, start: 5, isTransposed: isA };
      const b = { entries: y, start: 7, isTransposed: isB };
      // Programs are made for what comes often.
      let isDone = false;
      for (let i = 0; i < 2000 && !isDone; i++) isDone = multiply(a, b, out, 3, m, k, n);
      expect(isDone).toBe(true);
      const worst = distance(
        dtype,
        [m, k, n],
        out.subarray(3),
        (i, l) => x[5 + (isA ? l * m + i : i * k + l)],
        (l, j) => y[7 + (isB ? j * k + l : l * n + j)],
      );
      expect(worst).toBeLessThanOrEqual(1);
      expect(Array.from(out.subarray(0, 3))).toEqual([9, 9, 9]);
    }
  });

  it("are multiplied there by matmul, once the package is imported", () => {
    const [m, k, n] = [130, 200, 120];
    const [x, y] = [numbers(dtype, m * k, 1), numbers(dtype, n * k, 2)];
    const product = tensor(x, { shape: [m, k] }).matmul(tensor(y, { shape: [n, k] }).transpose());
    const out = new arrays[dtype](m * n);
    const a = { entries: x, start: 0, isTransposed: false };
    expect(multiply(a, { entries: y, start: 0, isTransposed: true }, out, 0, m, k, n)).toBe(true);
    expect(product.data).toEqual(out);
    const worst = distance(
      dtype,
      [m, k, n],
      out,
      (i, l) => x[i * k + l],
      (l, j) => y[j * k + l],
    );
    expect(worst).toBeLessThanOrEqual(1);
  });

  it("let NaN and infinities through", () => {
    const n = 140;
    const [x, y] = [numbers(dtype, n * n, 1), numbers(dtype, n * n, 2)];
    x[3 * n + 5] = Number.NaN;
    y[7 * n + 2] = Number.POSITIVE_INFINITY;
    x.fill(0, 9 * n, 10 * n); // 0 · ∞ is NaN
    const product = tensor(x, { shape: [n, n] }).matmul(tensor(y, { shape: [n, n] })).data;
    const kindsOf = (i: number, j: number): string =>
      i === 3 || (i === 9 && j === 2) ? "NaN" : j === 2 ? "infinite" : "finite";
    const found = Array.from(product, (entry) =>
      Number.isNaN(entry) ? "NaN" : Number.isFinite(entry) ? "finite" : "infinite",
    );
    expect(found).toEqual(found.map((_, place) => kindsOf(Math.floor(place / n), place % n)));
  });

  it("may have no entries", () => {
    const product = zeros([300, 0], { dtype }).matmul(zeros([0, 300], { dtype }));
    expect(product.shape).toEqual([300, 300]);
    expect(Array.from(new Set(product.data))).toEqual([0]);
    expect(zeros([0, 300], { dtype }).matmul(zeros([300, 300], { dtype })).shape).toEqual([0, 300]);
  });

  it("may be too large for the memory that is kept", () => {
    const size = dtype === "float32" ? 3000 : 2100;
    const [x, y] = [numbers(dtype, size * size, 1), numbers(dtype, size, 2)];
    const a = { entries: x, start: 0, isTransposed: false };
    const b = { entries: y, start: 0, isTransposed: false };
    for (let call = 0; call < 2; call++) {
      const out = new arrays[dtype](size);
      expect(multiply(a, b, out, 0, size, size, 1)).toBe(true);
      const worst = distance(
        dtype,
        [size, size, 1],
        out,
        (i, l) => x[i * size + l],
        (l) => y[l],
      );
      expect(worst).toBeLessThanOrEqual(1);
    }
  });
});

it("leaves integers, small products and what comes seldom to others", () => {
  const ask = (a: TypedArray, n: number): boolean =>
    multiply(
      { entries: a, start: 0, isTransposed: false },
      { entries: a, start: 0, isTransposed: false },
      new Float64Array(n * n),
      0,
      n,
      n,
      n,
    );
  const [floats, doubles] = [new Float32Array(40_000), new Float64Array(40_000)];
  expect(ask(new Int32Array(40_000), 200)).toBe(false);
  expect(ask(floats, 200)).toBe(true);
  expect(ask(doubles, 200)).toBe(true);
  expect(ask(doubles, 4)).toBe(false);
  expect(ask(floats, 40)).toBe(false);
});

it("forgets programs of products that many others came after", () => {
  const n = 200;
  const x = numbers("float32", n * 400, 1);
  const a = { entries: x, start: 0, isTransposed: false };
  for (let m = 100; m < 200; m++) {
    const out = new Float32Array(m * n);
    expect(multiply(a, a, out, 0, m, n, n)).toBe(true);
    const worst = distance(
      "float32",
      [1, n, n],
      out,
      (i, l) => x[i * n + l],
      (l, j) => x[l * n + j],
    );
    expect(worst).toBeLessThanOrEqual(1);
  }
});
