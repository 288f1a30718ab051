import { Generator, grad, ones, tensor, type Value, value, zeros } from "@chainrule/autograd";
import { gradcheck } from "@chainrule/autograd/testing";
import {
  AvgPool2d,
  CELU,
  Conv2d,
  Dropout,
  ELU,
  Flatten,
  GELU,
  GLU,
  Hardshrink,
  Hardsigmoid,
  Hardswish,
  Hardtanh,
  LeakyReLU,
  Linear,
  LogSigmoid,
  LogSoftmax,
  MaxPool2d,
  Mish,
  PReLU,
  ReLU,
  ReLU6,
  SELU,
  Sequential,
  Sigmoid,
  SiLU,
  Softmax,
  Softmin,
  Softplus,
  Softshrink,
  Softsign,
  Tanh,
  Tanhshrink,
  Threshold,
} from "@chainrule/nn";
import { describe, expect, it } from "vitest";

describe("Linear", () => {
  it("rejects inputs whose last axis is not its features", () => {
    // @ts-expect-error: known to the compiler
    expect(() => new Linear(3, 2).forward(zeros([4, 5]))).toThrow(
      "Linear(3, 2) needs inputs [..., 3], got [4, 5]. Reshape or flatten them, or build it for other features.",
    );
    // @ts-expect-error: as above
    expect(() => new Linear(3, 2).forward(value(1))).toThrow("Linear(3, 2) needs inputs [..., 3], got [].");
  });

  it("rejects features that are no positive integer", () => {
    expect(() => new Linear(2.5, 2)).toThrow("Linear: inFeatures is an integer of at least 1, got 2.5.");
    expect(() => new Linear(2, 0)).toThrow("Linear: outFeatures is an integer of at least 1, got 0.");
  });

  it("starts with the same numbers for the same seed", () => {
    const build = (): Linear => new Linear(3, 2, { generator: new Generator(7) });
    expect(build().stateDict()).toEqual(build().stateDict());
    expect(build().weight.dtype).toBe("float32");
  });
});

describe("Conv2d", () => {
  it("takes one image without a batch axis", () => {
    const layer = new Conv2d(2, 3, [2, 1], { stride: 2 });
    const image = new Generator(1).uniform([2, 4, 4]);
    expect(layer.forward(image).shape).toEqual([3, 2, 2]);
    expect(layer.forward(image).toArray()).toEqual(layer.forward(image.unsqueeze(0)).squeeze(0).toArray());
  });

  it("rejects groups that do not divide the channels, and windows of no size", () => {
    expect(() => new Conv2d(4, 3, 2, { groups: 2 })).toThrow(
      "Conv2d: groups must divide both inChannels and outChannels, got 2 groups, 4 and 3.",
    );
    expect(() => new Conv2d(1, 1, [2, 0])).toThrow(
      "Conv2d: kernelSize is an integer of at least 1 or a pair of them, got [2, 0].",
    );
    expect(() => new Conv2d(1, 1, [2])).toThrow(
      "Conv2d: kernelSize is an integer of at least 1 or a pair of them, got [2].",
    );
  });
});

describe("windows that make no sense are refused when the layer is made", () => {
  it.each<[string, () => unknown]>([
    ["Conv2d: stride is an integer of at least 1", () => new Conv2d(1, 1, 3, { stride: 0 })],
    ["or a pair of them, got [1, 0].", () => new Conv2d(1, 1, 3, { stride: [1, 0] })],
    ["Conv2d: dilation is an integer of at least 1", () => new Conv2d(1, 1, 3, { dilation: 1.5 })],
    ["Conv2d: padding is an integer of at least 0", () => new Conv2d(1, 1, 3, { padding: -1 })],
    ["or a pair of them, got [1].", () => new Conv2d(1, 1, 3, { padding: [1] })],
    ["MaxPool2d: kernelSize is an integer of at least 1", () => new MaxPool2d(0)],
    ["or a pair of them, got undefined.", () => new MaxPool2d(undefined as never)],
    ["MaxPool2d: stride is an integer of at least 1", () => new MaxPool2d(2, { stride: Number.NaN })],
    ["AvgPool2d: kernelSize is an integer of at least 1", () => new AvgPool2d([2, 0])],
    ["AvgPool2d: padding is an integer of at least 0", () => new AvgPool2d(2, { padding: -1 })],
    ["AvgPool2d: dilation is an integer of at least 1", () => new AvgPool2d(2, { dilation: 0 })],
  ])("%s", (message, make) => {
    expect(make).toThrow(message);
  });
});

