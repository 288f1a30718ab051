import { type TypedArray, tensor, zeros } from "@chainrule/autograd";
import { type MatrixLibrary, type MatrixProducts, matrixLibrary } from "@chainrule/autograd/engine";
import { describe, expect, it } from "vitest";
import { description } from "../src/index.ts";

if (description === null)
  console.log(
    "No BLAS library on this machine: its tests are skipped. On Debian: apt-get install libopenblas0",
  );

const kinds = { float32: Float32Array, float64: Float64Array };
const epsilons = { float32: 2 ** -24, float64: 2 ** -53 };
type Dtype = keyof typeof kinds;

function numbers(dtype: Dtype, length: number, seed: number): Float32Array | Float64Array {
  const entries = Array.from({ length }, (_, i) => Math.sin((i + seed) * (i + 1.5)));
  return new kinds[dtype](entries);
}

/** Holds each entry of a product against its sum in float64: reordering k terms moves it by less than 4 √k ε Σ |terms|. */
function expectProduct(
  dtype: Dtype,
  [m, k, n]: readonly [number, number, number],
  actual: ArrayLike<number>,
  a: (i: number, l: number) => number,
  b: (l: number, j: number) => number,
): void {
  let worst = 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let [sum, size] = [0, 0];
      for (let l = 0; l < k; l++) {
        sum += a(i, l) * b(l, j);
        size += Math.abs(a(i, l) * b(l, j));
      }
      const bound = 4 * Math.sqrt(k) * epsilons[dtype] * size;
      worst = Math.max(worst, Math.abs(actual[i * n + j] - sum) / bound);
    }
  }
  expect(worst).toBeLessThanOrEqual(1);
}

const sizes = [
  [8, 8, 8],
  [16, 16, 16],
  [33, 17, 65],
  [40, 300, 64],
  [1, 900, 3],
  [70, 1, 50],
  [300, 7, 1],
] as const;

