import { checkValue, type Value } from "@chainrule/autograd";
import { Module } from "./module.ts";
import { formatShape } from "./shape.ts";

/**
 * a · sigmoid(b) for the halves a and b of x along an axis, the last when none is named: of half its extent (Dauphin et al. 2017,
 * Language Modeling with Gated Convolutional Networks).
 */
export class GLU extends Module {
  /** The axis that is cut in halves. */
  readonly axis: number;

  constructor(axis = -1) {
    super();
    this.axis = axis;
  }

  /**
   * The first half times the sigmoid of the second.
   * @throws RangeError when the extent of the axis is odd.
   */
  forward(x: Value): Value {
    const axis = this.axis < 0 ? this.axis + checkValue("GLU", x).rank : this.axis;
    const extent = x.shape[axis];
    if (extent === undefined || extent % 2 !== 0) {
      throw new RangeError(
        `GLU needs an even extent along axis ${this.axis} to halve, got ${formatShape(x.shape)}.`,
      );
    }
    const [a, b] = x.split(Math.max(extent / 2, 1), axis);
    return a.mul(b.sigmoid());
  }
}
