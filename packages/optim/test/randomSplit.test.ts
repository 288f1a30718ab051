import { arange, Generator, manualSeed, type Value } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { randomSplit } from "../src/index.ts";

const numbers = (x: Value): number[] => [...(x.data as Int32Array)];
const rowsOf = (parts: Record<string, Value>): number[][] => Object.values(parts).map(numbers);

describe("parts", () => {
  it.each([1, 2, 3, 5, 10, 99, 100, 101])(
    "of %d rows are disjoint and exhaustive, and as large as asked for",
    (count) => {
      const fractions = { train: 0.8, validation: 0.1, test: 0.1 };
      const parts = randomSplit(arange(count), fractions, { seed: count });
      expect(Object.keys(parts)).toEqual(Object.keys(fractions));
      expect(
        rowsOf(parts)
          .flat()
          .sort((a, b) => a - b),
      ).toEqual(numbers(arange(count)));
      for (const [part, fraction] of Object.entries(fractions)) {
        expect(Math.abs(parts[part as "train"].shape[0] - fraction * count)).toBeLessThan(1);
      }
    },
  );

  it("can be sized in rows", () => {
    const { train, test } = randomSplit(arange(10), { train: 7, test: 3 }, { seed: 1 });
    expect([train.shape, test.shape]).toEqual([[7], [3]]);
    expect(randomSplit(arange(10), { all: 1, none: 0 }, { seed: 1 }).all.shape).toEqual([10]);
  });

  it("are random, and the same for equal seeds", () => {
    const split = (seed: number): number[][] => rowsOf(randomSplit(arange(50), { a: 0.5, b: 0.5 }, { seed }));
    expect(split(1)).toEqual(split(1));
    expect(split(1)).not.toEqual(split(2));
    expect(split(1)[0]).not.toEqual(numbers(arange(25)));
    const [a, b] = [new Generator(1), manualSeed(1)];
    expect(rowsOf(randomSplit(arange(50), { a: 25, b: 25 }, { generator: a }))).toEqual(split(1));
    expect(rowsOf(randomSplit(arange(50), { a: 25, b: 25 }))).toEqual(split(1));
    expect(b.state.data).toEqual(a.state.data);
  });

  it("keep the keys of the data and its rows together", () => {
    const squares = Float64Array.from({ length: 10 }, (_, i) => i * i);
    const { train, test } = randomSplit(
      { x: arange(10), y: squares },
      { train: 0.7, test: 0.3 },
      { seed: 1 },
    );
    for (const part of [train, test]) {
      expect(part.y.dtype).toBe("float64");
      expect([...(part.y.data as Float64Array)]).toEqual(numbers(part.x).map((x) => x * x));
    }
  });
});

it.each<[string, () => unknown]>([
  [
    "fractions that sum to 1, or numbers of rows that sum to 10, got 0.5 + 0.4 = 0.9",
    () => randomSplit(arange(10), { a: 0.5, b: 0.4 }),
  ],
  ["got 5 + 6 = 11", () => randomSplit(arange(10), { a: 5, b: 6 })],
  ["got -1 + 11 = 10", () => randomSplit(arange(10), { a: -1, b: 11 })],
  ["got 1.5 + -0.5 = 1", () => randomSplit(arange(10), { a: 1.5, b: -0.5 })],
  ["got 2.5 + 7.5 = 10", () => randomSplit(arange(10), { a: 2.5, b: 7.5 })],
  ["randomSplit got no examples", () => randomSplit([], { a: 1 })],
  [
    "randomSplit takes a seed or a generator",
    () => randomSplit([1], { a: 1 }, { seed: 1, generator: new Generator(1) }),
  ],
])("%s", (message, split) => {
  expect(split).toThrow(message);
});
