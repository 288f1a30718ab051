import { describe, expect, it } from "vitest";
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
