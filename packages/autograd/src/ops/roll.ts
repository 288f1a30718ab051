import { checkValue } from "../guard.ts";
import { defineOp, type Op } from "../op.ts";
import { formatShape, normalizeAxis } from "../shape.ts";
import type { Value } from "../value.ts";
import { concat } from "./concat.ts";

type Numbers = number | readonly number[];

/**
 * The entries moved by `shifts` places along `axes`, one shift for each; what leaves at one end comes in at the other. Without
 * axes, moved in row-major order.
 */
export const roll: Op<[x: Value, shifts: Numbers, axes?: Numbers | null]> = defineOp(
  "roll",
  (x: Value, shifts: Numbers, axes?: Numbers | null): Value => {
    checkValue("roll", x);
    if (axes === undefined || axes === null) return x.reshape([x.size]).roll(shifts, 0).reshape(x.shape);
    const steps = [shifts].flat();
    const list = [axes].flat().map((axis) => normalizeAxis("roll", axis, x.rank));
    if (steps.length !== list.length || !steps.every(Number.isInteger)) {
      throw new RangeError(
        `roll needs an integer for each axis, got shifts ${formatShape(steps)} for axes ${formatShape(list)}.`,
      );
    }
    return list.reduce((rolled, axis, i) => {
      const extent = rolled.shape[axis];
      const cut = extent === 0 ? 0 : (extent - (steps[i] % extent)) % extent;
      if (cut === 0) return rolled;
      return concat([rolled.slice(cut, extent, { axis }), rolled.slice(0, cut, { axis })], axis);
    }, x.reshape(x.shape));
  },
);
