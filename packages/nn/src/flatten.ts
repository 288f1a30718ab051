import { checkValue, describeValue, type Value } from "@chainrule/autograd";
import { type Output } from "./layerShapes.ts";
import { Module } from "./module.ts";
import { checkOptions } from "./options.ts";
import { formatShape } from "./shape.ts";

/** Options of {@link Flatten}. */
export interface FlattenOptions<Start extends number = number, End extends number = number> {
  /** The first axis to merge; 1 when absent, which keeps the batch axis. */
  readonly startAxis?: Start;
  /** The last axis to merge, included; −1 when absent. */
  readonly endAxis?: End;
}

/** Merges neighbouring axes into one: [batch, channels, height, width] → [batch, channels · height · width]. */
export class Flatten<Start extends number = 1, End extends number = -1> extends Module {
  /** The first axis of those that become one. */
  readonly startAxis: Start;
  /** The last axis of those that become one. */
  readonly endAxis: End;

  constructor(options: FlattenOptions<Start, End> = {}) {
    super();
    checkOptions("Flatten", options);
    const { startAxis = 1 as Start, endAxis = -1 as End } = options;
    for (const [name, axis] of Object.entries({ startAxis, endAxis })) {
      if (!Number.isInteger(axis))
        throw new RangeError(`Flatten: ${name} is an integer, got ${describeValue(axis)}.`);
    }
    this.startAxis = startAxis;
    this.endAxis = endAxis;
  }

  forward<L, V extends Value>(this: L, x: V): Value<Output<L, V>>;
  forward(x: Value): Value {
    checkValue("Flatten", x);
    const [start, end] = [this.startAxis, this.endAxis].map((axis) => (axis < 0 ? axis + x.rank : axis));
    const merged = x.shape.slice(start, end + 1);
    if (!(start >= 0 && end < x.rank) || merged.length === 0) {
      throw new RangeError(
        `Flatten from axis ${this.startAxis} to ${this.endAxis} does not fit shape ${formatShape(x.shape)}. ` +
          "A batch needs its axis in front: unsqueeze(0) adds one.",
      );
    }
    const extent = merged.reduce((product, n) => product * n, 1);
    return x.reshape([...x.shape.slice(0, start), extent, ...x.shape.slice(end + 1)]);
  }
}
