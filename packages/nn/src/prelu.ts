import { type FloatDtype, full, getDefaultDtype, type Value } from "@chainrule/autograd";
import { Module } from "./module.ts";
import { checkExtents, formatShape } from "./shape.ts";

/** Options of {@link PReLU}. */
export interface PReLUOptions {
  /** 1 (when absent) for one slope in all, or the number of channels, axis 1 of the input. */
  readonly numParameters?: number;
  /** What the slopes start with; 0.25 when absent. */
  readonly init?: number;
  /** Of the slopes; the default float when absent. */
  readonly dtype?: FloatDtype;
}

/** x where x > 0, else weight · x with a slope that is learned (He et al. 2015, Delving Deep into Rectifiers). */
export class PReLU extends Module {
  /** [numParameters] */
  readonly weight: Value;

  constructor({ numParameters = 1, init = 0.25, dtype = getDefaultDtype() }: PReLUOptions = {}) {
    super();
    checkExtents("PReLU", { numParameters });
    this.weight = full([numParameters], init, { dtype, requiresGrad: true });
  }

  forward(x: Value): Value {
    const count = this.weight.size;
    if (count !== 1 && x.shape[1] !== count) {
      throw new RangeError(
        `PReLU of ${count} slopes needs inputs [N, ${count}, ...], got ${formatShape(x.shape)}.`,
      );
    }
    const slope = this.weight.reshape(count === 1 ? [] : [count, ...x.shape.slice(2).map(() => 1)]);
    return x.where(x.gt(0), x.mul(slope));
  }
}
