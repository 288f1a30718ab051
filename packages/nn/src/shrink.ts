import { checkValue, type Value } from "@chainrule/autograd";
import { Module } from "./module.ts";

/** 0 where |x| ≤ lambda, x elsewhere. */
export class Hardshrink extends Module {
  /** Entries up to this far from 0 become 0. */
  readonly lambda: number;

  /** @throws RangeError for a lambda below 0. */
  constructor(lambda = 0.5) {
    super();
    this.lambda = checkLambda("Hardshrink", lambda);
  }

  forward(x: Value): Value {
    return checkValue("Hardshrink", x).where(x.abs().le(this.lambda).eq(false), 0);
  }
}

/** x moved towards 0 by lambda; 0 where |x| ≤ lambda. */
export class Softshrink extends Module {
  /** How far entries move towards 0. */
  readonly lambda: number;

  /** @throws RangeError for a lambda below 0. */
  constructor(lambda = 0.5) {
    super();
    this.lambda = checkLambda("Softshrink", lambda);
  }

  forward(x: Value): Value {
    const isKept = checkValue("Softshrink", x).abs().le(this.lambda).eq(false);
    return x.sub(x.sign().mul(this.lambda)).where(isKept, 0);
  }
}

/** x − tanh x */
export class Tanhshrink extends Module {
  forward(x: Value): Value {
    return checkValue("Tanhshrink", x).sub(x.tanh());
  }
}

function checkLambda(name: string, lambda: number): number {
  if (typeof lambda === "number" && lambda >= 0) return lambda;
  throw new RangeError(`${name} needs a lambda of at least 0, got ${String(lambda)}.`);
}
