import type { Value } from "@chainrule/autograd";
import * as nn from "@chainrule/nn";
import { describe, it } from "vitest";
import { expectEqual, read, readFixtures, type TensorData } from "./torchCase.ts";

interface ModuleCase {
  name: string;
  module: string;
  args: never[];
  options: Record<string, unknown> | null;
  training: boolean;
  state: Record<string, TensorData>;
  input: TensorData;
  output: TensorData;
  cotangent: TensorData;
  gradients: Record<string, TensorData | null>;
  stateAfter: Record<string, TensorData>;
}

interface LossCase {
  name: string;
  loss: string;
  inputs: TensorData[];
  options: Record<string, unknown> & { weight?: TensorData };
  output: TensorData;
  cotangent: TensorData;
  gradients: (TensorData | null)[];
}

const fixtures = readFixtures("torch-nn-more") as { modules: ModuleCase[]; losses: LossCase[] };

type Layer = nn.Module & { forward(x: Value): Value };
const layers = nn as unknown as Record<string, new (...args: unknown[]) => Layer>;
const losses = nn as unknown as Record<string, (...args: unknown[]) => Value>;
const hasDtype = /Norm|Embedding|PReLU/;

describe("modules are those of PyTorch", () => {
  it.each(fixtures.modules.map((testCase) => [testCase.name, testCase] as const))("%s", (_name, testCase) => {
    const { module, args, options, state, gradients } = testCase;
    const all = hasDtype.test(module) ? [{ ...options, dtype: testCase.output.dtype }] : [];
    const layer = new layers[module](...args, ...all);
    const leaves = new Map([...layer.namedParameters(), ...layer.namedBuffers()]);
    for (const [path, data] of Object.entries(state)) leaves.get(path)?.assign(read(data));
    if (!testCase.training) layer.eval();

    const input = read(testCase.input, { requiresGrad: gradients.input !== null });
    const output = layer.forward(input);
    expectEqual(output, testCase.output, "output");
    output.backward(read(testCase.cotangent));
    for (const [path, wanted] of Object.entries(gradients)) {
      const leaf = path === "input" ? input : leaves.get(path);
      if (wanted !== null) expectEqual(leaf?.grad ?? null, wanted, `gradient of ${path}`);
    }
    for (const [path, wanted] of Object.entries(testCase.stateAfter)) {
      expectEqual(leaves.get(path) ?? null, wanted, path);
    }
  });
});

describe("losses are those of PyTorch", () => {
  it.each(fixtures.losses.map((testCase) => [testCase.name, testCase] as const))("%s", (_name, testCase) => {
    const { loss, options, gradients } = testCase;
    const inputs = testCase.inputs.map((data, i) => read(data, { requiresGrad: gradients[i] !== null }));
    const weight = options.weight === undefined ? {} : { weight: read(options.weight) };
    const output = losses[loss](...inputs, { ...options, ...weight });
    expectEqual(output, testCase.output, "output");
    output.backward(read(testCase.cotangent));
    gradients.forEach((wanted, i) => {
      if (wanted !== null) expectEqual(inputs[i].grad, wanted, `gradient of input ${i}`);
    });
  });
});
