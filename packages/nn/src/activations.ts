import type { GeluOptions, Value } from "@chainrule/autograd";
import { Module } from "./module.ts";

/** max(x, 0) */
export class ReLU extends Module {
  forward(x: Value): Value {
    return x.relu();
  }
}

/** x where x > 0, else negativeSlope · x */
export class LeakyReLU extends Module {
  readonly negativeSlope: number;

  constructor(negativeSlope = 0.01) {
    super();
    this.negativeSlope = negativeSlope;
  }

  forward(x: Value): Value {
    return x.leakyRelu(this.negativeSlope);
  }
}

/** tanh x */
export class Tanh extends Module {
  forward(x: Value): Value {
    return x.tanh();
  }
}

/** 1 / (1 + e⁻ˣ) */
export class Sigmoid extends Module {
  forward(x: Value): Value {
    return x.sigmoid();
  }
}

/** ln(1 + eˣ) */
export class Softplus extends Module {
  forward(x: Value): Value {
    return x.softplus();
  }
}

/** x · Φ(x), Φ being the normal distribution function (Hendrycks and Gimpel 2016, Gaussian Error Linear Units) */
export class GELU extends Module {
  readonly options: GeluOptions;

  constructor(options: GeluOptions = {}) {
    super();
    this.options = options;
  }

  forward(x: Value): Value {
    return x.gelu(this.options);
  }
}

/** eˣ / Σ eˣ along an axis, the last when none is named */
export class Softmax extends Module {
  readonly axis: number;

  constructor(axis = -1) {
    super();
    this.axis = axis;
  }

  forward(x: Value): Value {
    return x.softmax(this.axis);
  }
}

/** ln softmax(x) along an axis, the last when none is named */
export class LogSoftmax extends Module {
  readonly axis: number;

  constructor(axis = -1) {
    super();
    this.axis = axis;
  }

  forward(x: Value): Value {
    return x.logSoftmax(this.axis);
  }
}
