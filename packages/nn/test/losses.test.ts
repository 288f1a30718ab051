import { Generator, grad, tensor, type Value, value, zeros } from "@chainrule/autograd";
import { gradcheck } from "@chainrule/autograd/testing";
import {
  binaryCrossEntropyWithLogits,
  cosineEmbeddingLoss,
  cosineSimilarity,
  crossEntropy,
  hingeEmbeddingLoss,
  huberLoss,
  klDivLoss,
  l1Loss,
  marginRankingLoss,
  mseLoss,
  multiMarginLoss,
  nllLoss,
  smoothL1Loss,
  squaredError,
} from "@chainrule/nn";
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
    // @ts-expect-error: known to the compiler
    expect(() => mseLoss(zeros([4, 1]), zeros([4]))).toThrow(
      "mseLoss needs a target for each prediction, got predictions [4, 1] and targets [4]. " +
        "Reshape one of them; losses do not broadcast.",
    );
  });

  it("rejects an unknown reduction", () => {
    expect(() => mseLoss(zeros([2]), zeros([2]), { reduction: "average" as "mean" })).toThrow(
      'mseLoss: reduction is one of "mean", "sum", "none", got "average".',
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
      `crossEntropy: class index ${index} (entry 1) is out of range: the 3 there are count from 0 to 2.`,
    );
  });

  it("rejects indices that are no int32", () => {
    expect(() => crossEntropy(zeros([2, 3]), tensor([0, 1]))).toThrow(
      'crossEntropy needs int32 class indices, got float32. Create them with { dtype: "int32" } or convert with to("int32").',
    );
  });
});

describe("crossEntropy with options", () => {
  const weight = tensor([0.5, 2, 1], float64);
  const logits = generator.normal([2, 3, 2], float64);
  const indices = tensor([0, 2, 1, 1], { shape: [2, 2], ...int32 });
  const probabilities = logits.softmax(1);

  it("has gradients to the second order, of probabilities too", () => {
    const options = { weight, labelSmoothing: 0.2 };
    gradcheck((x) => crossEntropy(x, indices, { ...options, ignoreIndex: 2 }), [logits]);
    gradcheck((x, target) => crossEntropy(x, target, options), [logits, probabilities]);
  });

  it("is nllLoss of logSoftmax", () => {
    const options = { weight, ignoreIndex: 2 };
    const expected = nllLoss(logits.logSoftmax(1), indices, options).item();
    expect(crossEntropy(logits, indices, options).item()).toBe(expected);
    gradcheck((x) => nllLoss(x, indices, options), [logits]);
  });

  it("takes probabilities that put all on one class as that class", () => {
    const oneHot = tensor([0, 0, 1], float64);
    const x = tensor([1, 2, 3], float64);
    expect(crossEntropy(x, oneHot).item()).toBe(crossEntropy(x, tensor(2, int32)).item());
  });

  it("keeps the dtype of the logits, whatever that of the weights", () => {
    const x = zeros([2, 3]);
    expect(crossEntropy(x, tensor([0, 1], int32), { weight }).dtype).toBe("float32");
  });

  it("rejects options that do not fit", () => {
    expect(() => crossEntropy(logits, indices, { weight: zeros([2]) })).toThrow(
      "crossEntropy needs a weight for each of 3 classes, [3], got [2].",
    );
    expect(() => crossEntropy(logits, probabilities, { weight: zeros([3, 1]) })).toThrow("got [3, 1].");
    expect(() => crossEntropy(logits, indices, { weight: [1] as never })).toThrow(
      "crossEntropy, as its weight, needs a Value",
    );
    expect(() => crossEntropy(logits, indices, { labelSmoothing: 1.1 })).toThrow(
      "crossEntropy: labelSmoothing is a number from 0 to 1, got 1.1.",
    );
    expect(() => crossEntropy(logits, probabilities, { ignoreIndex: 0 })).toThrow(
      "crossEntropy: ignoreIndex is for class indices, not for probabilities.",
    );
    expect(() => nllLoss(zeros([2, 3]), tensor([0, 3], int32))).toThrow("nllLoss: class index 3 (entry 1)");
    expect(() => nllLoss(zeros([2, 3]), tensor([0], int32))).toThrow(
      "nllLoss needs log-probabilities [N, C, ...] and class indices [N, ...]",
    );
  });
});