describe("pooling", () => {
  const image = tensor([
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 10],
  ]).reshape([1, 1, 3, 3]);

  it("moves by its own size unless told otherwise", () => {
    expect(new MaxPool2d(2).forward(image).toArray()).toEqual([[[[5]]]]);
    expect(new AvgPool2d(2).forward(image).toArray()).toEqual([[[[3]]]]);
    expect(new MaxPool2d(2, { stride: 1 }).forward(image).reshape([4]).toArray()).toEqual([5, 6, 8, 10]);
  });

  it("counts padding in the mean unless told otherwise", () => {
    const options = { stride: 2, padding: 1 };
    const padded = new AvgPool2d(2, options).forward(image);
    const inside = new AvgPool2d(2, { ...options, countIncludePad: false }).forward(image);
    expect(padded.reshape([4]).toArray()).toEqual([0.25, 1.25, 2.75, 7.25]);
    expect(inside.reshape([4]).toArray()).toEqual([1, 2.5, 5.5, 7.25]);
  });
});

describe("Flatten", () => {
  it("keeps the batch axis, and merges the others or those it is told", () => {
    const x = zeros([2, 3, 4, 5]);
    expect(new Flatten().forward(x).shape).toEqual([2, 60]);
    expect(new Flatten({ startAxis: 0 }).forward(x).shape).toEqual([120]);
    expect(new Flatten({ startAxis: 1, endAxis: 2 }).forward(x).shape).toEqual([2, 12, 5]);
    expect(new Flatten({ startAxis: -3, endAxis: -2 }).forward(x).shape).toEqual([2, 12, 5]);
    expect(new Flatten().forward(zeros([0, 3, 4])).shape).toEqual([0, 12]);
    expect(new Flatten().forward(zeros([2, 3])).shape).toEqual([2, 3]);
  });

  it("rejects axes that are no integers when it is made", () => {
    expect(() => new Flatten({ startAxis: 1.5 })).toThrow("Flatten: startAxis is an integer, got 1.5.");
    expect(() => new Flatten({ endAxis: Number.NaN })).toThrow("Flatten: endAxis is an integer, got NaN.");
  });

  it("rejects axes that do not exist or are in the wrong order", () => {
    expect(() => new Flatten().forward(zeros([3]))).toThrow(
      "Flatten from axis 1 to -1 does not fit shape [3].",
    );
    expect(() => new Flatten({ endAxis: 3 }).forward(zeros([2, 3, 4]))).toThrow("from axis 1 to 3");
    expect(() => new Flatten({ startAxis: 2, endAxis: 1 }).forward(zeros([2, 3, 4]))).toThrow(
      "from axis 2 to 1",
    );
    expect(() => new Flatten({ startAxis: -4 }).forward(zeros([2, 3, 4]))).toThrow("from axis -4 to -1");
  });
});

describe("activations", () => {
  const x = tensor([
    [-1, 0.5],
    [2, -3],
  ]);

  it.each<[string, { forward(x: Value): Value }, Value]>([
    ["ReLU", new ReLU(), x.relu()],
    ["LeakyReLU", new LeakyReLU(), x.leakyRelu(0.01)],
    ["LeakyReLU of slope 0.2", new LeakyReLU(0.2), x.leakyRelu(0.2)],
    ["Tanh", new Tanh(), x.tanh()],
    ["Sigmoid", new Sigmoid(), x.sigmoid()],
    ["Softplus", new Softplus(), x.softplus()],
    ["GELU", new GELU(), x.gelu()],
    ["GELU by tanh", new GELU({ approximate: "tanh" }), x.gelu({ approximate: "tanh" })],
    ["Softmax", new Softmax(), x.softmax(-1)],
    ["Softmax along axis 0", new Softmax(0), x.softmax(0)],
    ["LogSoftmax", new LogSoftmax(), x.logSoftmax(-1)],
    ["LogSoftmax along axis 0", new LogSoftmax(0), x.logSoftmax(0)],
  ])("%s is the op of that name", (_name, module, expected) => {
    expect(module.forward(x).toArray()).toEqual(expected.toArray());
  });
});

