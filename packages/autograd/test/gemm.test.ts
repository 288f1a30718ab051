import { tensor } from "@chainrule/autograd";
import { type Factor, type Multiplier, useMultiplier } from "@chainrule/autograd/engine";
import { describe, expect, it } from "vitest";
import { gemm } from "../src/kernels/gemm.ts";
import { scriptTiles, wasmTiles } from "../src/kernels/tile.ts";

describe("the tiles of a matrix product", () => {
  it.each([0, 1, 2, 7, 784])("are equal to the bit in WebAssembly and in JavaScript, for k = %d", (k) => {
    const [script, wasm] = [scriptTiles(), wasmTiles()].map((tiles) => {
      const length = 16 + 8 * k;
      let panels = tiles.reserve(length);
      panels = tiles.reserve(length + 100_000); // growing must not lose the place
      for (let i = 0; i < length; i++) panels[i] = Math.fround(Math.sin(i * i));
      panels.fill(0, 0, 16);
      const half = k >> 1; // in two goes, the second of which adds to the first
      tiles.multiply(0, 16, 16 + 4 * k, half);
      tiles.multiply(0, 16 + 4 * half, 16 + 4 * k + 4 * half, k - half);
      return Array.from(panels.slice(0, 16));
    });
    expect(wasm).toEqual(script);
    const expected = Array.from({ length: 16 }, (_, i) => {
      let sum = 0;
      for (let l = 0; l < k; l++) {
        const [a, b] = [16 + 4 * l + Math.floor(i / 4), 16 + 4 * k + 4 * l + (i % 4)];
        sum += Math.fround(Math.sin(a * a)) * Math.fround(Math.sin(b * b));
      }
      return sum;
    });
    expect(script).toEqual(expected);
  });
});

describe("a matrix product", () => {
  // The first ones are computed straight from the arrays, later ones by tiles; all sum in the same order.
  it.each([
    [2, 3, 4],
    [5, 1, 7],
    [13, 11, 9],
    [4, 0, 3],
    [0, 5, 3],
    [3, 600, 5],
    [261, 3, 258],
    [13, 11, 9],
    [2, 3, 4],
  ])("of [%d, %d] and [.., %d] is the sum of products in float64, ascending", (m, k, n) => {
    const entry = (matrix: Factor, rows: number, columns: number, i: number, j: number): number =>
      matrix.entries[matrix.start + (matrix.isTransposed ? j * rows + i : i * columns + j)];
    const a = Float32Array.from({ length: 2 + m * k }, (_, i) => Math.sin(i * i));
    const b = Float32Array.from({ length: 3 + k * n }, (_, i) => Math.cos(i * i));
    for (const [isA, isB] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ]) {
      const left = { entries: a, start: 2, isTransposed: isA };
      const right = { entries: b, start: 3, isTransposed: isB };
      const out = new Float32Array(1 + m * n).fill(7);
      gemm(left, right, out, 1, m, k, n);
      const expected = Float32Array.from({ length: m * n }, (_, place) => {
        const [i, j] = [Math.floor(place / n), place % n];
        let sum = 0;
        for (let l = 0; l < k; l++) sum += entry(left, m, k, i, l) * entry(right, k, n, l, j);
        return sum;
      });
      expect(out[0]).toBe(7);
      expect(out.subarray(1)).toEqual(expected);
    }
  });
});

describe("a multiplier", () => {
  const fillWith =
    (number: number, least: number): Multiplier =>
    (_a, _b, out, outStart, m, k, n) => {
      if (m * k * n < least) return false;
      out.fill(number, outStart, outStart + m * n);
      return true;
    };
  const product = () =>
    tensor([[1, 2]])
      .matmul(tensor([[3], [4]]))
      .item();

  it("is asked for the products of eager code, the preferred one first, until it is taken away", () => {
    const remove = useMultiplier(fillWith(5, 0));
    expect(product()).toBe(5);
    const removeLast = useMultiplier(fillWith(6, 0));
    expect(product()).toBe(5);
    const removeFirst = useMultiplier(fillWith(7, 0), { preferred: true });
    expect(product()).toBe(7);
    removeFirst();
    remove();
    expect(product()).toBe(6);
    removeLast();
    removeLast();
    expect(product()).toBe(11);
  });

  it("leaves to others what it does not take", () => {
    const removes = [useMultiplier(fillWith(5, 3)), useMultiplier(fillWith(6, 2))];
    expect(product()).toBe(6);
    for (const remove of removes) remove();
  });
});
