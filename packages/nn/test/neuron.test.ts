import { Generator, noGrad, tensor, type Value, value } from "@chainrule/autograd";
import { Layer, MLP, Module, Neuron, squaredError } from "@chainrule/nn";
import { describe, expect, it } from "vitest";

const float64 = { dtype: "float64" } as const;

function set(parameter: Value, x: number): void {
  parameter.assign(value(x, { dtype: parameter.dtype }));
}

describe("Neuron", () => {
  it("computes activation(w · x + b) and its gradient", () => {
    const neuron = new Neuron(2, { activation: "tanh", ...float64 });
    set(neuron.weights[0], 0.5);
    set(neuron.weights[1], -0.25);
    set(neuron.bias, 0.125);
    const x = value(3, { requiresGrad: true, ...float64 });
    const output = neuron.forward([2, x]);
    // 0.5 · 2 − 0.25 · 3 + 0.125 = 0.375
    expect(output.item()).toBeCloseTo(Math.tanh(0.375), 15);
    output.backward();
    const slope = 1 - Math.tanh(0.375) ** 2;
    expect(neuron.weights[0].grad?.item()).toBeCloseTo(2 * slope, 15);
    expect(neuron.weights[1].grad?.item()).toBeCloseTo(3 * slope, 15);
    expect(neuron.bias.grad?.item()).toBeCloseTo(slope, 15);
    expect(x.grad?.item()).toBeCloseTo(-0.25 * slope, 15);
  });

  it.each([
    ["tanh", Math.tanh(-2)],
    ["relu", 0],
    ["sigmoid", 1 / (1 + Math.exp(2))],
    ["linear", -2],
    [(x: Value) => x.square(), 4],
  ] as const)("bends its sum by the activation %s", (activation, expected) => {
    const neuron = new Neuron(1, { activation, ...float64 });
    set(neuron.weights[0], -1);
    expect(neuron.forward([2]).item()).toBeCloseTo(expected, 15);
  });

  it("starts with weights between ±1/√n, repeatable by seed, and a bias of 0", () => {
    const [a, b] = [
      new Neuron(100, { generator: new Generator(3) }),
      new Neuron(100, { generator: new Generator(3) }),
    ];
    const weights = a.weights.map((weight) => weight.item());
    expect(Math.max(...weights.map(Math.abs))).toBeLessThanOrEqual(0.1);
    expect(Math.max(...weights.map(Math.abs))).toBeGreaterThan(0.09);
    expect(a.bias.item()).toBe(0);
    expect(b.weights.map((weight) => weight.item())).toEqual(weights);
  });

  it("rejects another number of inputs than it has weights", () => {
    expect(() => new Neuron(2).forward([1])).toThrow("This neuron needs 2 inputs, one per weight, got 1.");
  });

  it("rejects a number of inputs that is none", () => {
    expect(() => new Neuron(0)).toThrow("Neuron: inputCount is an integer of at least 1, got 0.");
  });

  it("rejects an unknown activation", () => {
    expect(() => new Neuron(1, { activation: "step" as "relu" })).toThrow(
      'Unknown activation "step". Use "tanh"',
    );
  });
});

describe("Layer", () => {
  it("gives one output per neuron, all from the same inputs", () => {
    const layer = new Layer(3, 2);
    const outputs = layer.forward([1, 2, 3]);
    expect(outputs.map((output) => output.item())).toEqual(
      layer.neurons.map((n) => n.forward([1, 2, 3]).item()),
    );
  });
});

describe("MLP", () => {
  it("is a module with a parameter for each weight and bias", () => {
    const network = new MLP(2, [3, 1]);
    expect(network).toBeInstanceOf(Module);
    expect(network.parameters()).toHaveLength(3 * 3 + 4);
    expect(network.namedParameters()[0][0]).toBe("layers.0.neurons.0.weights.0");
    expect(network.namedParameters().at(-1)?.[0]).toBe("layers.1.neurons.0.bias");
  });

  it("bends every layer but the last", () => {
    const network = new MLP(1, [1, 1], { activation: "relu", ...float64 });
    for (const parameter of network.parameters()) set(parameter, -1);
    // −(relu(−x − 1)) − 1 at x = −3
    expect(network.forward([-3]).map((output) => output.item())).toEqual([-3]);
  });

  it("computes in the dtype of its parameters", () => {
    expect(new MLP(2, [2, 1], float64).forward([1, 2])[0].dtype).toBe("float64");
    expect(new MLP(2, [2, 1]).forward([1, 2])[0].dtype).toBe("float32");
  });

  it("rejects a network without layers", () => {
    expect(() => new MLP(2, [])).toThrow("MLP needs at least one layer");
  });

  it("keeps its numbers in a state dict", () => {
    const [a, b] = [new MLP(2, [3, 1]), new MLP(2, [3, 1])];
    b.loadStateDict(structuredClone(a.stateDict()));
    expect(b.forward([1, 2])[0].item()).toBe(a.forward([1, 2])[0].item());
  });

  it.each(["float32", "float64"] as const)("learns XOR in %s by gradient descent", (dtype) => {
    const examples = [
      [0, 0, 0],
      [0, 1, 1],
      [1, 0, 1],
      [1, 1, 0],
    ];
    const network = new MLP(2, [4, 1], { dtype, generator: new Generator(1) });
    const lossOf = (): Value =>
      examples
        .map(([x, y, target]) => squaredError(network.forward([x, y])[0], target))
        .reduce((sum, loss) => sum.add(loss));

    for (let step = 0; step < 300; step++) {
      network.zeroGrad();
      lossOf().backward();
      noGrad(() => {
        for (const parameter of network.parameters()) {
          if (parameter.grad !== null) parameter.assign(parameter.sub(parameter.grad.mul(0.1)));
        }
      });
    }
    expect(lossOf().item()).toBeLessThan(0.01);
    for (const [x, y, target] of examples) expect(network.forward([x, y])[0].item()).toBeCloseTo(target, 1);
  });

  it("gives the gradients that a matrix product gives", () => {
    const network = new MLP(3, [2], float64);
    const weights = tensor(
      network.layers[0].neurons.map(({ weights }) => weights.map((weight) => weight.item())),
      { requiresGrad: true, ...float64 },
    );
    const x = [0.5, -1, 2];
    const [a, b] = network.forward(x);
    a.mul(b).backward();
    const product = tensor(x, float64).matmul(weights.transpose());
    product.slice(0, 1).mul(product.slice(1)).sum().backward();
    const gradients = network.layers[0].neurons.map(({ weights }) =>
      weights.map((weight) => weight.grad?.item()),
    );
    expect(gradients.flat()).toEqual(Array.from(weights.grad?.data ?? []).map((x) => expect.closeTo(x, 14)));
  });
});
