import type { AvgPool2dOptions, Pair, Pool2dOptions, Value } from "@chainrule/autograd";
import { Module } from "./module.ts";

/** The largest entry in each window of images [batch, channels, height, width]. */
export class MaxPool2d extends Module {
  readonly kernelSize: Pair;
  readonly options: Pool2dOptions;

  /** @param options the stride is the window's size when absent. */
  constructor(kernelSize: Pair, options: Pool2dOptions = {}) {
    super();
    this.kernelSize = kernelSize;
    this.options = options;
  }

  forward(x: Value): Value {
    return x.maxPool2d(this.kernelSize, this.options);
  }
}

/** The mean of each window of images [batch, channels, height, width]. */
export class AvgPool2d extends Module {
  readonly kernelSize: Pair;
  readonly options: AvgPool2dOptions;

  /** @param options the stride is the window's size when absent. */
  constructor(kernelSize: Pair, options: AvgPool2dOptions = {}) {
    super();
    this.kernelSize = kernelSize;
    this.options = options;
  }

  forward(x: Value): Value {
    return x.avgPool2d(this.kernelSize, this.options);
  }
}
