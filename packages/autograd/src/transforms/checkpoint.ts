import { pullBack } from "../backward.ts";
import { fromTape, onTape } from "../drawTape.ts";
import { isFloat } from "../dtype.ts";
import { named, type Op } from "../op.ts";
import { recording } from "../recording.ts";
import { sameShape } from "../shape.ts";
import { isTracing } from "../trace.ts";
import { leavesOf, mapTree } from "../tree.ts";
import { record, Value } from "../value.ts";
import { pushForward } from "./forward.ts";
import { dependents, type Traced, traced } from "./traced.ts";

/**
 * `f`, of which the graph keeps only the arguments: what lies between them and the output is computed a second time when a
 * derivative asks for it. Costs one more pass through `f`, saves the memory of everything inside. Random numbers are the same
 * both times; other side effects happen twice. Saves nothing inside `vmap` (put it
 * around: checkpoint(vmap(f))) and inside compiled functions.
 *
 * Chen, Xu, Zhang and Guestrin 2016, Training Deep Nets with Sublinear Memory Cost.
 */
export function checkpoint<Args extends readonly unknown[], Out>(
  f: (...args: Args) => Out,
): (...args: Args) => Out {
  const isWorthwhile = (): boolean => recording.gradient && !isTracing();
  return (...args) => (isWorthwhile() ? recomputed(f, args) : f(...args));
}

function recomputed<Args extends readonly unknown[], Out>(f: (...args: Args) => Out, args: Args): Out {
  const floats = leavesOf("checkpoint", args).filter((leaf) => isFloat(leaf.dtype));
  const onFloats = (...copies: Value[]): Out => {
    let next = 0;
    return f(...mapTree("checkpoint", args, (leaf) => (isFloat(leaf.dtype) ? copies[next++] : leaf)));
  };
  const [first, tape] = onTape(() => traced("checkpoint", onFloats, floats));
  const parameters = captured(first);
  const inputs = [...floats, ...parameters];
  const roots = leavesOf("checkpoint", first.output);
  const outputs = roots.map(({ shape, dtype, storage }) => new Value(shape, dtype, storage));
  const again = (): Traced<Out> => fromTape(tape, () => traced("checkpoint", onFloats, floats, parameters));
  if (inputs.some((input) => input.tracked))
    record(rulesFor(again, floats.length), [inputs], inputs, outputs);
  return mapTree("checkpoint", first.output, (_, i) => outputs[i]);
}

/** What the function reads from outside that requires a gradient: parameters, mostly. */
function captured({ output, copies, calls }: Traced<unknown>): Value[] {
  const inside = new Set([...copies, ...calls.flatMap((call) => call.outputs)]);
  const read = [...calls.flatMap((call) => call.inputs), ...leavesOf("checkpoint", output)];
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
  const run = (
    inputs: readonly Value[],
    outputs: readonly Value[],
  ): { calls: Traced<unknown>["calls"]; sources: Value[]; roots: Value[] } => {
    const { output, copies, calls } = again();
    const roots = leavesOf("checkpoint", output);
    roots.forEach((root, i) => checkSame(root, outputs[i]));
    return { calls, sources: [...copies, ...inputs.slice(primalCount)], roots };
  };
  return named("checkpoint", (inputs: readonly Value[]) => inputs, {
    vjp: [
      (cotangents: Flows, outputs: readonly Value[], inputs: readonly Value[]) => {
        const { calls, sources, roots } = run(inputs, outputs);
        const dependent = dependents(sources, calls);
        const flows = new Map<Value, Value>();
        roots.forEach((root, i) => {
          const cotangent = cotangents[i];
          if (cotangent !== undefined) flows.set(root, flows.get(root)?.add(cotangent) ?? cotangent);
        });
        pullBack(calls.slice().reverse(), flows, (value) => dependent.has(value));
        return sources.map((source) => flows.get(source) ?? new Value(source.shape, source.dtype, 0));
      },
    ],
    jvp: [
      (tangents: readonly Value[], outputs: readonly Value[], inputs: readonly Value[]) => {
        const { calls, sources, roots } = run(inputs, outputs);
        const flows = new Map(sources.map((source, i) => [source, tangents[i]]));
        for (const call of calls) pushForward(call, flows);
        return roots.map((root) => flows.get(root) ?? new Value(root.shape, root.dtype, 0));
      },
    ],
  });
}

function checkSame(second: Value, first: Value): void {
  const [a, b] = [second.array(), first.array()];
  if (sameShape(second.shape, first.shape) && a.every((x: number, i: number) => Object.is(x, b[i]))) return;
  throw new Error(
    "checkpoint: the function gave other numbers when it was computed again, so something that it reads has changed. " +
      "Call backward() before assign(), step(), train() or eval().",
  );
}
