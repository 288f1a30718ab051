import { callsBehind } from "../backward.ts";
import { describe } from "../describe.ts";
import { hasHooks, registerHook, throughHooks } from "../gradientHook.ts";
import { isValueList } from "../guard.ts";
import { stack } from "../ops/concat.ts";
import { recording, withRecording } from "../recording.ts";
import { checkFresh } from "../rules.ts";
import { formatShape, normalizeAxis, sameShape } from "../shape.ts";
import type { Unshaped, UnshapedArgs } from "../shapes/known.ts";
import { standInFor } from "../standIn.ts";
import { ExamplesTrace } from "../trace.ts";
import { leavesOf, mapTreeWith, type PerPart } from "../tree.ts";
import { type Node, Value } from "../value.ts";
import { released } from "./traced.ts";

/** An axis, or null for none; or such for each part of an argument or output, in an array or record of its form. */
export type MappedAxes = PerPart<number | null>;

/** Options of {@link vmap}. */
export interface VmapOptions {
  /**
   * Where the examples lie: the same axis for all arguments, or an array with an entry for each argument. One with null is
   * the same for all examples, and can be anything. 0 when absent.
   */
  readonly inAxes?: number | null | readonly MappedAxes[];
  /** Where the examples are to lie in what comes out; null for an output that is the same for all. 0 when absent. */
  readonly outAxes?: MappedAxes;
  /** How many examples there are, where no argument says so. */
  readonly axisSize?: number;
}

/**
 * `f`, which is written for one example, for many at once. It is called a single time, on Values that stand for any of the
 * examples and have no numbers; the calls it records then run on all examples together, by the batch rules of their ops.
 * Random draws differ from example to example.
 *
 * ```ts
 * const perExample = vmap(grad(loss), { inAxes: [null, 0, 0] }); // a gradient for each pair of input and target
 * ```
 *
 * @throws Error where `f` reads numbers, or an op in it has no batch rule or a shape that depends on numbers.
 */
export function vmap<Args extends readonly unknown[], Out>(
  f: (...args: Args) => Out,
  { inAxes = 0, outAxes = 0, axisSize }: VmapOptions = {},
): (...args: UnshapedArgs<Args>) => Unshaped<Out> {
  if (typeof f !== "function") throw new TypeError(`vmap needs a function, got ${describe(f)}.`);
  return (...examples) => {
    const args = examples as unknown as Args;
    const sizes = new Set(axisSize === undefined ? [] : [axisSize]);
    const inFront = eachMapped(args, inAxes, (x, axis) => {
      const examplesFirst = moved(x, axis, 0);
      sizes.add(examplesFirst.shape[0]);
      return examplesFirst;
    });
    const trace = new ExamplesTrace("vmap", commonSize(sizes));
    const output = trace.run(() => f(...eachMapped(inFront, inAxes, (x) => standInFor(x, trace))));
    const results = runTogether(leavesOf("vmap", output), trace);

    return mapTreeWith("vmap", output, outAxes, "outAxes", (leaf, axis) => {
      const result = results.get(leaf);
      if (axis !== null) {
        const all = result ?? leaf.unsqueeze(0).broadcastTo([trace.size, ...leaf.shape]);
        return released(moved(all, 0, axis));
      }
      if (result === undefined) return leaf;
      throw new RangeError(
        "vmap: an output with null in outAxes has to be the same for all examples, but this one depends on them. Give it an axis.",
      );
    }) as Unshaped<Out>;
  };
}

/** The arguments with their mapped Values replaced. */
function eachMapped<Args extends readonly unknown[]>(
  args: Args,
  inAxes: number | null | readonly MappedAxes[],
  f: (x: Value, axis: number) => Value,
): Args {
  if (Array.isArray(inAxes) && inAxes.length !== args.length) {
    throw new TypeError(
      `vmap needs an entry of inAxes for each argument, null where one is the same for all examples, got ${inAxes.length} for ${args.length}.`,
    );
  }
  return args.map((arg, i) => {
    const axes = (Array.isArray(inAxes) ? inAxes[i] : inAxes) as MappedAxes;
    if (axes === null) return arg;
    return mapTreeWith("vmap", arg, axes, "inAxes", (x, axis) => (axis === null ? x : f(x, axis)));
  }) as readonly unknown[] as Args;
}