describe("activations made of ops", () => {
  it.each<[string, { forward(x: Value): Value }]>([
    ["ELU", new ELU(0.7)],
    ["SELU", new SELU()],
    ["SiLU", new SiLU()],
    ["Mish", new Mish()],
    ["Softsign", new Softsign()],
    ["LogSigmoid", new LogSigmoid()],
    ["Hardtanh", new Hardtanh(-0.6, 0.6)],
    ["ReLU6", new ReLU6()],
    ["PReLU", new PReLU({ dtype: "float64" })],
    ["CELU", new CELU(0.7)],
    ["Hardsigmoid", new Hardsigmoid()],
    ["Hardswish", new Hardswish()],
    ["Hardshrink", new Hardshrink()],
    ["Softshrink", new Softshrink()],
    ["Tanhshrink", new Tanhshrink()],
    ["Threshold", new Threshold(0.5, -2)],
    ["Softmin", new Softmin(0)],
  ])("%s has the derivatives that differences give, and keeps NaN", (_name, module) => {
    const x = tensor([-2.3, -0.4, 0.3, 0.9, 3.1], { dtype: "float64" });
    gradcheck((y) => module.forward(y), [x]);
    expect(module.forward(tensor([Number.NaN])).item()).toBeNaN();
  });

  it("Hardswish has its slopes at the infinities, too", () => {
    const ends = tensor([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(grad((x: Value) => new Hardswish().forward(x).sum())(ends).toArray()).toEqual([0, 1]);
  });

  it("ELU loses no digits near 0", () => {
    const x = -1e-12;
    expect(new ELU().forward(value(x, { dtype: "float64" })).item() / Math.expm1(x)).toBeCloseTo(1, 15);
  });

  it("PReLU needs a channel for each slope, Hardtanh an interval", () => {
    expect(() => new PReLU({ numParameters: 3 }).forward(zeros([2, 4]))).toThrow(
      "PReLU of 3 slopes needs inputs [N, 3, ...], got [2, 4].",
    );
    expect(() => new Hardtanh(1, 1)).toThrow("Hardtanh needs minVal < maxVal, got 1 and 1.");
  });

  it("say what is wrong with their settings and inputs", () => {
    expect(() => new Hardshrink(-1)).toThrow("Hardshrink needs a lambda of at least 0, got -1.");
    expect(() => new Softshrink(Number.NaN)).toThrow("Softshrink needs a lambda of at least 0, got NaN.");
    expect(() => new CELU(0)).toThrow("CELU needs an alpha other than 0, got 0.");
    expect(() => new GLU().forward(zeros([2, 3]))).toThrow(
      "GLU needs an even extent along axis -1 to halve, got [2, 3].",
    );
    expect(() => new GLU(4).forward(zeros([2, 2]))).toThrow("GLU needs an even extent along axis 4");
  });
});

describe("Sequential", () => {
  it("runs its layers in order", () => {
    const generator = new Generator(1);
    const [first, second] = [new Linear(2, 3, { generator }), new Linear(3, 1, { generator })];
    const x = ones([4, 2]);
    const expected = second.forward(first.forward(x).relu());
    expect(new Sequential(first, new ReLU(), second).forward(x).toArray()).toEqual(expected.toArray());
    expect(new Sequential().forward(x)).toBe(x);
  });

  it("of a convolution, pooling and a linear layer has the gradients that differences give", () => {
    const options = { dtype: "float64", generator: new Generator(2) } as const;
    const model = new Sequential(
      new Conv2d(1, 2, 2, { padding: 1, ...options }),
      new Tanh(),
      new MaxPool2d(2),
      new Flatten(),
      new Linear(8, 3, options),
      new LogSoftmax(),
    );
    gradcheck((x) => model.forward(x), [options.generator.normal([2, 1, 3, 4], { dtype: "float64" })]);
  });
});

describe("layers that are given what is no Value", () => {
  it.each<[string, { forward(x: Value): Value }]>([
    ["Linear", new Linear(2, 1)],
    ["conv2d", new Conv2d(1, 1, 1)],
    ["relu", new ReLU()],
    ["maxPool2d", new MaxPool2d(2)],
    ["Flatten", new Flatten()],
    ["Dropout", new Dropout()],
  ])("say so: %s", (name, layer) => {
    expect(() => layer.forward([1, 2] as unknown as Value)).toThrow(`${name} needs a Value, got an array`);
  });

  it("refuses a probability that is none", () => {
    expect(() => new Dropout({ p: 0.2 } as unknown as number)).toThrow(/probability p from 0 to 1/);
  });
});
