import { pullBack } from "../backward.ts";
import { fromTape, onTape } from "../drawTape.ts";
import { isFloat } from "../dtype.ts";
import { named, type Op } from "../op.ts";
import { recording } from "../recording.ts";
import { leavesOf, mapTree } from "../tree.ts";
import { record, Value } from "../value.ts";
import { pushForward } from "./forward.ts";
import { dependents, type Traced, traced } from "./traced.ts";

/**
 * `f`, of which the graph keeps only the arguments: what lies between them and the output is computed a second time when a
 * derivative asks for it. Costs one more pass through `f`, saves the memory of everything inside. Random numbers are the same
 * both times; other side effects happen twice.
 *
 * Chen, Xu, Zhang and Guestrin 2016, Training Deep Nets with Sublinear Memory Cost.
 */
export function checkpoint<Args extends readonly unknown[], Out>(
  f: (...args: Args) => Out,
): (...args: Args) => Out {
  return (...args) => (recording.gradient ? recomputed(f, args) : f(...args));
}

function recomputed<Args extends readonly unknown[], Out>(f: (...args: Args) => Out, args: Args): Out {
  const floats = leavesOf("checkpoint", args).filter((leaf) => isFloat(leaf.dtype));
  const onFloats = (...copies: Value[]): Out => {
    let next = 0;
    return f(...mapTree("checkpoint", args, (leaf) => (isFloat(leaf.dtype) ? copies[next++] : leaf)));
  };
  const [first, tape] = onTape(() => traced("checkpoint", onFloats, floats));
  const inputs = [...floats, ...captured(first)];
  const roots = leavesOf("checkpoint", first.output);
  const outputs = roots.map(({ shape, dtype, storage }) => new Value(shape, dtype, storage));
  const again = (): Traced<Out> => fromTape(tape, () => traced("checkpoint", onFloats, floats));
  if (inputs.some((input) => input.tracked))
    record(rulesFor(again, floats.length), [inputs], inputs, outputs);
  return mapTree("checkpoint", first.output, (_, i) => outputs[i]);
}

/** What the function reads from outside that requires a gradient: parameters, mostly. */
function captured({ copies, calls }: Traced<unknown>): Value[] {
  const inside = new Set([...copies, ...calls.flatMap((call) => call.outputs)]);
  const read = calls.flatMap((call) => call.inputs);
  return Array.from(
    new Set(read.filter((input) => !inside.has(input) && isFloat(input.dtype) && input.tracked)),
  );
}

/** An op for one call: its only argument is the list of inputs, primals first. */
function rulesFor(
  again: () => Traced<unknown>,
  primalCount: number,
): Op<[inputs: readonly Value[]], readonly Value[]> {
  type Flows = readonly (Value | undefined)[];
  const run = (inputs: readonly Value[]): { now: Traced<unknown>; sources: Value[]; roots: Value[] } => {
    const now = again();
    return {
      now,
      sources: [...now.copies, ...inputs.slice(primalCount)],
      roots: leavesOf("checkpoint", now.output),
    };
  };
  return named("checkpoint", (inputs: readonly Value[]) => inputs, {
    vjp: [
      (cotangents: Flows, _outputs: unknown, inputs: readonly Value[]) => {
        const { now, sources, roots } = run(inputs);
        const dependent = dependents(sources, now.calls);
        const flows = new Map<Value, Value>();
        roots.forEach((root, i) => {
          const cotangent = cotangents[i];
          if (cotangent !== undefined) flows.set(root, flows.get(root)?.add(cotangent) ?? cotangent);
        });
        pullBack(now.calls.slice().reverse(), flows, (value) => dependent.has(value));
        return sources.map((source) => flows.get(source) ?? new Value(source.shape, source.dtype, 0));
      },
    ],
    jvp: [
      (tangents: readonly Value[], _outputs: unknown, inputs: readonly Value[]) => {
        const { now, sources, roots } = run(inputs);
        const flows = new Map(sources.map((source, i) => [source, tangents[i]]));
        for (const call of now.calls) pushForward(call, flows);
        return roots.map((root) => flows.get(root) ?? new Value(root.shape, root.dtype, 0));
      },
    ],
  });
}