describe("losses of differences and margins", () => {
  const draw = (...shape: number[]): Value => generator.normal(shape, float64);
  const signs = tensor([1, -1, 1], float64);
  const classes = tensor([2, 0, 1], int32);

  it.each<[string, (...inputs: Value[]) => Value, Value[]]>([
    ["l1Loss", (x, y) => l1Loss(x, y), [draw(4), draw(4)]],
    ["huberLoss", (x, y) => huberLoss(x, y, { delta: 0.7 }), [draw(8), draw(8)]],
    ["smoothL1Loss", (x, y) => smoothL1Loss(x, y, { beta: 0.7 }), [draw(8), draw(8)]],
    ["klDivLoss", (x, y) => klDivLoss(x, y), [draw(2, 3), draw(2, 3).exp()]],
    ["klDivLoss of a logarithm", (x, y) => klDivLoss(x, y, { logTarget: true }), [draw(2, 3), draw(2, 3)]],
    ["hingeEmbeddingLoss", (x) => hingeEmbeddingLoss(x, signs), [draw(3)]],
    ["marginRankingLoss", (x, y) => marginRankingLoss(x, y, signs, { margin: 0.3 }), [draw(3), draw(3)]],
    ["cosineEmbeddingLoss", (x, y) => cosineEmbeddingLoss(x, y, signs), [draw(3, 2), draw(3, 2)]],
    ["cosineSimilarity", (x, y) => cosineSimilarity(x, y), [draw(3, 2), draw(3, 2)]],
    ["multiMarginLoss", (x) => multiMarginLoss(x, classes, { p: 2 }), [draw(3, 3)]],
  ])("%s has the derivatives that differences give", (_name, loss, inputs) => {
    gradcheck(loss, inputs, { relativeTolerance: 1e-5 });
  });

  it("are finite with finite gradients at huge errors and at zero vectors", () => {
    const huge = tensor([1e300, Number.POSITIVE_INFINITY], float64);
    const slope = grad((x: Value) => huberLoss(x, zeros([2], float64), { reduction: "sum" }));
    expect(slope(huge).toArray()).toEqual([1, 1]);
    const nothing = zeros([1, 2], float64);
    const turn = grad((x: Value) => cosineEmbeddingLoss(x, nothing, tensor([1], float64)));
    expect(turn(nothing).toArray()).toEqual([[0, 0]]);
    expect(grad((x: Value) => cosineSimilarity(x, nothing).sum())(nothing).toArray()).toEqual([[0, 0]]);
  });

  it("count vectors as no shorter than eps", () => {
    const x = tensor([[3, 4]], float64);
    expect(cosineSimilarity(x, x).item()).toBeCloseTo(1, 15);
    expect(cosineSimilarity(x, x, { eps: 10 }).item()).toBe(0.25);
  });

  it("smoothL1Loss of beta 0 is l1Loss, with its derivative 0 at 0", () => {
    const [x, y] = [tensor([0, 2], float64), zeros([2], float64)];
    expect(grad((z: Value) => smoothL1Loss(z, y, { beta: 0 }))(x).toArray()).toEqual([0, 0.5]);
  });

  it("klDivLoss takes batchMean, and refuses what it does not know", () => {
    expect(klDivLoss(zeros([2, 3]), zeros([2, 3]), { reduction: "batchMean" }).item()).toBe(0);
    expect(() => klDivLoss(zeros([2]), zeros([2]), { reduction: "batchmean" as "mean" })).toThrow(
      'klDivLoss: reduction is one of "mean", "sum", "none", "batchMean", got "batchmean".',
    );
  });

  const [x, y]: Value[] = [zeros([2, 3]), zeros([2])];
  it.each<[string, () => unknown]>([
    [
      "l1Loss needs a target for each prediction, got predictions [2, 3] and targets [2].",
      () => l1Loss(x, y),
    ],
    ["huberLoss needs a target for each prediction", () => huberLoss(x, y)],
    ["huberLoss needs a positive delta, got 0.", () => huberLoss(x, x, { delta: 0 })],
    ["smoothL1Loss: beta is a finite number of at least 0, got -1.", () => smoothL1Loss(x, x, { beta: -1 })],
    ["klDivLoss needs a target for each prediction", () => klDivLoss(x, y)],
    ["hingeEmbeddingLoss needs a target for each prediction", () => hingeEmbeddingLoss(x, y)],
    [
      "hingeEmbeddingLoss: margin is a finite number, got NaN.",
      () => hingeEmbeddingLoss(y, y, { margin: Number.NaN }),
    ],
    ["marginRankingLoss needs a target for each prediction", () => marginRankingLoss(y, y, x)],
    [
      "cosineEmbeddingLoss needs inputs [N, D] and a target [N], or [D] and a scalar, got [2, 3] and [2, 3].",
      () => cosineEmbeddingLoss(x, x, x),
    ],
    ["cosineSimilarity needs a Value, got null.", () => cosineSimilarity(x, null as never)],
    [
      "multiMarginLoss needs scores [N, C] or [C], got [3, 3, 3].",
      () => multiMarginLoss(zeros([3, 3, 3]), zeros([3, 3], int32)),
    ],
    ["multiMarginLoss: p is 1 or 2, got 3.", () => multiMarginLoss(x, zeros([2], int32), { p: 3 as 2 })],
    [
      "multiMarginLoss needs a weight for each of 3 classes, [3], got [2].",
      () => multiMarginLoss(x, zeros([2], int32), { weight: y }),
    ],
    ["multiMarginLoss needs int32 class indices, got float32.", () => multiMarginLoss(x, y)],
  ])("refuse what does not fit: %s", (message, call) => {
    expect(call).toThrow(message);
  });
});

describe("binaryCrossEntropyWithLogits", () => {
  it("rejects shapes that differ", () => {
    // @ts-expect-error: known to the compiler
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
