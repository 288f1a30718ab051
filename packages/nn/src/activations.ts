import {
  checkValue,
  type GeluOptions,
  gelu,
  leakyRelu,
  logSoftmax,
  mish,
  neg,
  relu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  tanh,
  type Value,
} from "@chainrule/autograd";
import { Module } from "./module.ts";

/** max(x, 0) */
export class ReLU extends Module {
  forward(x: Value): Value {
    return relu(x);
  }
}

/** x where x > 0, else negativeSlope · x */
export class LeakyReLU extends Module {
  /** The slope below 0. */
  readonly negativeSlope: number;

  constructor(negativeSlope = 0.01) {
    super();
    this.negativeSlope = negativeSlope;
  }

  forward(x: Value): Value {
    return leakyRelu(x, this.negativeSlope);
  }
}

/** x where it is above the threshold, else `value` */
export class Threshold extends Module {
  /** Entries above it stay. */
  readonly threshold: number;
  /** What the others become. */
  readonly value: number;

  constructor(threshold: number, value: number) {
    super();
    this.threshold = threshold;
    this.value = value;
  }

  forward(x: Value): Value {
    return checkValue("Threshold", x).where(x.le(this.threshold).eq(false), this.value);
  }
}

/** tanh x */
export class Tanh extends Module {
  forward(x: Value): Value {
    return tanh(x);
  }
}

/** 1 / (1 + e⁻ˣ) */
export class Sigmoid extends Module {
  forward(x: Value): Value {
    return sigmoid(x);
  }
}

/** ln(1 + eˣ) */
export class Softplus extends Module {
  forward(x: Value): Value {
    return softplus(x);
  }
}

/** ln(1 / (1 + e⁻ˣ)) */
export class LogSigmoid extends Module {
  forward(x: Value): Value {
    return softplus(neg(x)).neg();
  }
}

/** x / (1 + |x|) */
export class Softsign extends Module {
  forward(x: Value): Value {
    return softsign(x);
  }
}

/** x · sigmoid(x) (Elfwing, Uchibe and Doya 2017, Sigmoid-Weighted Linear Units; also called swish) */
export class SiLU extends Module {
  forward(x: Value): Value {
    return silu(x);
  }
}

/** x · tanh(softplus(x)) (Misra 2019, Mish: A Self Regularized Non-Monotonic Activation Function) */
export class Mish extends Module {
  forward(x: Value): Value {
    return mish(x);
  }
}

/** x · Φ(x), Φ being the normal distribution function (Hendrycks and Gimpel 2016, Gaussian Error Linear Units) */
export class GELU extends Module {
  /** Which formula it uses. */
  readonly options: GeluOptions;

  constructor(options: GeluOptions = {}) {
    super();
    this.options = options;
  }

  forward(x: Value): Value {
    return gelu(x, this.options);
  }
}

/** eˣ / Σ eˣ along an axis, the last when none is named */
export class Softmax extends Module {
  /** The axis whose entries add up to 1. */
  readonly axis: number;

  constructor(axis = -1) {
    super();
    this.axis = axis;
  }

  forward(x: Value): Value {
    return softmax(x, this.axis);
  }
}

/** e⁻ˣ / Σ e⁻ˣ along an axis, the last when none is named */
export class Softmin extends Module {
  /** The axis whose entries add up to 1. */
  readonly axis: number;

  constructor(axis = -1) {
    super();
    this.axis = axis;
  }

  forward(x: Value): Value {
    return softmax(neg(x), this.axis);
  }
}

/** ln softmax(x) along an axis, the last when none is named */
export class LogSoftmax extends Module {
  /** The axis whose probabilities add up to 1. */
  readonly axis: number;

  constructor(axis = -1) {
    super();
    this.axis = axis;
  }

  forward(x: Value): Value {
    return logSoftmax(x, this.axis);
  }
}
