import { callsBehind } from "../backward.ts";
import { isFloat } from "../dtype.ts";
import { clone } from "../ops/conversion.ts";
import { recording, withRecording } from "../recording.ts";
import { leavesOf, mapTree } from "../tree.ts";
import { type Node, record, Value, youngestCall } from "../value.ts";

/** A function called once, and what lies between its arguments and its output. */
export interface Traced<Out> {
  readonly output: Out;
  /** The copies of the primals that the function saw, in order. */
  readonly copies: readonly Value[];
  /** The calls made inside that lead to the output and require a gradient, oldest first. */
  readonly calls: readonly Node[];
}

/**
 * Calls `f` on copies of `primals` that require a gradient. Each copy has a call of its own, so that nested transforms cannot
 * mistake each other's, and so that captured parameters are no part of it.
 * @param watched Values from outside whose part in it is to be recorded like that of the copies.
 */
export function traced<Args extends readonly unknown[], Out>(
  op: string,
  f: (...args: Args) => Out,
  primals: Args,
  watched: readonly Value[] = [],
): Traced<Out> {
  const copies: Value[] = [];
  const args = mapTree(op, primals, (primal) => {
    copies.push(copied(op, primal));
    return copies[copies.length - 1];
  });
  const youngest = youngestCall(); // older calls cannot depend on the copies
  const output = withTracking(watched, () => withRecording({ gradient: true }, () => f(...args)));
  const isInside = ({ tracked, node }: Value): boolean => tracked && node !== null && node.id > youngest;
  const calls = callsBehind(leavesOf(op, output).filter(isInside), isInside).reverse();
  untrack(copies, calls);
  return { output, copies, calls };
}

/** All that depends on `sources` by way of `calls`, oldest first: they themselves, and what the calls gave. */
export function dependents(sources: readonly Value[], calls: readonly Node[]): ReadonlySet<Value> {
  const dependent = new Set(sources);
  for (const { inputs, outputs } of calls) {
    if (!inputs.some((input) => dependent.has(input))) continue;
    for (const output of outputs) if (isFloat(output.dtype)) dependent.add(output);
  }
  return dependent;
}

function copied(op: string, primal: Value): Value {
  if (!isFloat(primal.dtype)) {
    throw new TypeError(
      `${op} differentiates float32 and float64 Values, not ${primal.dtype}. Close over that argument instead.`,
    );
  }
  const copy = new Value(primal.shape, primal.dtype, primal.shared());
  record(clone, [primal], [primal], copy);
  copy.tracked = true;
  return copy;
}

/** Calls `f` while the given Values require a gradient. */
function withTracking<T>(values: readonly Value[], f: () => T): T {
  const before = values.map((value) => value.tracked);
  for (const value of values) value.tracked = true;
  try {
    return f();
  } finally {
    values.forEach((value, i) => {
      value.tracked = before[i];
    });
  }
}

/** From here on the calls require a gradient only where they would without the copies. */
function untrack(copies: readonly Value[], calls: readonly Node[]): void {
  for (const copy of copies) copy.tracked = recording.gradient && copy.inputs[0].tracked;
  for (const call of calls) {
    const tracked = recording.gradient && call.inputs.some((input) => input.tracked);
    for (const output of call.outputs) output.tracked &&= tracked;
  }
}

/** A result as the caller gets it: a Value of its own, and without a graph unless that leads to what requires a gradient. */
export function released(result: Value): Value {
  if (!result.tracked) return result.detach();
  return result.node === null ? result.clone() : result;
}
