import {
  type AvgPool2dOptions,
  avgPool2d,
  maxPool2d,
  type Pair,
  type Pool2dOptions,
  type Value,
} from "@chainrule/autograd";
import { Module } from "./module.ts";
import { checkOptions } from "./options.ts";
import { checkPairs } from "./shape.ts";

/** The largest entry in each window of images [batch, channels, height, width]. */
export class MaxPool2d extends Module {
  /** Height and width of the window, or one number for both. */
  readonly kernelSize: Pair;
  /** Stride, padding and dilation. */
  readonly options: Pool2dOptions;

  /** @param options the stride is the window's size when absent. */
  constructor(kernelSize: Pair, options: Pool2dOptions = {}) {
    super();
    checkWindow("MaxPool2d", kernelSize, options);
    this.kernelSize = kernelSize;
    this.options = { ...options };
  }

  forward(x: Value): Value {
    return maxPool2d(x, this.kernelSize, this.options);
  }
}

/** The mean of each window of images [batch, channels, height, width]. */
export class AvgPool2d extends Module {
  /** Height and width of the window, or one number for both. */
  readonly kernelSize: Pair;
  /** Stride, padding and what counts as an entry. */
  readonly options: AvgPool2dOptions;

  /** @param options the stride is the window's size when absent. */
  constructor(kernelSize: Pair, options: AvgPool2dOptions = {}) {
    super();
    checkWindow("AvgPool2d", kernelSize, options);
    this.kernelSize = kernelSize;
    this.options = { ...options };
  }

  forward(x: Value): Value {
    return avgPool2d(x, this.kernelSize, this.options);
  }
}

function checkWindow(layer: string, kernelSize: Pair, options: Pool2dOptions): void {
  checkOptions(layer, options);
  checkPairs(layer, { kernelSize, stride: options.stride ?? kernelSize, dilation: options.dilation ?? 1 });
  checkPairs(layer, { padding: options.padding ?? 0 }, 0);
}
