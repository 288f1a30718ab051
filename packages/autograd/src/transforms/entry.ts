import { isFloat } from "../dtype.ts";
import type { Op } from "../op.ts";
import { recording } from "../recording.ts";
import { record, Value } from "../value.ts";

/** A copy of `primal` with a call of its own, by which a transform knows it. Integers and bools have no derivative. */
export function entered(op: string, primal: Value, identity: Op<[x: Value]>): Value {
  if (!isFloat(primal.dtype)) {
    throw new TypeError(
      `${op} differentiates float32 and float64 Values, not ${primal.dtype}. Close over that argument instead.`,
    );
  }
  const copy = new Value(primal.shape, primal.dtype, primal.storage);
  record(identity, [primal], [primal], copy);
  return copy;
}

/** An output as the caller gets it: without its graph, unless that leads on to something that needs it. */
export function released(output: Value): Value {
  return output.tracked || recording.traces > 0 ? output : output.detach();
}
