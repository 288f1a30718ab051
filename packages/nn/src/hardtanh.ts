import { hardtanh, type Value } from "@chainrule/autograd";
import { Module } from "./module.ts";

/** x held between minVal and maxVal, with derivative 0 at both, as in PyTorch. */
export class Hardtanh extends Module {
  /** The smallest output. */
  readonly minVal: number;
  /** The largest output. */
  readonly maxVal: number;

  /** @throws RangeError unless minVal is smaller than maxVal. */
  constructor(minVal = -1, maxVal = 1) {
    super();
    if (!(minVal < maxVal)) {
      throw new RangeError(`Hardtanh needs minVal < maxVal, got ${String(minVal)} and ${String(maxVal)}.`);
    }
    this.minVal = minVal;
    this.maxVal = maxVal;
  }

  forward(x: Value): Value {
    return hardtanh(x, this.minVal, this.maxVal);
  }
}

/** x held between 0 and 6, with derivative 0 at both. */
export class ReLU6 extends Module {
  forward(x: Value): Value {
    return hardtanh(x, 0, 6);
  }
}
