import { describeValue, type Value } from "@chainrule/autograd";
import type { Chainable, Input, Output } from "./layerShapes.ts";
import { Module } from "./module.ts";

/** A module from one Value to one Value. */
export type UnaryModule = Module & { forward(x: Value): Value };

/**
 * Modules one after another, each taking what the one before it gave. Paths are those of PyTorch: `0.weight` for the first
 * module.
 */
export class Sequential<Layers extends readonly UnaryModule[] = readonly UnaryModule[]> extends Module {
  readonly #layers: Layers;

  constructor(...layers: Chainable<Layers>) {
    super();
    this.#layers = layers as unknown as Layers;
    for (const layer of this.#layers) {
      if (typeof (layer as Partial<UnaryModule> | null)?.forward === "function") continue;
      throw new TypeError(
        `Sequential needs modules, one after another, got ${describeValue(layer)}. Spread an array; make a Module of a function.`,
      );
    }
    Object.assign(this, layers); // under their numbers, where parameters are looked for
  }

  /** The modules, in the order in which they run. */
  get layers(): Layers {
    return this.#layers;
  }

  forward<L, V extends Value>(this: L, x: Input<L, V>): Value<Output<L, V>>;
  forward(x: Value): Value {
    return this.layers.reduce<Value>((output, layer) => layer.forward(output), x);
  }
}