function commonSize(sizes: ReadonlySet<number>): number {
  const [size] = sizes;
  if (sizes.size === 1 && Number.isInteger(size) && size > 0) return size;
  if (sizes.size === 0)
    throw new RangeError("vmap needs an argument with an axis of examples, or the option axisSize.");
  throw new RangeError(
    `vmap needs the same number of examples, at least 1, along all mapped axes, got ${Array.from(sizes).join(", ")}. Check inAxes.`,
  );
}

/** x with one of its axes at another place. */
function moved(x: Value, from: number, to: number): Value {
  const [source, target] = [from, to].map((axis) => normalizeAxis("vmap", axis, x.rank));
  if (source === target) return x;
  const axes = Array.from(x.shape.keys()).filter((axis) => axis !== source);
  axes.splice(target, 0, source);
  return x.permute(axes);
}

/** Runs what the trace has recorded on all examples: what each root stands for, unless it is the same for all. */
function runTogether(roots: readonly Value[], trace: ExamplesTrace): ReadonlyMap<Value, Value> {
  const isInside = (value: Value): boolean => value.storage === trace;
  const results = new Map(trace.examples);
  for (const [standIn, examples] of trace.examples) results.set(standIn, withHooksOf(standIn, examples));
  for (const call of callsBehind(roots.filter(isInside), isInside).reverse()) {
    checkFresh(call);
    // What was recorded without derivatives, under noGrad or by detach, stays so.
    const gradient = recording.gradient && call.outputs.some((output) => output.tracked);
    const result = withRecording({ gradient }, () => watchedTogether(call, results, trace.size));
    const given = result instanceof Value ? [result] : result;
    call.outputs.forEach((output, i) => {
      checkBatched(call, output, given?.[i], trace.size);
      results.set(output, withHooksOf(output, given[i]));
    });
  }
  return results;
}

/** The examples, whose gradients go example by example through the hooks on what stood for them. */
function withHooksOf(standIn: Value, examples: Value): Value {
  if (!recording.gradient || !examples.tracked || !hasHooks(standIn)) return examples;
  const hooked = examples.clone(); // the examples may be the caller's, who is to keep no hooks of ours
  registerHook(
    hooked,
    vmap((gradient: Value) => throughHooks(standIn, gradient)),
  );
  return hooked;
}

/** One call for all examples, seen by who watches. */
function watchedTogether(
  call: Node,
  results: ReadonlyMap<Value, Value>,
  size: number,
): Value | readonly Value[] {
  const { watcher } = recording;
  if (watcher === null) return callTogether(call, results, size);
  const flow = call.inputs.map((input) => results.get(input) ?? input);
  const application = { kind: "batch", call, argument: undefined, flow } as const;
  return watcher.ruled(application, () => callTogether(call, results, size));
}

/** One call for all examples, by the batch rule of its op. */
function callTogether(
  { op, args, inputs }: Node,
  results: ReadonlyMap<Value, Value>,
  size: number,
): Value | readonly Value[] {
  const isBatched = inputs.map((input) => results.has(input));
  const batched = replaceValues(args, (value) => results.get(value) ?? value);
  if (op.batch === "loop") {
    const examples = Array.from({ length: size }, (_, i) => {
      let position = 0;
      const call = op as (...args: unknown[]) => Value | readonly Value[];
      return call(...replaceValues(batched, (value) => (isBatched[position++] ? pick(value, i) : value)));
    });
    if (examples[0] instanceof Value) return stack(examples as Value[]);
    return examples[0].map((_, output) => stack(examples.map((outputs) => (outputs as Value[])[output])));
  }
  if (typeof op.batch !== "function") {
    throw new Error(
      `${op.name} has no batch rule, which vmap needs. Add one to its definition; batch: "loop" calls it example by example.`,
    );
  }
  return (op.batch as (...args: unknown[]) => Value | readonly Value[])(size, isBatched, ...batched);
}

function replaceValues(args: readonly unknown[], replace: (value: Value) => Value): unknown[] {
  return args.map((arg) => (arg instanceof Value ? replace(arg) : isValueList(arg) ? arg.map(replace) : arg));
}

const pick = (x: Value, i: number): Value => x.slice(i, i + 1).reshape(x.shape.slice(1));

function checkBatched({ op }: Node, output: Value, result: unknown, size: number): asserts result is Value {
  const shape = [size, ...output.shape];
  if (result instanceof Value && result.dtype === output.dtype && sameShape(result.shape, shape)) return;
  throw new Error(
    `The batch rule of ${op.name} must give ${output.dtype} of shape ${formatShape(shape)}, got ${describe(result)}.`,
  );
}