describe.skipIf(description === null).each(["float32", "float64"] as const)("in %s", (dtype) => {
  it.each(sizes)("eager code multiplies [%d, %d] and [.., %d]", (m, k, n) => {
    const [a, b] = [numbers(dtype, m * k, 1), numbers(dtype, k * n, 2)];
    const product = tensor(a, { shape: [m, k] }).matmul(tensor(b, { shape: [k, n] }));
    expect(product.dtype).toBe(dtype);
    expectProduct(
      dtype,
      [m, k, n],
      product.data,
      (i, l) => a[i * k + l],
      (l, j) => b[l * n + j],
    );
  });

  it("eager code multiplies stacks, transposes and what has no entries", () => {
    const [a, b] = [numbers(dtype, 3 * 20 * 30, 1), numbers(dtype, 3 * 40 * 30, 2)];
    const product = tensor(a, { shape: [3, 20, 30] }).matmul(tensor(b, { shape: [3, 40, 30] }).transpose());
    for (let s = 0; s < 3; s++) {
      expectProduct(
        dtype,
        [20, 30, 40],
        product.data.subarray(s * 800, (s + 1) * 800),
        (i, l) => a[s * 600 + i * 30 + l],
        (l, j) => b[s * 1200 + j * 30 + l],
      );
    }
    expect(zeros([0, 40], { dtype }).matmul(zeros([40, 50], { dtype })).shape).toEqual([0, 50]);
    const empty = zeros([40, 0], { dtype }).matmul(zeros([0, 50], { dtype }));
    expect(Array.from(new Set(empty.data))).toEqual([0]);
  });

  it("lets NaN and infinities through, and no other entries than theirs", () => {
    const n = 20;
    const a = numbers(dtype, n * n, 1);
    const b = numbers(dtype, n * n, 2);
    a[3 * n + 5] = Number.NaN;
    b[7 * n + 2] = Number.POSITIVE_INFINITY;
    a.fill(0, 9 * n, 10 * n); // 0 · ∞ is NaN
    const product = tensor(a, { shape: [n, n] }).matmul(tensor(b, { shape: [n, n] })).data;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (i === 3 || (i === 9 && j === 2)) expect(product[i * n + j]).toBeNaN();
        else if (j === 2) expect(Math.abs(product[i * n + j])).toBe(Number.POSITIVE_INFINITY);
        else expect(Number.isFinite(product[i * n + j])).toBe(true);
      }
    }
  });

  it.each([
    { shared: false, layouts: "both as they are", left: "row", right: "row" },
    { shared: true, layouts: "both as they are", left: "row", right: "row" },
    { shared: true, layouts: "the left transposed", left: "column", right: "row" },
    { shared: true, layouts: "the right transposed", left: "row", right: "column" },
    { shared: false, layouts: "both transposed", left: "column", right: "column" },
  ])("multiplies in memory of WebAssembly, shared: $shared, $layouts", ({ shared, left, right }) => {
    const library = matrixLibrary() as MatrixLibrary;
    const memory = new WebAssembly.Memory({ initial: 40, maximum: 40, shared });
    const bytes = kinds[dtype].BYTES_PER_ELEMENT;
    for (const [m, k, n] of sizes.slice(1)) {
      // Two stacks of matrices whose rows, or columns, have three entries more than are multiplied.
      const batch = k > 500 ? 1 : 2;
      const strides = (layout: string, rows: number, columns: number): readonly [number, number, number] =>
        layout === "row" ? [rows * (columns + 3), columns + 3, 1] : [columns * (rows + 3), 1, rows + 3];
      const a = { address: 64, strides: strides(left, m, k) };
      const b = { address: 64 + batch * a.strides[0] * bytes, strides: strides(right, k, n) };
      const to = {
        address: b.address + batch * b.strides[0] * bytes,
        strides: [m * n, n, 1],
      } as const;
      const products: MatrixProducts = { dtype, batch, m, k, n, a, b, to };
      const view = (address: number, length: number): TypedArray =>
        new kinds[dtype](memory.buffer, address, length);
      const [x, y, z] = [
        view(a.address, batch * a.strides[0]),
        view(b.address, batch * b.strides[0]),
        view(to.address, batch * m * n + 1),
      ];
      x.set(numbers(dtype, x.length, 1));
      y.set(numbers(dtype, y.length, 2));
      z.fill(Number.NaN); // what was there does not count
      library.bind(memory.buffer, products)();
      for (let s = 0; s < batch; s++) {
        expectProduct(
          dtype,
          [m, k, n],
          z.subarray(s * m * n, (s + 1) * m * n),
          (i, l) => x[s * a.strides[0] + i * a.strides[1] + l * a.strides[2]],
          (l, j) => y[s * b.strides[0] + l * b.strides[1] + j * b.strides[2]],
        );
      }
      expect(z[batch * m * n]).toBeNaN();
    }
  });

  it("leaves to others what has neither rows nor columns in one piece, and small products", () => {
    const library = matrixLibrary() as MatrixLibrary;
    const dense = { address: 0, strides: [2500, 50, 1] } as const;
    const square = { dtype, batch: 1, m: 50, k: 50, n: 50, to: dense } as const;
    expect(library.takes({ ...square, a: dense, b: dense })).toBe(true);
    expect(library.takes({ ...square, a: { address: 0, strides: [5000, 100, 2] }, b: dense })).toBe(false);
    expect(library.takes({ ...square, a: dense, b: { address: 0, strides: [0, 0, 1] } })).toBe(false);
    expect(library.takes({ ...square, m: 2, k: 2, n: 2, a: dense, b: dense })).toBe(false);
    expect(library.takes({ ...square, m: 0, a: dense, b: dense })).toBe(false);
    expect(library.takes({ ...square, m: 1, k: 900, a: dense, b: dense })).toBe(false);
  });
});

it.skipIf(description === null)("leaves integers to others", () => {
  const ones = tensor(new Int32Array(400).fill(3), { shape: [20, 20] });
  expect(Array.from(new Set(ones.matmul(ones).data))).toEqual([180]);
});
