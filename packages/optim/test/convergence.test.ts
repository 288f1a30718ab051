import { tensor, type Value, value } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { Adadelta, Adagrad, Adam, Adamax, AdamW, Lion, NAdam, RAdam, RMSprop, SGD } from "../src/index.ts";

interface Steps {
  zeroGrad(): void;
  step(): void;
}

const float64 = { dtype: "float64", requiresGrad: true } as const;

function minimize(loss: () => Value, optimizer: Steps, steps: number): number {
  for (let step = 0; step < steps; step++) {
    optimizer.zeroGrad();
    loss().backward();
    optimizer.step();
  }
  return loss().item();
}

describe("the bowl (x − 4)² + (y − 3)²", () => {
  it.each<[string, (parameters: Value[]) => Steps]>([
    ["SGD", (parameters) => new SGD(parameters, { learningRate: 0.1 })],
    ["SGD with momentum", (parameters) => new SGD(parameters, { learningRate: 0.02, momentum: 0.9 })],
    [
      "SGD with Nesterov momentum",
      (parameters) => new SGD(parameters, { learningRate: 0.02, momentum: 0.9, nesterov: true }),
    ],
    ["Adam", (parameters) => new Adam(parameters, { learningRate: 0.1 })],
    ["Adam with amsgrad", (parameters) => new Adam(parameters, { learningRate: 0.1, amsgrad: true })],
    ["AdamW", (parameters) => new AdamW(parameters, { learningRate: 0.1, weightDecay: 1e-6 })],
    ["Adagrad", (parameters) => new Adagrad(parameters, { learningRate: 1 })],
    ["Adadelta", (parameters) => new Adadelta(parameters, { learningRate: 10, eps: 1e-4 })],
    ["Adamax", (parameters) => new Adamax(parameters, { learningRate: 0.1 })],
    ["NAdam", (parameters) => new NAdam(parameters, { learningRate: 0.1 })],
    ["RAdam", (parameters) => new RAdam(parameters, { learningRate: 0.1 })],
  ])("has its minimum at (4, 3), and %s gets there", (_name, optimizer) => {
    const [x, y] = [value(-1, float64), value(8, float64)];
    minimize(() => x.sub(4).square().add(y.sub(3).square()), optimizer([x, y]), 1000);
    expect(x.item()).toBeCloseTo(4, 4);
    expect(y.item()).toBeCloseTo(3, 4);
  });
});

it.each<[string, (parameters: Value[]) => Steps]>([
  ["RMSprop", (parameters) => new RMSprop(parameters)],
  ["Lion", (parameters) => new Lion(parameters, { learningRate: 0.01 })],
])("%s, whose steps do not get smaller, gets near it", (_name, optimizer) => {
  const [x, y] = [value(-1, float64), value(8, float64)];
  minimize(() => x.sub(4).square().add(y.sub(3).square()), optimizer([x, y]), 1500);
  expect(Math.hypot(x.item() - 4, y.item() - 3)).toBeLessThan(0.05);
});

describe("Rosenbrock's valley (1 − x)² + 100 (y − x²)²", () => {
  it.each<[string, number, (parameters: Value[]) => Steps]>([
    ["SGD with momentum", 5000, (parameters) => new SGD(parameters, { learningRate: 5e-4, momentum: 0.9 })],
    ["Adam", 5000, (parameters) => new Adam(parameters, { learningRate: 0.02 })],
    ["AdamW", 5000, (parameters) => new AdamW(parameters, { learningRate: 0.02, weightDecay: 0 })],
  ])("%s goes down to its end", (_name, steps, optimizer) => {
    const point = tensor([-1.2, 1], float64);
    const loss = (): Value => {
      const [x, y] = [point.slice(0, 1).sum(), point.slice(1, 2).sum()];
      return x.sub(1).square().add(y.sub(x.square()).square().mul(100));
    };
    expect(minimize(loss, optimizer([point]), steps)).toBeLessThan(1e-3);
    for (const coordinate of point.data as Float64Array) expect(coordinate).toBeCloseTo(1, 1);
  });
});

it("maximize goes up", () => {
  const x = value(0, float64);
  minimize(() => x.sub(2).square().neg(), new Adam([x], { learningRate: 0.1, maximize: true }), 500);
  expect(x.item()).toBeCloseTo(2, 4);
});
