import { checkValue, elu, selu, type Value } from "@chainrule/autograd";
import { Module } from "./module.ts";

/** x where x > 0, else alpha · (eˣ − 1) (Clevert et al. 2015, Fast and Accurate Deep Network Learning by Exponential Linear Units). */
export class ELU extends Module {
  /** What it tends to far below 0, negated. */
  readonly alpha: number;

  constructor(alpha = 1) {
    super();
    this.alpha = alpha;
  }

  forward(x: Value): Value {
    return elu(x, this.alpha);
  }
}

/** x where x > 0, else alpha · (e^(x/alpha) − 1), whose slope at 0 is 1 for every alpha (Barron 2017). */
export class CELU extends Module {
  /** What it tends to far below 0, negated. */
  readonly alpha: number;

  /** @throws RangeError for an alpha of 0. */
  constructor(alpha = 1) {
    super();
    if (!(Math.abs(alpha) > 0))
      throw new RangeError(`CELU needs an alpha other than 0, got ${String(alpha)}.`);
    this.alpha = alpha;
  }

  forward(x: Value): Value {
    const isLow = checkValue("CELU", x).le(0);
    return x.where(isLow, 0).div(this.alpha).expm1().mul(this.alpha).where(isLow, x);
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
