import { Generator, grad, tensor, type Value, value, zeros } from "@chainrule/autograd";
import { gradcheck } from "@chainrule/autograd/testing";
import { binaryCrossEntropyWithLogits, crossEntropy, mseLoss, squaredError } from "@chainrule/nn";
import { describe, expect, it } from "vitest";
import { foreignMessage, foreignValue } from "./foreignValue.ts";

const float64 = { dtype: "float64" } as const;
const int32 = { dtype: "int32" } as const;
const generator = new Generator(1);

describe("squaredError", () => {
  it("is (prediction − target)² for each entry", () => {
    expect(squaredError(tensor([1, 2]), tensor([3, 2])).toArray()).toEqual([4, 0]);
    expect(squaredError(value(3), 1).item()).toBe(4);
  });

  it("rejects shapes that differ", () => {
    expect(() => squaredError(zeros([3]), zeros([3, 1]))).toThrow(
      "squaredError needs a target for each prediction",
    );
  });
});

describe("mseLoss", () => {
  it("rejects shapes that differ instead of broadcasting them", () => {
    expect(() => mseLoss(zeros([4, 1]), zeros([4]))).toThrow(
      "mseLoss needs a target for each prediction, got predictions [4, 1] and targets [4]. " +
        "Reshape one of them; losses do not broadcast.",
    );
  });

  it("rejects an unknown reduction", () => {
    expect(() => mseLoss(zeros([2]), zeros([2]), { reduction: "average" as "mean" })).toThrow(
      'Unknown reduction "average". Use "mean", "sum" or "none".',
    );
  });

  it("has gradients of both arguments", () => {
    gradcheck(
      (prediction, target) => mseLoss(prediction, target),
      [generator.normal([2, 3], float64), generator.normal([2, 3], float64)],
    );
  });
});

describe("crossEntropy", () => {
  it("of equal logits is the logarithm of the number of classes", () => {
    expect(crossEntropy(zeros([2, 10], float64), tensor([3, 7], int32)).item()).toBeCloseTo(Math.log(10), 14);
  });

  it("has gradients to the second order, with the classes on any axis", () => {
    gradcheck((logits) => crossEntropy(logits, tensor([2, 0], int32)), [generator.normal([2, 3], float64)]);
    const classes = tensor([[0, 1, 1, 0]], int32);
    gradcheck(
      (logits) => crossEntropy(logits, classes, { reduction: "none" }),
      [generator.normal([1, 2, 4], float64)],
    );
  });

  it.each([
    [[2, 3], [3]],
    [
      [2, 3],
      [2, 1],
    ],
    [
      [2, 3, 4],
      [2, 3],
    ],
    [[3], [1]],
    [[], []],
  ])("rejects logits %j with class indices %j", (logits, indices) => {
    expect(() => crossEntropy(zeros(logits), zeros(indices, int32))).toThrow(
      "crossEntropy needs logits [N, C, ...] and class indices [N, ...], or [C] and a scalar, " +
        `got [${logits.join(", ")}] and [${indices.join(", ")}].`,
    );
  });

  it.each([3, -1])("rejects the class %d of 3", (index) => {
    expect(() => crossEntropy(zeros([2, 3]), tensor([0, index], int32))).toThrow(
      `crossEntropy: class index ${index} (entry 1) is out of range: 3 classes count from 0 to 2.`,
    );
  });

  it("rejects indices that are no int32", () => {
    expect(() => crossEntropy(zeros([2, 3]), tensor([0, 1]))).toThrow(
      'crossEntropy needs int32 class indices, got float32. Create them with { dtype: "int32" } or convert with to("int32").',
    );
  });
});

