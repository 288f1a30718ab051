import { Generator, grad, tensor, type Value, value, zeros } from "@chainrule/autograd";
import { gradcheck } from "@chainrule/autograd/testing";
import { BatchNorm1d, BatchNorm2d, GroupNorm, LayerNorm, Linear, RMSNorm, Sequential } from "@chainrule/nn";
import { describe, expect, it } from "vitest";

const float64 = { dtype: "float64" } as const;
const generator = new Generator(1);

describe("BatchNorm", () => {
  it("keeps running statistics as buffers, saved but not trained", () => {
    const layer = new BatchNorm1d(2);
    layer.forward(tensor([0, 1, 2, 5], { shape: [2, 2] }));
    expect(layer.namedParameters().map(([path]) => path)).toEqual(["weight", "bias"]);
    expect(Object.keys(layer.stateDict())).toEqual([
      "weight",
      "bias",
      "runningMean",
      "runningVar",
      "numBatchesTracked",
    ]);
    expect(layer.numBatchesTracked?.item()).toBe(1);
    const copy = new BatchNorm1d(2);
    copy.loadStateDict(layer.stateDict());
    expect(copy.runningMean?.toArray()).toEqual(layer.runningMean?.toArray());
  });

  it("moves no statistics in evaluation, and none that are not kept", () => {
    const layer = new BatchNorm2d(1).eval();
    const before = layer.stateDict();
    layer.forward(zeros([2, 1, 2, 2]));
    expect(layer.stateDict()).toEqual(before);
    const without = new BatchNorm2d(1, { trackRunningStats: false, affine: false });
    without.forward(zeros([2, 1, 2, 2]));
    expect(without.buffers()).toEqual([]);
  });

  it("moves its statistics by leaves, so that the graph of one batch does not hold the one before", () => {
    const layer = new BatchNorm1d(2);
    const x = generator.normal([4, 2]);
    x.requiresGrad = true;
    for (let batch = 0; batch < 2; batch++) layer.forward(x).square().sum().backward();
    expect(layer.runningMean?.node).toBeNull();
    expect(layer.runningVar?.requiresGrad).toBe(false);
    expect(grad((input: Value) => layer.forward(input).pow(3).sum())(x).shape).toEqual([4, 2]);
    expect(layer.runningMean?.node).toBeNull();
  });

  it("takes inputs of another dtype than its statistics have", () => {
    const layer = new BatchNorm1d(2);
    layer.forward(generator.normal([4, 2], float64));
    expect(layer.runningMean?.dtype).toBe("float32");
  });

  it("can be turned off in the middle of a network by eval", () => {
    const model = new Sequential(new Linear(2, 3), new BatchNorm1d(3)).eval();
    expect(model.forward(zeros([1, 2])).shape).toEqual([1, 3]);
  });

  it("rejects what it cannot normalize", () => {
    expect(() => new BatchNorm1d(3).forward(zeros([2, 4]))).toThrow(
      "BatchNorm1d(3) needs inputs [N, 3] or [N, 3, L], got [2, 4].",
    );
    expect(() => new BatchNorm2d(3).forward(zeros([2, 3]))).toThrow(
      "BatchNorm2d(3) needs inputs [N, 3, H, W], got [2, 3].",
    );
    expect(() => new BatchNorm1d(3).forward(zeros([1, 3]))).toThrow(
      "BatchNorm1d needs more than one value for each feature to know their variance, got [1, 3].",
    );
    expect(() => new BatchNorm1d(3).forward(null as never)).toThrow("BatchNorm1d needs a Value, got null.");
    expect(() => new BatchNorm1d(0)).toThrow("BatchNorm1d: numFeatures is an integer of at least 1, got 0.");
    expect(() => new BatchNorm1d(1, { momentum: 2 })).toThrow(
      "momentum is a number from 0 to 1 or null, got 2",
    );
    expect(() => new BatchNorm2d(1, { eps: -1 })).toThrow(
      "BatchNorm2d: eps is a number of at least 0, got -1.",
    );
  });
});

describe("LayerNorm, RMSNorm and GroupNorm", () => {
  it("need inputs of the shape they were built for", () => {
    expect(() => new LayerNorm([2, 3]).forward(zeros([4, 3]))).toThrow(
      "LayerNorm needs inputs [..., 2, 3], got [4, 3].",
    );
    expect(() => new RMSNorm(3).forward(value(1))).toThrow("RMSNorm needs inputs [..., 3], got [].");
    expect(() => new GroupNorm(2, 4).forward(zeros([4]))).toThrow(
      "GroupNorm(2, 4) needs inputs [N, 4, ...], got [4].",
    );
    expect(() => new LayerNorm([])).toThrow("LayerNorm needs at least one axis to normalize over.");
    expect(() => new RMSNorm([2, 0])).toThrow(
      "RMSNorm: each extent of normalizedShape is an integer of at least 1, got 0.",
    );
    expect(() => new GroupNorm(3, 4)).toThrow(
      "GroupNorm: numGroups must divide numChannels, got 3 groups of 4 channels.",
    );
  });

  it("learn what they are told to learn", () => {
    const paths = (layer: LayerNorm | RMSNorm | GroupNorm) => layer.namedParameters().map(([path]) => path);
    expect(paths(new LayerNorm(3, { bias: false }))).toEqual(["weight"]);
    expect(paths(new LayerNorm(3, { elementwiseAffine: false }))).toEqual([]);
    expect(paths(new RMSNorm(3))).toEqual(["weight"]);
    expect(paths(new GroupNorm(1, 3))).toEqual(["weight", "bias"]);
  });
});

it.each<[string, Sequential["layers"][number], number[]]>([
  ["BatchNorm1d", new BatchNorm1d(2, float64), [3, 2]],
  ["BatchNorm1d in evaluation", new BatchNorm1d(2, float64).eval(), [3, 2]],
  ["BatchNorm2d", new BatchNorm2d(2, float64), [2, 2, 1, 2]],
  ["LayerNorm", new LayerNorm([2, 2], float64), [2, 2, 2]],
  ["GroupNorm", new GroupNorm(2, 4, float64), [2, 4]],
  ["RMSNorm", new RMSNorm(3, float64), [2, 3]],
])("%s has the derivatives that differences give", (_name, layer, shape) => {
  gradcheck((x) => layer.forward(x), [generator.normal(shape, float64)], { relativeTolerance: 1e-5 });
});
