import { type Value, zeros } from "@chainrule/autograd";
import { Module } from "./module.ts";
import { type InitializerOptions, uniformParameter } from "./parameter.ts";
import { checkExtents } from "./shape.ts";

/*
 * The picture of a neural network, on scalars: to read, to draw, to step through. For speed there is Linear, which is a whole
 * Layer in one matrix product.
 */

/** What a neuron does with its weighted sum. */
export type Activation = "tanh" | "relu" | "sigmoid" | "linear" | ((x: Value) => Value);

/** Options of {@link Neuron}, {@link Layer} and {@link MLP}. */
export interface NeuronOptions extends InitializerOptions {
  /** "tanh" when absent. */
  readonly activation?: Activation;
}

/** Numbers that come in: scalars, or plain numbers where no gradient is needed. */
export type Scalars = readonly (Value | number)[];

/**
 * A neuron weighs its inputs, adds a bias, and bends the sum: activation(w₁x₁ + … + wₙxₙ + b). The weights start at random,
 * uniform between ±1/√n, so that neurons differ and sums stay small; the bias starts at 0.
 */
export class Neuron extends Module {
  /** One scalar for each input. */
  readonly weights: readonly Value[];
  /** The scalar added to the weighted sum. */
  readonly bias: Value;
  /** What is applied to the sum. */
  readonly activation: (x: Value) => Value;

  constructor(inputCount: number, options: NeuronOptions = {}) {
    super();
    checkExtents("Neuron", { inputCount });
    const bound = 1 / Math.sqrt(inputCount);
    this.weights = Array.from({ length: inputCount }, () => uniformParameter([], bound, options));
    this.bias = zeros([], { ...options, requiresGrad: true });
    this.activation = activationOf(options.activation ?? "tanh");
  }

  forward(inputs: Scalars): Value {
    if (inputs.length !== this.weights.length) {
      throw new RangeError(
        `This neuron needs ${this.weights.length} inputs, one per weight, got ${inputs.length}.`,
      );
    }
    const sum = this.weights.reduce((sum, weight, i) => sum.add(weight.mul(inputs[i])), this.bias);
    return this.activation(sum);
  }
}

/** Neurons side by side: all see the same inputs, each gives one output. */
export class Layer extends Module {
  /** Each reads all inputs and gives one output. */
  readonly neurons: readonly Neuron[];

  constructor(inputCount: number, neuronCount: number, options: NeuronOptions = {}) {
    super();
    checkExtents("Layer", { inputCount, neuronCount });
    this.neurons = Array.from({ length: neuronCount }, () => new Neuron(inputCount, options));
  }

  forward(inputs: Scalars): Value[] {
    return this.neurons.map((neuron) => neuron.forward(inputs));
  }
}

/**
 * A multilayer perceptron: layers one after another, the outputs of one being the inputs of the next. The last one is linear,
 * since an activation would bound what the network can say.
 *
 * ```ts
 * const network = new MLP(2, [16, 16, 1], { activation: "tanh" });
 * const [output] = network.forward([0.5, -1]);
 * ```
 */
export class MLP extends Module {
  /** Each reads what the one before gives. */
  readonly layers: readonly Layer[];

  /** @param sizes how many neurons each layer has. */
  constructor(inputCount: number, sizes: readonly number[], options: NeuronOptions = {}) {
    super();
    if (sizes.length === 0)
      throw new RangeError("MLP needs at least one layer: new MLP(2, [16, 1]) has two.");
    this.layers = sizes.map((size, i) => {
      const isLast = i === sizes.length - 1;
      return new Layer(
        i === 0 ? inputCount : sizes[i - 1],
        size,
        isLast ? { ...options, activation: "linear" } : options,
      );
    });
  }

  /** One output for each neuron of the last layer, in an array also when it is only one. */
  forward(inputs: Scalars): Value[] {
    const [first, ...others] = this.layers;
    return others.reduce((outputs, layer) => layer.forward(outputs), first.forward(inputs));
  }
}

function activationOf(activation: Activation): (x: Value) => Value {
  if (typeof activation === "function") return activation;
  if (activation === "linear") return (x) => x;
  if (activation === "tanh") return (x) => x.tanh();
  if (activation === "relu") return (x) => x.relu();
  if (activation === "sigmoid") return (x) => x.sigmoid();
  throw new TypeError(
    `Unknown activation ${JSON.stringify(activation)}. Use "tanh", "relu", "sigmoid", "linear" or a function.`,
  );
}
