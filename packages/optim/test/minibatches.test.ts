import { arange, Generator, manualSeed, tensor, type Value } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { type Minibatches, minibatches } from "../src/index.ts";
import { foreignMessage, foreignValue } from "./foreignValue.ts";

const epoch = (batches: Minibatches<Value>): unknown[] => Array.from(batches, (batch) => batch.toArray());
const ascending = (a: unknown, b: unknown): number => Number(a) - Number(b);
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe("an epoch", () => {
  it.each([1, 2, 3, 5, 10, 11, Number.POSITIVE_INFINITY])(
    "has each example exactly once, size %d",
    (size) => {
      const batches = minibatches(arange(10), { size, seed: 1 });
      for (let i = 0; i < 3; i++) {
        const seen = epoch(batches);
        expect(seen).toHaveLength(batches.length);
        expect(batches.length).toBe(Math.ceil(10 / Math.min(size, 10)));
        expect(seen.flat().sort(ascending)).toEqual(range(10));
      }
    },
  );

  it("keeps the last, smaller batch, or drops it", () => {
    expect(epoch(minibatches(arange(7), { size: 3, shuffle: false }))).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
    const dropping = minibatches(arange(7), { size: 3, shuffle: false, dropLast: true });
    expect(dropping.length).toBe(2);
    expect(epoch(dropping)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
  });

  it("is one batch of everything when there are fewer examples than its size", () => {
    const all = minibatches(arange(4), { size: 64, shuffle: false, dropLast: true });
    expect(all.length).toBe(1);
    expect(epoch(all)).toEqual([[0, 1, 2, 3]]);
  });
});

describe("the order", () => {
  it("is another one in each epoch, and the same for equal seeds", () => {
    const [a, b] = [1, 1].map((seed) => minibatches(arange(20), { size: 6, seed }));
    const [first, second] = [epoch(a), epoch(a)];
    expect(second).not.toEqual(first);
    expect([epoch(b), epoch(b)]).toEqual([first, second]);
    expect(epoch(minibatches(arange(20), { size: 6, seed: 2 }))).not.toEqual(first);
  });

  it("goes on from a generator that was saved", () => {
    const generator = new Generator(3);
    const batches = minibatches(arange(20), { size: 6, generator });
    epoch(batches);
    const restored = new Generator(0);
    restored.state.assign(generator.state);
    expect(epoch(minibatches(arange(20), { size: 6, generator: restored }))).toEqual(epoch(batches));
  });

  it("comes from the default generator when nothing else is said", () => {
    const batches = minibatches(arange(20), { size: 20 });
    manualSeed(5);
    const first = epoch(batches);
    manualSeed(5);
    expect(epoch(batches)).toEqual(first);
    expect(epoch(minibatches(arange(20), { size: 20, generator: new Generator(5) }))).toEqual(first);
  });

  it("is that of the data without shuffling, which draws no random number", () => {
    const generator = new Generator(1);
    expect(epoch(minibatches(arange(4), { size: 2, shuffle: false, generator }))).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(generator.state.data).toEqual(new Generator(1).state.data);
  });
});

describe("data", () => {
  it("of several columns keeps its keys, its rows together, and the dtypes", () => {
    const inputs = tensor([
      [0, 0],
      [1, 10],
      [2, 20],
    ]);
    const batches = minibatches(
      { inputs, labels: Int32Array.of(0, 1, 2), weights: [0, 0.5, 1], pairs: [[0], [1], [2]] },
      { size: 2, seed: 1 },
    );
    for (const batch of batches) {
      expect(Object.keys(batch)).toEqual(["inputs", "labels", "weights", "pairs"]);
      const labels = [...(batch.labels.data as Int32Array)];
      expect(batch.labels.dtype).toBe("int32");
      expect(batch.inputs.toArray()).toEqual(labels.map((label) => [label, 10 * label]));
      expect(batch.weights.toArray()).toEqual(labels.map((label) => label / 2));
      expect(batch.pairs.toArray()).toEqual(labels.map((label) => [label]));
    }
  });

  it("needs its options", () => {
    expect(() => minibatches(tensor([1, 2]), undefined as never)).toThrow(
      "minibatches needs options such as { size: 64 }, got undefined.",
    );
  });

  it("may be one array", () => {
    expect(
      epoch(
        minibatches(
          [
            [1, 2],
            [3, 4],
          ],
          { size: 1, shuffle: false },
        ),
      ),
    ).toEqual([[[1, 2]], [[3, 4]]]);
  });

  it.each<[string, () => unknown]>([
    ["needs a size that is an integer of at least 1 or Infinity, got 0", () => minibatches([1], { size: 0 })],
    ["got 1.5", () => minibatches([1], { size: 1.5 })],
    ["got NaN", () => minibatches([1], { size: Number.NaN })],
    [
      "the same number of rows everywhere, but x has 2, y has 3",
      () => minibatches({ x: [1, 2], y: [1, 2, 3] }, { size: 1 }),
    ],
    ["minibatches got no examples", () => minibatches({ x: [] }, { size: 1 })],
    ["minibatches got no examples", () => minibatches({}, { size: 1 })],
    ["x is a scalar, but examples are rows", () => minibatches({ x: tensor([1]).sum() }, { size: 1 })],
    [
      "takes a seed or a generator, not both",
      () => minibatches([1], { size: 1, seed: 1, generator: new Generator(1) }),
    ],
    [`minibatches ${foreignMessage}`, () => minibatches(foreignValue(), { size: 1 })],
    [`minibatches ${foreignMessage}`, () => minibatches({ x: [1], y: foreignValue() }, { size: 1 })],
    ["needs an integer up to 2^53 as its seed", () => minibatches([1], { size: 1, seed: 0.5 })],
  ])("%s", (message, make) => {
    expect(make).toThrow(message);
  });
});
