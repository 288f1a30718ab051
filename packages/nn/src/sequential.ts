import type { Value } from "@chainrule/autograd";
import { Module } from "./module.ts";

/** A module from one Value to one Value. */
export type UnaryModule = Module & { forward(x: Value): Value };

/** Modules one after another, each taking what the one before it gave. */
export class Sequential extends Module {
  readonly layers: readonly UnaryModule[];

  constructor(...layers: UnaryModule[]) {
    super();
    this.layers = layers;
  }

  forward(x: Value): Value {
    return this.layers.reduce((output, layer) => layer.forward(output), x);
  }
}
