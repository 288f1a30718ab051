import { isValueList } from "./op.ts";
import { noGrad } from "./recording.ts";
import { formatShape, sameShape } from "./shape.ts";
import { describe, isValue, type Node, Value } from "./value.ts";

let walks = 0;

/**
 * The calls behind `roots`, latest first: every call comes after all that used its outputs. Goes only through Values for
 * which `leadsOn` holds.
 */
export function callsBehind(roots: Iterable<Value>, leadsOn: (value: Value) => boolean): Node[] {
  const walk = ++walks;
  const found: Node[] = [];
  const open: (Node | null)[] = Array.from(roots, (root) => root.node);
  while (open.length > 0) {
    const node = open.pop();
    if (!node || node.visit === walk) continue;
    node.visit = walk;
    found.push(node);
    for (const input of node.inputs) if (leadsOn(input)) open.push(input.node);
  }
  return found.sort((a, b) => b.id - a.id);
}

/**
 * The chain rule. Takes the cotangents of some Values back through `calls`, latest first: each call turns the cotangents of
 * its outputs into contributions to those of its inputs, and contributions to one Value add up. What is left in the end
 * are the cotangents of the leaves, and of whatever else no call computed.
 */
export function pullBack(calls: readonly Node[], cotangents: Map<Value, Value>, isWanted: (value: Value) => boolean): Map<Value, Value> {
  for (const node of calls) {
    const flows = node.outputs.map((output) => cotangents.get(output));
    if (flows.every((flow) => flow === undefined)) continue;
    for (const output of node.outputs) cotangents.delete(output);
    contribute(node, flows, isWanted, (input, contribution) => {
      const sum = cotangents.get(input);
      cotangents.set(input, sum === undefined ? contribution : sum.add(contribution));
    });
  }
  return cotangents;
}

/** `backward()`: the chain rule from one Value to all leaves that require a gradient. */
export function backward(root: Value, cotangent?: Value): void {
  const seed = checkCotangent(root, cotangent);
  const leaves = noGrad(() => {
    const calls = callsBehind([root], (value) => value.tracked);
    return pullBack(calls, new Map([[root, seed]]), (value) => value.tracked);
  });
  // Only now, so that nothing is half done when a rule throws.
  const sums = noGrad(() => Array.from(leaves, ([leaf, gradient]) => [leaf, leaf.grad?.add(gradient) ?? gradient] as const));
  for (const [leaf, sum] of sums) leaf.grad = sum;
}

function checkCotangent(root: Value, cotangent: Value | undefined): Value {
  if (!root.tracked) {
    throw new Error("backward() needs a Value that depends on one with requiresGrad. Create parameters with { requiresGrad: true }, outside noGrad.");
  }
  if (cotangent === undefined) {
    if (root.rank > 0) throw new Error(`backward() of shape ${formatShape(root.shape)} needs a cotangent of that shape. Or reduce to a scalar first: sum() or mean().`);
    return new Value(root.shape, root.dtype, 1);
  }
  if (!isValue("backward", cotangent) || !sameShape(cotangent.shape, root.shape) || cotangent.dtype !== root.dtype) {
    throw new TypeError(`backward() needs a cotangent of shape ${formatShape(root.shape)} and dtype ${root.dtype}, got ${describe(cotangent)}.`);
  }
  return cotangent.detach();
}

type Flow = Value | undefined;
type VjpRule = (cotangent: Flow | readonly Flow[], output: Value | readonly Value[], ...args: readonly unknown[]) => Value | readonly Value[];

/** Asks the op's rules for the cotangent of each wanted input. */
function contribute(
  node: Node,
  flows: readonly Flow[],
  isWanted: (value: Value) => boolean,
  add: (input: Value, contribution: Value) => void,
): void {
  const { op, args, outputs } = node;
  const isSingle = outputs.length === 1;
  let position = 0;
  for (const arg of args) {
    const isList = isValueList(arg);
    if (!isList && !(arg instanceof Value)) continue;
    const index = position++;
    const inputs = isList ? arg : [arg];
    if (!inputs.some(isWanted)) continue;
    const rule = ruleOf(op.vjp as readonly (VjpRule | null)[] | undefined, op.name, "vjp", index);
    if (rule === null) continue;
    for (const input of inputs) checkFresh(input, node);
    const result = rule(isSingle ? flows[0] : flows, isSingle ? outputs[0] : outputs, ...args);
    const contributions = isList ? (result as readonly Value[]) : [result as Value];
    inputs.forEach((input, i) => {
      if (!isWanted(input)) return;
      checkContribution(op.name, input, contributions[i], index);
      add(input, contributions[i]);
    });
  }
}

/** The rule for one argument; null where the op is constant in it. Throws when there is none. */
export function ruleOf<Rule>(rules: readonly (Rule | null)[] | undefined, op: string, kind: string, index: number): Rule | null {
  const rule = rules?.[index];
  if (rule === undefined) throw new Error(`${op} has no ${kind} rule for argument ${index}. Add one to its definition, or detach() that input.`);
  return rule;
}

function checkFresh(input: Value, node: Node): void {
  if (input.node === null && input.assignedAt >= node.id) {
    throw new Error(
      `An input of ${node.op.name}, of shape ${formatShape(input.shape)}, was assigned to after ${node.op.name} was computed. ` +
        "Call backward() before assign() or step(), or compute the loss again.",
    );
  }
}

function checkContribution(op: string, input: Value, contribution: Value | undefined, index: number): void {
  if (contribution instanceof Value && sameShape(contribution.shape, input.shape) && contribution.dtype === input.dtype) return;
  const got = contribution instanceof Value ? `${contribution.dtype} of shape ${formatShape(contribution.shape)}` : describe(contribution);
  throw new Error(`The vjp rule of ${op} for argument ${index} must give ${input.dtype} of shape ${formatShape(input.shape)}, got ${got}.`);
}
