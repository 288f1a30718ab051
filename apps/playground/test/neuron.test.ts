import { describe, expect, it } from "vitest";
import {
  type ActivationName,
  activationAt,
  activationCurves,
  activations,
} from "../src/lessons/01-neuron/activations.ts";
import { outputAt, outputsOver } from "../src/lessons/01-neuron/neuron.ts";
import { answers, cases, rights, solutions, type TaskName, tasks } from "../src/lessons/01-neuron/tasks.ts";

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const numbers = { x1: 1, x2: 0.5, w1: 0.8, w2: -1.2, b: 0.3 };

it("a neuron gives the sigmoid of the weighted sum, and every gradient", () => {
  const output = outputAt(numbers, activations.sigmoid);
  expect(output.item()).toBeCloseTo(sigmoid(0.5), 14);
  const slope = sigmoid(0.5) * (1 - sigmoid(0.5));
  const [sum] = output.inputs;
  const [weighted, b] = sum.inputs;
  const [x1, w1] = weighted.inputs[0].inputs;
  expect(b.grad?.item()).toBeCloseTo(slope, 14);
  expect(x1.grad?.item()).toBeCloseTo(slope * 0.8, 14);
  expect(w1.grad?.item()).toBeCloseTo(slope * 1, 14);
});

it("the outputs over a square are those at its points, from the top left", () => {
  const side = 4;
  const outputs = outputsOver([-2, 2], side, numbers, activations.tanh);
  const at = (x1: number, x2: number): number => outputAt({ ...numbers, x1, x2 }, activations.tanh).item();
  expect(outputs[0]).toBeCloseTo(at(-1.5, 1.5), 6);
  expect(outputs[side - 1]).toBeCloseTo(at(1.5, 1.5), 6);
  expect(outputs[side * (side - 1)]).toBeCloseTo(at(-1.5, -1.5), 6);
});

describe.each(Object.keys(activations) as ActivationName[])("the activation %s", (name) => {
  it("has the slope that small steps show", () => {
    for (const z of [-2.3, -0.7, 0.4, 1.9]) {
      const step = 1e-5;
      const difference = activationAt(name, z + step).output - activationAt(name, z - step).output;
      expect(activationAt(name, z).slope).toBeCloseTo(difference / (2 * step), 7);
    }
  });

  it("is drawn as it is computed", () => {
    const { outputs, slopes } = activationCurves(name, -4, 4, 9);
    for (const [i, [z, output]] of outputs.entries()) {
      expect(output).toBeCloseTo(activationAt(name, z).output, 12);
      expect(slopes[i][1]).toBeCloseTo(activationAt(name, z).slope, 12);
    }
  });
});

describe("rules of logic", () => {
  const rule: Record<TaskName, (a: number, b: number) => boolean> = {
    AND: (a, b) => a === 1 && b === 1,
    OR: (a, b) => a === 1 || b === 1,
    "NOT BOTH": (a, b) => !(a === 1 && b === 1),
    XOR: (a, b) => a !== b,
  };

  it.each(Object.keys(tasks) as TaskName[])("%s wants what the word says", (task) => {
    expect(tasks[task].map(Boolean)).toEqual(cases.map(([a, b]) => rule[task](a, b)));
  });

  it.each(["AND", "OR", "NOT BOTH"] satisfies TaskName[])("the shown weights do %s", (task) => {
    const weights = solutions[task];
    if (weights === null) throw new Error("there are some");
    expect(rights(task, weights)).toEqual([true, true, true, true]);
    expect(answers(weights)[3]).toBeCloseTo(sigmoid(weights.w1 + weights.w2 + weights.b), 14);
  });

  it("no setting of the sliders does XOR", () => {
    const settings = Array.from({ length: 17 }, (_, i) => i - 8);
    for (const w1 of settings)
      for (const w2 of settings)
        for (const b of settings) expect(rights("XOR", { w1, w2, b })).toContain(false);
  });
});
