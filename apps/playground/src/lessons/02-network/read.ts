import { noGrad, tensor, type Value } from "@chainrule/autograd";
import { Linear, type Sequential } from "@chainrule/nn";

/** What a network made of a picture. */
export type Reading = {
  /** What each hidden neuron says, layer by layer. */
  readonly hidden: readonly ArrayLike<number>[];
  /** How likely it thinks each digit is: ten numbers that add up to 1. */
  readonly probabilities: ArrayLike<number>;
  /** The likeliest digit. */
  readonly digit: number;
};

/** Sends a picture through the network, and keeps what every layer gives. */
export function read(network: Sequential, pixels: Float32Array): Reading {
  return noGrad(() => {
    const outputs: Value[] = [tensor(pixels)];
    for (const layer of network.layers) outputs.push(layer.forward(outputs[outputs.length - 1]));
    // Linear layers and activations take turns; the last linear one has no activation behind it, and softmax takes its place.
    const hidden = outputs.slice(2, -1).filter((_, i) => i % 2 === 0);
    const logits = outputs[outputs.length - 1];
    return {
      hidden: hidden.map(({ data }) => data),
      probabilities: logits.softmax().data,
      digit: logits.argmax(0).item(),
    };
  });
}

/** The linear layers of a network, from the pixels to the digits. */
export const linearLayers = (network: Sequential): Linear[] =>
  network.layers.filter((layer) => layer instanceof Linear);

/** What a neuron of a layer multiplies its inputs with. */
export function weightsOf({ weight }: Linear, neuron: number): ArrayLike<number> {
  const [, inputs] = weight.shape;
  return weight.data.slice(neuron * inputs, (neuron + 1) * inputs);
}

/** What each neuron of the last hidden layer adds to the output for a digit: its activation times the weight. */
export function contributions(network: Sequential, { hidden }: Reading, digit: number): Float32Array {
  const activations = hidden[hidden.length - 1];
  const weights = weightsOf(linearLayers(network)[hidden.length], digit);
  return Float32Array.from(activations, (activation, i) => activation * weights[i]);
}
