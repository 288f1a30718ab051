import { describe } from "./describe.ts";
import type { Dtype } from "./dtype.ts";
import { checkValue, isValue } from "./guard.ts";
import type { AnyOp, Rules } from "./op.ts";
import { recording, withRecording } from "./recording.ts";
import { formatShape, type Shape, sameShape } from "./shape.ts";
import { innermost, type Trace } from "./trace.ts";
import { Transposed } from "./transposed.ts";
import { isRecorded, record, Value } from "./value.ts";

type Values = readonly Value[];

/** The Values of each argument that is a Value or a list of Values. Throws on Values that no walk would find. */
function valuesIn(op: string, args: readonly unknown[]): Values[] {
  const groups: Values[] = [];
  for (const arg of args) {
    if (isValue(op, arg)) groups.push([arg]);
    else if (typeof arg === "object" && arg !== null && !ArrayBuffer.isView(arg)) {
      const parts: unknown[] = Object.values(arg);
      if (!parts.some((part) => isValue(op, part))) continue;
      if (!Array.isArray(arg))
        throw new TypeError(`${op} got a Value inside an object. Pass Values as arguments of their own.`);
      groups.push(parts.map((part) => checkValue(op, part)));
    }
  }
  return groups;
}

/**
 * A call of an op that has a forward of its own: in a trace it is only recorded, else computed without recording what happens
 * inside, held against the rules, and recorded if anybody wants derivatives.
 */
export function call<Args extends readonly unknown[], Out>(
  op: AnyOp,
  forward: (...args: Args) => Out,
  rules: Partial<Rules<Args, Out>>,
  args: Args,
): Out {
  const groups = valuesIn(op.name, args);
  for (const list of [rules.vjp, rules.jvp === "linear" ? undefined : rules.jvp]) {
    if (list !== undefined && list.length !== groups.length) {
      throw new TypeError(
        `${op.name} has rules for ${list.length} arguments that are Values, and was called with ${groups.length}.`,
      );
    }
  }
  const inputs = groups.flat();
  const trace =
    inputs.length === 0 ? null : (innermost(inputs.map((input) => input.storage)) ?? recording.capture);
  if (trace !== null && rules.dynamicShape !== undefined) {
    throw new Error(
      `${op.name} gives a shape that depends on numbers, and inside ${trace.transform} there are none. Use ${rules.dynamicShape} instead.`,
    );
  }
  // Who watches sees an op that reads raw data as one, and not what it may call on the way.
  const watcher = rules.shape === undefined ? recording.watcher : null;
  const result = withRecording({ gradient: false, watcher }, () => {
    const shape = rules.shape?.(...args);
    const dtype = rules.dtype?.(...args) ?? (shape && inputs[0]?.dtype);
    if (trace !== null && shape !== undefined) return standIns(shape, dtype as Dtype | Dtype[], trace);
    const output = forward(...args);
    if (isValue(op.name, output))
      return ownOutput(op.name, output, trace, shape as Shape | undefined, dtype as Dtype);
    if (!Array.isArray(output))
      throw new TypeError(`${op.name}: forward must return a Value or several, got ${describe(output)}.`);
    return Object.freeze(
      output.map((value: unknown, i) =>
        ownOutput(
          op.name,
          checkValue(op.name, value),
          trace,
          (shape as Shape[] | undefined)?.[i],
          Array.isArray(dtype) ? dtype[i] : (dtype as Dtype),
        ),
      ),
    );
  });
  // Lists are copied: what the caller does to them later is not to change the graph.
  if (trace !== null || isRecorded(inputs))
    record(
      op,
      args.map((arg) => (Array.isArray(arg) ? [...arg] : arg)),
      inputs,
      result,
    );
  if (rules.shape !== undefined) recording.watcher?.called(op, args, result);
  return result as Out;
}

/** What a call gives inside a trace: shapes and dtypes without numbers. */
function standIns(shape: Shape | readonly Shape[], dtype: Dtype | Dtype[], trace: Trace): Value | Values {
  const standIn = (extents: Shape, i: number): Value =>
    new Value(Object.freeze([...extents]), Array.isArray(dtype) ? dtype[i] : dtype, trace);
  return hasSeveral(shape) ? Object.freeze(shape.map(standIn)) : standIn(shape, 0);
}

const hasSeveral = (shape: Shape | readonly Shape[]): shape is readonly Shape[] => Array.isArray(shape[0]);

/**
 * What forward returned as a Value of this call's own, should forward pass on one that it was given or that it keeps. Inside a
 * trace it stands for what the call gives there, also where forward did not look at its arguments.
 */
function ownOutput(
  op: string,
  output: Value,
  trace: Trace | null,
  shape: Shape = output.shape,
  dtype: Dtype | undefined,
): Value {
  if (!sameShape(output.shape, shape) || (dtype !== undefined && output.dtype !== dtype)) {
    throw new Error(
      `${op}: forward returned ${describe(output)}, but its rules say ${dtype ?? "any dtype"} of shape ${formatShape(shape)}.`,
    );
  }
  const storage = output.storage instanceof Transposed ? output.storage : output.shared();
  return new Value(Object.freeze([...output.shape]), output.dtype, trace ?? storage);
}
