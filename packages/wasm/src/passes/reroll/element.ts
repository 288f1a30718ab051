import { sizeOf, stridesOf } from "@chainrule/autograd/engine";
import { type Instruction, Result } from "../../graph/graph.ts";

/** A number of an array: the one at a place of its entries in row-major order. */
export interface Element {
  readonly array: Instruction;
  readonly place: number;
}

interface Range {
  readonly axis: number;
  readonly start: number;
  readonly step: number;
}

/** The array that slices, reshapes and copies have taken a number out of; null where it was not taken out of one. */
export function elementOf(instruction: Instruction): Element | null {
  let [array, place] = [instruction, 0];
  while (array instanceof Result) {
    const { name, args, operands } = array.call;
    const [inner] = operands;
    if (name === "slice") {
      const { axis, start, step } = args[1] as Range;
      const strides = stridesOf(array.shape);
      const innerStrides = stridesOf(inner.shape);
      let rest = place;
      place = 0;
      strides.forEach((stride, i) => {
        const at = stride === 0 ? 0 : Math.floor(rest / stride);
        rest -= at * stride;
        place += (i === axis ? start + at * step : at) * innerStrides[i];
      });
    } else if (name !== "reshape" && name !== "clone" && name !== "detach") break;
    array = inner;
  }
  return array === instruction || sizeOf(array.shape) === 1 ? null : { array, place };
}
