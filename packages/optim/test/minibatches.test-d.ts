import { tensor, type Value } from "@chainrule/autograd";
import { expectTypeOf, it } from "vitest";
import { loadMinibatches, type MinibatchOptions, minibatches, randomSplit } from "../src/index.ts";

interface Digits {
  images: Value;
  labels: Int32Array;
}
declare const digits: Digits;

it("batches have the keys of the data, and Values under them", () => {
  const [batch] = minibatches(digits, { size: 1 });
  expectTypeOf(batch).toEqualTypeOf<Record<"images" | "labels", Value>>();
  const [rows] = minibatches(tensor([1]), { size: 1 });
  expectTypeOf(rows).toEqualTypeOf<Value>();
  // @ts-expect-error the data has no such key
  void batch.label;
});

it("parts have the keys of the sizes, and the data in them", () => {
  const parts = randomSplit(digits, { train: 0.5, test: 0.5 });
  expectTypeOf(parts).toEqualTypeOf<Record<"train" | "test", Record<"images" | "labels", Value>>>();
  expectTypeOf(randomSplit([1, 2], { all: 2 }).all).toEqualTypeOf<Value>();
});

it("a transform says what the batches are", () => {
  const options: MinibatchOptions = { size: 1 };
  const [plain] = minibatches(digits, options);
  expectTypeOf(plain).toEqualTypeOf<Record<"images" | "labels", Value>>();
  const [sum] = minibatches(digits, { size: 1, transform: ({ images }) => images.sum().item() });
  expectTypeOf(sum).toEqualTypeOf<number>();
  const loaded = loadMinibatches({ length: 1, get: async () => ({ x: [1], y: 2 }) }, options);
  expectTypeOf(loaded).toExtend<AsyncIterable<Record<"x" | "y", Value>>>();
});
