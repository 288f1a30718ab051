import { describe } from "../describe.ts";
import { isFloat } from "../dtype.ts";
import { isValueList } from "../guard.ts";
import { recording } from "../recording.ts";
import { checkContribution, checkFresh, fits, ruleOf, watchedRule } from "../rules.ts";
import { leavesLike, leavesOf, mapTree } from "../tree.ts";
import { type Node, Value } from "../value.ts";
import { released, traced } from "./traced.ts";

/**
 * The output of `f` at `primals` and its tangent: the derivative in the direction `tangents`, one for each primal and like
 * it. Primals are the list of arguments of `f`; a single Value stands for a list of one. One pass forward, no matter how
 * many outputs.
 */
export function jvp<Out>(f: (x: Value) => Out, primals: Value, tangents: Value): [output: Out, tangent: Out];
export function jvp<Args extends readonly unknown[], Out>(
  f: (...args: Args) => Out,
  primals: Args,
  tangents: Args,
): [output: Out, tangent: Out];
export function jvp<Out>(
  f: (...args: never) => Out,
  primals: unknown,
  tangents: unknown,
): [output: Out, tangent: Out] {
  const args = (primals instanceof Value ? [primals] : primals) as never[];
  const directions = leavesLike(
    "jvp",
    args,
    tangents instanceof Value ? [tangents] : tangents,
    "the tangent",
  );
  leavesOf("jvp", args).forEach((primal, i) => {
    if (fits(directions[i], primal)) return;
    throw new TypeError(
      `jvp: the primal ${describe(primal)} needs a tangent like it, got ${describe(directions[i])}.`,
    );
  });
  const { output, copies, calls } = traced("jvp", f as (...args: never[]) => Out, args);
  const flows = new Map(copies.map((copy, i) => [copy, directions[i]]));
  for (const call of calls) pushForward(call, flows);
  const tangent = mapTree("jvp", output, (leaf) => released(tangentOf(leaf, flows)));
  return [mapTree("jvp", output, released), tangent];
}

/** Gives the outputs of one call their tangents: what the tangents of its inputs contribute, added up. */
export function pushForward(call: Node, flows: Map<Value, Value>): void {
  const { op, inputs, outputs } = call;
  if (!inputs.some((input) => flows.has(input))) return;
  checkFresh(call);
  const pushed = op.jvp === "linear" ? [linearly(call, flows)] : contributions(call, flows);
  pushed.forEach((tangents, index) => {
    const list = tangents instanceof Value ? [tangents] : tangents;
    outputs.forEach((output, i) => {
      if (!isFloat(output.dtype)) return;
      checkContribution("jvp", op, index, output, list?.[i]);
      flows.set(output, flows.get(output)?.add(list[i]) ?? list[i]);
    });
  });
}

/** What each argument with a tangent contributes, by its rule. */
function contributions(call: Node, flows: Map<Value, Value>): (Value | readonly Value[])[] {
  const { op, args, output } = call;
  const results: (Value | readonly Value[])[] = [];
  let position = 0;
  for (const arg of args) {
    const isList = isValueList(arg);
    if (!isList && !(arg instanceof Value)) continue;
    const index = position++;
    if (!(isList ? arg : [arg]).some((value) => flows.has(value))) continue;
    const rule = ruleOf(op, "jvp", index);
    if (rule === null) continue;
    const tangent = isList ? arg.map((value) => tangentOf(value, flows)) : flows.get(arg);
    results.push(
      recording.watcher === null
        ? rule(tangent, output, ...args)
        : watchedRule("jvp", call, index, rule, tangent),
    );
  }
  return results;
}

/** The tangents of a linear op's outputs, seen by who watches. */
function linearly(call: Node, flows: Map<Value, Value>): Value | readonly Value[] {
  const { watcher } = recording;
  if (watcher === null) return applyToTangents(call, flows);
  const flow = call.inputs.map((input) => flows.get(input));
  const application = { kind: "jvp", call, argument: undefined, flow } as const;
  return watcher.ruled(application, () => applyToTangents(call, flows));
}

/** A linear op is its own derivative: called again with the tangents of its float inputs, zero where one has none. */
function applyToTangents({ op, args }: Node, flows: Map<Value, Value>): Value | readonly Value[] {
  const replace = (value: Value): Value => (isFloat(value.dtype) ? tangentOf(value, flows) : value);
  const replaced = args.map((arg) =>
    arg instanceof Value ? replace(arg) : isValueList(arg) ? arg.map(replace) : arg,
  );
  return (op as (...args: unknown[]) => Value | readonly Value[])(...replaced);
}

/** The tangent of a Value, zeros where nothing has flowed. */
export function tangentOf(value: Value, flows: Map<Value, Value>): Value {
  return flows.get(value) ?? new Value(value.shape, value.dtype, 0);
}
