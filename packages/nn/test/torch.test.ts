import { Generator, noGrad, type Pair, type Shape } from "@chainrule/autograd";
import {
  binaryCrossEntropyWithLogits,
  Conv2d,
  calculateGain,
  crossEntropy,
  fanInAndOut,
  kaimingNormal,
  kaimingUniform,
  Linear,
  type LossOptions,
  mseLoss,
  type Nonlinearity,
  xavierNormal,
  xavierUniform,
} from "@chainrule/nn";
import { describe, expect, it } from "vitest";
import { expectEqual, read, readFixtures, type TensorData } from "./torchCase.ts";

interface LossCase {
  name: string;
  loss: keyof typeof losses;
  prediction: TensorData;
  target: TensorData;
  options: LossOptions;
  output: TensorData;
  cotangent: TensorData;
  gradient: TensorData;
}
interface LayerOptions {
  inFeatures: number;
  outFeatures: number;
  inChannels: number;
  outChannels: number;
  kernelSize: Pair;
  bias?: boolean;
}
interface LayerCase {
  name: string;
  layer: "Linear" | "Conv2d";
  options: LayerOptions;
  weight: TensorData;
  bias: TensorData | null;
  input: TensorData;
  output: TensorData;
  cotangent: TensorData;
  gradients: { input: TensorData; weight: TensorData; bias: TensorData | null };
}
interface InitializerCase {
  initializer: keyof typeof initializers;
  shape: number[];
  options: { gain?: number; mode?: "fanIn" | "fanOut"; nonlinearity?: string; parameter?: number | null };
  bound?: number;
  deviation?: number;
}
interface Fixtures {
  losses: LossCase[];
  layers: LayerCase[];
  fans: { shape: number[]; fanIn: number; fanOut: number }[];
  gains: { nonlinearity: string; parameter: number | null; gain: number }[];
  initializers: InitializerCase[];
  defaultInitializations: {
    layer: "Linear" | "Conv2d";
    options: LayerOptions;
    weightShape: number[];
    weightBound: number;
    biasShape: number[] | null;
    biasBound: number | null;
  }[];
}

const losses = { mseLoss, crossEntropy, binaryCrossEntropyWithLogits };
const initializers = { xavierUniform, xavierNormal, kaimingUniform, kaimingNormal };
const fixtures = readFixtures("torch-nn") as Fixtures;

function build(layer: "Linear" | "Conv2d", options: LayerOptions): Linear | Conv2d {
  const { inFeatures, outFeatures, inChannels, outChannels, kernelSize, ...others } = options;
  const all = { ...others, dtype: "float64", generator: new Generator(1) } as const;
  return layer === "Linear"
    ? new Linear(inFeatures, outFeatures, all)
    : new Conv2d(inChannels, outChannels, kernelSize, all);
}

/** The nonlinearities of PyTorch that have a counterpart here, by their names here. */
const nonlinearities: Readonly<Record<string, Nonlinearity>> = {
  linear: "linear",
  sigmoid: "sigmoid",
  tanh: "tanh",
  relu: "relu",
  leaky_relu: "leakyRelu",
  selu: "selu",
};

const slopeOption = (slope: number | null | undefined) =>
  slope === null || slope === undefined ? {} : { negativeSlope: slope };

describe("losses are those of PyTorch", () => {
  // An infinite logit gives NaN or Infinity, here as there, but not in the same places: PyTorch 1.13 has Infinity for
  // (∞, target 0) and NaN for (−∞, target 1), and here it is the other way round. Nothing to build on.
  const cases = fixtures.losses.filter(({ name }) => !name.includes("infinite logits"));
  it.each(cases.map((testCase) => [testCase.name, testCase] as const))("%s", (_name, testCase) => {
    const prediction = read(testCase.prediction, { requiresGrad: true });
    const output = losses[testCase.loss](prediction, read(testCase.target), testCase.options);
    expectEqual(output, testCase.output, "output");
    output.backward(read(testCase.cotangent));
    expectEqual(prediction.grad, testCase.gradient, "gradient");
  });
});

describe("layers are those of PyTorch", () => {
  it.each(fixtures.layers.map((testCase) => [testCase.name, testCase] as const))("%s", (_name, testCase) => {
    const layer = build(testCase.layer, testCase.options);
    layer.weight.assign(read(testCase.weight));
    if (testCase.bias !== null) layer.bias?.assign(read(testCase.bias));
    const input = read(testCase.input, { requiresGrad: true });
    const output = layer.forward(input);
    expectEqual(output, testCase.output, "output");
    output.backward(read(testCase.cotangent));
    expectEqual(input.grad, testCase.gradients.input, "gradient of the input");
    expectEqual(layer.weight.grad, testCase.gradients.weight, "gradient of the weight");
    if (testCase.gradients.bias === null) expect(layer.bias).toBeNull();
    else expectEqual(layer.bias?.grad ?? null, testCase.gradients.bias, "gradient of the bias");
  });
});

describe("the scale of new parameters is that of PyTorch", () => {
  it.each(fixtures.fans)("fans of $shape", ({ shape, fanIn, fanOut }) => {
    expect(fanInAndOut(shape)).toEqual({ fanIn, fanOut });
  });

  const gains = fixtures.gains.filter(({ nonlinearity }) => nonlinearity in nonlinearities);
  it.each(gains)("gain of $nonlinearity with parameter $parameter", ({ nonlinearity, parameter, gain }) => {
    expect(calculateGain(nonlinearities[nonlinearity], slopeOption(parameter))).toBeCloseTo(gain, 14);
  });

  // One generator for each: the draws of two runs differ only by the scale.
  const unit = (shape: Shape, isUniform: boolean): number => {
    const generator = new Generator(1);
    const options = { dtype: "float64" } as const;
    return isUniform
      ? generator.uniform(shape, options).data[0] * 2 - 1
      : generator.normal(shape, options).data[0];
  };

  it.each(fixtures.initializers)("$initializer of $shape with $options", (testCase) => {
    const { gain = 1, mode = "fanIn", nonlinearity = "linear", parameter } = testCase.options;
    const weight = initializers[testCase.initializer](testCase.shape, {
      gain,
      mode,
      nonlinearity: nonlinearities[nonlinearity],
      ...slopeOption(parameter),
      dtype: "float64",
      generator: new Generator(1),
    });
    const scale = weight.data[0] / unit(testCase.shape, testCase.bound !== undefined);
    expect(scale).toBeCloseTo(testCase.bound ?? testCase.deviation ?? Number.NaN, 12);
  });

  it.each(fixtures.defaultInitializations)("$layer with $options", (testCase) => {
    const layer = build(testCase.layer, testCase.options);
    expect(layer.weight.shape).toEqual(testCase.weightShape);
    expect(layer.bias?.shape ?? null).toEqual(testCase.biasShape);
    expect(layer.weight.data[0] / unit(testCase.weightShape, true)).toBeCloseTo(testCase.weightBound, 12);
    if (testCase.biasBound !== null) {
      const largest = noGrad(() => layer.bias?.abs().max().item() ?? Number.NaN);
      expect(largest).toBeLessThanOrEqual(testCase.biasBound);
    }
  });
});