describe("binaryCrossEntropyWithLogits", () => {
  it("rejects shapes that differ", () => {
    expect(() => binaryCrossEntropyWithLogits(zeros([4, 1]), zeros([4]))).toThrow(
      "binaryCrossEntropyWithLogits needs a target for each prediction, got predictions [4, 1] and targets [4].",
    );
  });

  it("has gradients of both arguments to the second order", () => {
    gradcheck(
      (logits, targets) => binaryCrossEntropyWithLogits(logits, targets),
      [generator.normal([2, 3], float64), generator.uniform([2, 3], float64)],
    );
  });

  it("has finite derivatives at huge logits: sigmoid − target, then 0", () => {
    const targets = tensor([0, 1, 0, 1], float64);
    const logits = tensor([1e300, 1e300, -1e300, -1e300], float64);
    const slope = grad((x: Value) => binaryCrossEntropyWithLogits(x, targets, { reduction: "sum" }));
    expect(slope(logits).toArray()).toEqual([1, 0, 0, -1]);
    expect(grad((x: Value) => slope(x).sum())(logits).toArray()).toEqual([0, 0, 0, 0]);
  });

  it("is as exact in float32 for targets of 1 as for their mirror image, and so is its gradient", () => {
    const x = [17, 20, 30, 80, 0.5, -3, -20];
    const [ones, zeros] = [tensor(x.map(() => 1)), tensor(x.map(() => 0))];
    const lossesOf = (targets: Value) => (logits: Value) =>
      binaryCrossEntropyWithLogits(logits, targets, { reduction: "none" });
    const [right, left] = [tensor(x), tensor(x.map((entry) => -entry))];
    expect(lossesOf(ones)(right).data).toEqual(lossesOf(zeros)(left).data);
    const slopes = grad((logits: Value) => lossesOf(ones)(logits).sum())(right);
    const close = (exact: number) => (got: number) => Math.abs(got / exact - 1) < 3e-7;
    x.forEach((entry, i) => {
      expect(lossesOf(ones)(right).data[i]).toSatisfy(close(Math.log1p(Math.exp(-entry))));
      expect(slopes.data[i]).toSatisfy(close(-1 / (1 + Math.exp(entry))));
    });
  });

  it("has the derivatives σ(x) − t and σ′(x) at 0, where none of its parts has a kink", () => {
    const targets = tensor([0, 0.25, 1], float64);
    const slope = grad((x: Value) => binaryCrossEntropyWithLogits(x, targets, { reduction: "sum" }));
    expect(slope(zeros([3], float64)).toArray()).toEqual([0.5, 0.25, -0.5]);
    const curvature = grad((x: Value) => slope(x).sum());
    expect(curvature(zeros([3], float64)).toArray()).toEqual([0.25, 0.25, 0.25]);
  });

  it("is finite at huge logits: 0 where they are right, else their size", () => {
    const losses = binaryCrossEntropyWithLogits(
      tensor([1e300, 1e300, -1e300, -1e300], float64),
      tensor([0, 1, 0, 1], float64),
      { reduction: "none" },
    );
    expect(losses.toArray()).toEqual([1e300, 0, 0, 1e300]);
  });

  it("takes targets that are whole numbers or booleans", () => {
    const logits = tensor([1, -2]);
    const expected = binaryCrossEntropyWithLogits(logits, tensor([1, 0])).item();
    expect(binaryCrossEntropyWithLogits(logits, tensor([1, 0], int32)).item()).toBe(expected);
    expect(binaryCrossEntropyWithLogits(logits, tensor([true, false])).item()).toBe(expected);
  });
});

describe("what is no Value", () => {
  const x = tensor([1]);

  it.each<[string, unknown, () => unknown]>([
    ["crossEntropy", null, () => crossEntropy(null as never, x)],
    ["crossEntropy", undefined, () => crossEntropy(x, undefined as never)],
    ["mseLoss", 3, () => mseLoss(x, 3 as never)],
    ["squaredError", null, () => squaredError(null as never, x)],
    ["binaryCrossEntropyWithLogits", "an array", () => binaryCrossEntropyWithLogits(x, [1] as never)],
  ])("is refused by %s: %s", (loss, got, call) => {
    expect(call).toThrow(`${loss} needs a Value, got ${String(got)}. Make one with value() or tensor().`);
  });

  it("is called by its name when it comes from another copy of autograd", () => {
    expect(() => crossEntropy(foreignValue(), x)).toThrow(`crossEntropy ${foreignMessage}`);
    expect(() => mseLoss(x, foreignValue())).toThrow(`mseLoss ${foreignMessage}`);
  });
});
