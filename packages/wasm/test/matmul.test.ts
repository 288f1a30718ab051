import type { Value } from "@chainrule/autograd";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { blockingOf } from "../src/emit/matmul/blocking.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.resetModules();
});

/** How a factor [..., rows, columns] lies in memory. */
const layouts = ["dense", "turned", "cut", "stepped", "flipped", "repeated"] as const;
type Layout = (typeof layouts)[number];

/** A factor of some shape, and what makes it of the array that a step is given. */
function factor(
  draw: (shape: readonly number[]) => Value,
  layout: Layout,
  shape: readonly number[],
): [given: Value, arrange: (x: Value) => Value] {
  const leading = shape.slice(0, -2);
  const [rows, columns] = shape.slice(-2);
  switch (layout) {
    case "turned":
      return [draw([...leading, columns, rows]), (x) => x.transpose()];
    case "cut":
      return [
        draw([...leading, rows + 1, columns + 3]),
        (x) => x.slice(1, undefined, { axis: -2 }).slice(2, -1, { axis: -1 }),
      ];
    case "stepped":
      return [draw([...leading, rows, 2 * columns]), (x) => x.slice(0, undefined, { axis: -1, step: 2 })];
    case "flipped":
      return [draw([...leading, rows, columns]), (x) => x.flip(-1).flip(-2)];
    case "repeated":
      return [draw([rows, 1]), (x) => x.broadcastTo([...leading, rows, columns])];
    default:
      return [draw([...leading, rows, columns]), (x) => x];
  }
}

/** Sums of products in float64, and of their magnitudes. */
function reference(a: Value, b: Value): { sums: Float64Array; magnitudes: Float64Array } {
  const [m, k] = a.shape.slice(-2);
  const n = b.shape[b.rank - 1];
  const count = a.shape.slice(0, -2).reduce((size: number, extent: number) => size * extent, 1);
  const [left, right] = [a.data, b.data];
  const sums = new Float64Array(count * m * n);
  const magnitudes = new Float64Array(sums.length);
  for (let p = 0; p < count; p++)
    for (let i = 0; i < m; i++)
      for (let l = 0; l < k; l++)
        for (let j = 0, x = left[(p * m + i) * k + l]; j < n; j++) {
          const term = x * right[(p * k + l) * n + j];
          sums[(p * m + i) * n + j] += term;
          magnitudes[(p * m + i) * n + j] += Math.abs(term);
        }
  return { sums, magnitudes };
}

const extent = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(0, 1) },
  { weight: 4, arbitrary: fc.integer({ min: 2, max: 30 }) },
  { weight: 2, arbitrary: fc.integer({ min: 60, max: 400 }) },
);

describe.each([
  ["with", true],
  ["without", false],
])("products %s relaxed SIMD", (_, isRelaxed) => {
  it.each(["float32", "float64", "int32"] as const)(
    "of %s are right in all shapes and layouts",
    async (dtype) => {
      if (!isRelaxed) vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
      const { Generator } = await import("@chainrule/autograd");
      const { compile } = await import("@chainrule/wasm");
      const epsilon = { float32: 2 ** -23, float64: 2 ** -52, int32: 0 }[dtype];
      const property = fc.property(
        fc.tuple(extent, extent, extent),
        fc.constantFrom<readonly number[]>([], [], [1], [5], [3, 2]),
        fc.constantFrom(...layouts),
        fc.constantFrom(...layouts),
        ([m, k, n], leading, layoutA, layoutB) => {
          const size = m * k * n * leading.reduce((product, count) => product * count, 1);
          fc.pre(size <= 4e6);
          const generator = new Generator(size);
          const draw = (shape: readonly number[]): Value =>
            dtype === "int32" ? generator.integers(shape, -1000, 1000) : generator.normal(shape, { dtype });
          const [x, arrangeA] = factor(draw, layoutA, [...leading, m, k]);
          const [y, arrangeB] = factor(draw, layoutB, [...leading, k, n]);
          const multiply = compile((a: Value, b: Value) => arrangeA(a).matmul(arrangeB(b)));
          const result = multiply(x, y);
          expect(result.shape).toEqual([...leading, m, n]);
          expect(result.dtype).toBe(dtype);
          const { sums, magnitudes } = reference(arrangeA(x), arrangeB(y));
          const bound = 4 * Math.sqrt(k) * epsilon;
          const wrong = result.data.findIndex(
            (sum: number, i: number) => !(Math.abs(sum - sums[i]) <= bound * magnitudes[i]),
          );
          expect(wrong).toBe(-1);
        },
      );
      // Of several products each may have to be cut, although all together are little work.
      const examples: [[number, number, number], number[], Layout, Layout][] = [
        [[313, 196, 1], [5], "dense", "dense"],
        [[2, 129, 249], [3, 2], "dense", "repeated"],
        // Few rows, along which the other factor lies too.
        [[1, 787, 130], [], "dense", "turned"],
        [[2, 1401, 131], [2], "cut", "turned"],
        [[5, 787, 130], [3], "dense", "turned"],
        [[1, 3, 5], [], "dense", "turned"],
        [[1, 2001, 1], [], "dense", "dense"],
        [[133, 801, 1], [3], "dense", "cut"],
      ];
      fc.assert(property, { numRuns: 60, examples });
    },
  );
});

it("multiplies what broadcasts along leading axes without copying it", async () => {
  const { Generator } = await import("@chainrule/autograd");
  const { compile, inspect } = await import("@chainrule/wasm");
  const generator = new Generator(1);
  const [a, b] = [generator.normal([4, 1, 5, 6]), generator.normal([3, 6, 7])];
  const multiply = compile((x: Value, y: Value) => x.matmul(y));
  const { sums } = reference(a.broadcastTo([4, 3, 5, 6]), b.broadcastTo([4, 3, 6, 7]));
  multiply(a, b).data.forEach((sum: number, i: number) => expect(sum).toBeCloseTo(sums[i], 5));
  const kernels = inspect(multiply, a, b)
    .split("\n")
    .filter((line: string) => /chunks? +\w+ \[/.test(line));
  expect(kernels).toHaveLength(1);
});

describe("chunks of products", () => {
  const rows = (columns: number): [number, number] => [4 * columns, 4];
  const columns = (entries: number): [number, number] => [4, 4 * entries];
  /** Into how many chunks a product [m, k] · [k, n] is cut either way. */
  const chunks = (
    [m, k, n]: readonly number[],
    [aRow, aColumn]: readonly number[],
    [bRow, bColumn]: readonly number[],
    wanted: number,
  ): number[] => {
    const { rowChunks, columnChunks } = blockingOf(
      { m, n, k, aRow, aColumn, bRow, bColumn, bytes: 4 },
      wanted,
    );
    return [rowChunks, columnChunks];
  };

  it("are rows of a weight in memory, where it is read and where it is updated", () => {
    expect(chunks([64, 784, 128], rows(784), columns(784), 8)).toEqual([1, 8]);
    expect(chunks([128, 64, 784], columns(128), rows(784), 8)[0]).toBeGreaterThan(1);
  });

  it("end together on two threads", () => {
    const [tall, wide] = chunks([128, 512, 512], rows(512), columns(512), 12);
    expect((tall * wide) % 2).toBe(0);
  });
});
