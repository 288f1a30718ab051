import { type Signal, useSignal } from "@preact/signals";
import type { ActivationName } from "./activations.ts";
import type { Numbers } from "./neuron.ts";

/** The neuron of this lesson: what one figure changes, all others show. */
export type NeuronState = Numbers<Signal<number>> & { readonly activation: Signal<ActivationName> };

export function useNeuron(): NeuronState {
  return {
    x1: useSignal(1),
    x2: useSignal(0.5),
    w1: useSignal(0.8),
    w2: useSignal(-1.2),
    b: useSignal(0.3),
    activation: useSignal<ActivationName>("sigmoid"),
  };
}

/** Its numbers as they are now. */
export const numbersOf = ({ x1, x2, w1, w2, b }: NeuronState): Numbers => ({
  x1: x1.value,
  x2: x2.value,
  w1: w1.value,
  w2: w2.value,
  b: b.value,
});
