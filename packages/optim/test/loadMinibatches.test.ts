import { arange, Generator, ones, tensor, type Value, value } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { fit, type LoadedMinibatches, loadMinibatches, minibatches, SGD } from "../src/index.ts";

const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const numbers = (length: number) => ({ length, get: (i: number) => i });

async function epoch<Batch>(batches: LoadedMinibatches<Batch>): Promise<Batch[]> {
  const seen: Batch[] = [];
  for await (const batch of batches) seen.push(batch);
  return seen;
}

describe("weights", () => {
  it("say how often examples come", () => {
    const weights = [0, 1, 3, 0, 4, 0];
    const batches = minibatches(arange(6, { dtype: "int32" }), { size: 4, weights, seed: 1 });
    const counts = weights.map(() => 0);
    for (let i = 0; i < 2000; i++) for (const batch of batches) for (const x of batch.data) counts[x]++;
    expect(counts.reduce((a, b) => a + b)).toBe(12000);
    counts.forEach((count, i) => {
      const expected = 1500 * weights[i];
      expect(Math.abs(count - expected)).toBeLessThanOrEqual(5 * Math.sqrt(expected));
    });
  });

  it("may be a Value, and draw the same for equal seeds and from sources alike", async () => {
    const weights = ones([10], { dtype: "float64" });
    const draw = (seed: number) =>
      [...minibatches(arange(10), { size: 4, weights, seed })].map((batch) => batch.toArray());
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    const loaded = await epoch(loadMinibatches(numbers(10), { size: 4, weights, seed: 1 }));
    expect(loaded.map((batch) => batch.toArray())).toEqual(draw(1));
  });

  it.each<[string, () => unknown]>([
    ["a weight for each of the 2 examples, got 1", () => minibatches([1, 2], { size: 1, weights: [1] })],
    ["not all 0; their sum is 0", () => minibatches([1, 2], { size: 1, weights: [0, 0] })],
    ["their sum is 1", () => minibatches([1, 2], { size: 1, weights: [2, -1] })],
    ["their sum is NaN", () => minibatches([1, 2], { size: 1, weights: [2, Number.NaN] })],
    ["their sum is Infinity", () => minibatches([1], { size: 1, weights: [Number.POSITIVE_INFINITY] })],
    ["draws at random by weights", () => minibatches([1, 2], { size: 1, weights: [1, 1], shuffle: false })],
  ])("%s", (message, make) => {
    expect(make).toThrow(message);
  });
});

it("a transform makes something of each batch, and may give anything", () => {
  const generator = new Generator(1);
  const noisy = minibatches(
    { x: [1, 2, 3, 4], y: Int32Array.of(1, 2, 3, 4) },
    {
      size: 2,
      shuffle: false,
      transform: ({ x, y }) => ({ input: x.add(generator.normal(x.shape)), label: y }),
    },
  );
  const twice = [0, 1].map(() => [...noisy].map(({ input, label }) => [input.toArray(), label.toArray()]));
  expect(twice[0].map(([, label]) => label)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(twice[0]).not.toEqual(twice[1]);
  const sums = minibatches([1, 2, 3], { size: 2, shuffle: false, transform: (x) => x.sum().item() });
  expect([...sums]).toEqual([3, 3]);
});

describe("batches from a source", () => {
  it("are those of minibatches, in the same order", async () => {
    const data = {
      x: tensor([
        [0, 1],
        [2, 3],
        [4, 5],
        [6, 7],
        [8, 9],
      ]),
      y: Int32Array.of(0, 1, 2, 3, 4),
    };
    const source = {
      length: 5,
      get: (i: number) => ({ x: [2 * i, 2 * i + 1], y: value(i, { dtype: "int32" }) }),
    };
    for (const options of [{ shuffle: false }, { seed: 3 }, { seed: 3, dropLast: true }]) {
      const [a, b] = [
        minibatches(data, { size: 2, ...options }),
        loadMinibatches(source, { size: 2, ...options }),
      ];
      expect(b.length).toBe(a.length);
      for (let i = 0; i < 2; i++) {
        const seen = await epoch(b);
        expect(seen.map(({ x, y }) => [x.toArray(), y.toArray()])).toEqual(
          [...a].map(({ x, y }) => [x.toArray(), y.toArray()]),
        );
        expect(seen[0].y.dtype).toBe("int32");
      }
    }
  });

  it("may be of numbers, bools, arrays or Values, at once or later", async () => {
    const one = { size: 2, shuffle: false };
    expect((await epoch(loadMinibatches({ length: 2, get: (i) => i === 1 }, one)))[0].toArray()).toEqual([
      false,
      true,
    ]);
    expect(
      (await epoch(loadMinibatches({ length: 2, get: async (i) => Float64Array.of(i) }, one)))[0].dtype,
    ).toBe("float64");
    expect(
      (await epoch(loadMinibatches({ length: 2, get: async (i) => arange(i, i + 2) }, one)))[0].toArray(),
    ).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it.each([0, 1, 3])("are loaded %d ahead, and come and are transformed in order", async (prefetch) => {
    const asked: number[] = [];
    const source = {
      length: 6,
      async get(i: number) {
        asked.push(i);
        await later((6 - i) * 3); // the last is the fastest
        return i;
      },
    };
    const transformed: unknown[] = [];
    const transform = (x: Value): Value => {
      transformed.push(...(x.toArray() as number[]));
      return x;
    };
    let seen = 0;
    for await (const batch of loadMinibatches(source, { size: 1, shuffle: false, prefetch, transform })) {
      expect(batch.toArray()).toEqual([seen++]);
      expect(asked).toHaveLength(Math.min(6, seen + prefetch));
      expect(transformed).toHaveLength(seen);
    }
    expect(seen).toBe(6);
    expect(transformed).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("end with the error of the source, at its batch, whether it throws at once or later", async () => {
    for (const isLate of [true, false]) {
      const source = {
        length: 4,
        get(i: number) {
          if (i < 2) return i;
          if (isLate) return Promise.reject(new Error("no such file"));
          throw new Error("no such file");
        },
      };
      const seen: unknown[] = [];
      const read = async () => {
        for await (const x of loadMinibatches(source, { size: 1, shuffle: false })) seen.push(x.toArray());
      };
      await expect(read()).rejects.toThrow("no such file");
      expect(seen).toEqual([[0], [1]]);
      for await (const _ of loadMinibatches(source, { size: 1, shuffle: false })) break; // no unhandled rejection
      await later(0);
    }
  });

  it("train with fit as those of minibatches do", async () => {
    const train = async (batches: Parameters<typeof fit<Value>>[0]["batches"]) => {
      const w = value(1, { requiresGrad: true });
      const optimizer = new SGD([w], { learningRate: 0.01 });
      await fit({ loss: (x) => x.sub(w).square().mean(), batches, optimizer, epochs: 3 });
      return w.item();
    };
    const loaded = await train(loadMinibatches(numbers(10), { size: 3, seed: 1 }));
    expect(loaded).toBe(await train(minibatches(arange(10), { size: 3, seed: 1 })));
  });

  it.each<[string, () => unknown]>([
    ["got no examples: the length of the source is 0", () => loadMinibatches(numbers(0), { size: 1 })],
    ["loadMinibatches needs a size", () => loadMinibatches(numbers(1), { size: 0 })],
    ["prefetch is an integer of at least 0", () => loadMinibatches(numbers(1), { size: 1, prefetch: -1 })],
  ])("%s", (message, make) => {
    expect(make).toThrow(message);
  });
});
