import { elu, selu, type Value } from "@chainrule/autograd";
import { Module } from "./module.ts";

/** x where x > 0, else alpha · (eˣ − 1) (Clevert et al. 2015, Fast and Accurate Deep Network Learning by Exponential Linear Units). */
export class ELU extends Module {
  readonly alpha: number;

  constructor(alpha = 1) {
    super();
    this.alpha = alpha;
  }

  forward(x: Value): Value {
    return elu(x, this.alpha);
  }
}

/**
 * scale · elu(x) with the scale and alpha that keep mean 0 and variance 1 from layer to layer (Klambauer et al. 2017,
 * Self-Normalizing Neural Networks).
 */
export class SELU extends Module {
  forward(x: Value): Value {
    return selu(x);
  }
}
