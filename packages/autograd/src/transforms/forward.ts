import { callsBehind } from "../backward.ts";
import { describe } from "../describe.ts";
import { isFloat } from "../dtype.ts";
import { isValueList } from "../guard.ts";
import { clone } from "../ops/conversion.ts";
import { recording, withRecording } from "../recording.ts";
import { checkContribution, fits, ruleOf } from "../rules.ts";
import { leavesOf, mapTree } from "../tree.ts";
import { type Node, Value } from "../value.ts";
import { entered, released } from "./entry.ts";

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
  const args = primals instanceof Value ? [primals] : primals;
  const directions = leavesOf("jvp", tangents instanceof Value ? [tangents] : tangents);
  const count = leavesOf("jvp", args).length;
  if (directions.length !== count)
    throw new TypeError(`jvp: the primals hold ${count} Values, the tangents ${directions.length}.`);

  const flows = new Map<Value, Value>();
  let youngest = 0;
  const fresh = mapTree("jvp", args, (primal, i) => {
    if (!fits(directions[i], primal)) {
      throw new TypeError(
        `jvp: the primal ${describe(primal)} needs a tangent like it, got ${describe(directions[i])}.`,
      );
    }
    const copy = entered("jvp", primal, clone);
    flows.set(copy, directions[i]);
    youngest = copy.node?.id ?? youngest;
    return copy;
  });
  const output = withRecording({ traces: recording.traces + 1 }, () =>
    (f as (...args: unknown[]) => Out)(...(fresh as unknown[])),
  );

  const isInside = (value: Value): boolean => value.node !== null && value.node.id > youngest;
  for (const node of callsBehind(leavesOf("jvp", output).filter(isInside), isInside).reverse())
    pushForward(node, flows);
  const tangent = mapTree("jvp", output, (leaf) => flows.get(leaf) ?? new Value(leaf.shape, leaf.dtype, 0));
  return [mapTree("jvp", output, released), tangent];
}

/** Gives the outputs of one call their tangents: what the tangents of its inputs contribute, added up. */
function pushForward(node: Node, flows: Map<Value, Value>): void {
  const { op, inputs, outputs } = node;
  if (!outputs.some((output) => isFloat(output.dtype)) || !inputs.some((input) => flows.has(input))) return;
  const pushed = op.jvp === "linear" ? [applyToTangents(node, flows)] : contributions(node, flows);
  pushed.forEach((tangents, index) => {
    const list = tangents instanceof Value ? [tangents] : tangents;
    outputs.forEach((output, i) => {
      if (!isFloat(output.dtype)) return;
      checkContribution("jvp", op, index, output, list[i]);
      const sum = flows.get(output);
      flows.set(output, sum === undefined ? list[i] : sum.add(list[i]));
    });
  });
}

/** What each argument with a tangent contributes, by its rule. */
function contributions({ op, args, output }: Node, flows: Map<Value, Value>): (Value | readonly Value[])[] {
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
    results.push(rule(tangent, output, ...args));
  }
  return results;
}

/** A linear op is its own derivative: called again with the tangents of its float inputs, zero where one has none. */
function applyToTangents({ op, args }: Node, flows: Map<Value, Value>): Value | readonly Value[] {
  const replaced = args.map((arg) => {
    if (arg instanceof Value) return isFloat(arg.dtype) ? tangentOf(arg, flows) : arg;
    return isValueList(arg) ? arg.map((value) => tangentOf(value, flows)) : arg;
  });
  return (op as (...args: unknown[]) => Value | readonly Value[])(...replaced);
}

function tangentOf(value: Value, flows: Map<Value, Value>): Value {
  return flows.get(value) ?? new Value(value.shape, value.dtype, 0);
}
