import { describe } from "./describe.ts";
import { isValue, isValueList } from "./guard.ts";
import type { AnyOp } from "./op.ts";
import { recording } from "./recording.ts";
import { formatShape, sameShape } from "./shape.ts";
import { type Node, Value } from "./value.ts";

/** A cotangent or tangent, where there is one. */
export type Flow = Value | undefined;

/** A vjp or jvp rule as the walks call it, whatever the arguments. */
export type Rule = (
  flow: Flow | readonly Flow[],
  output: Value | readonly Value[],
  ...args: readonly unknown[]
) => Value | readonly Value[];

/** The rule for the argument of that index among those that are Values; null where the op is constant in it. */
export function ruleOf(op: AnyOp, kind: "vjp" | "jvp", index: number): Rule | null {
  const rule = (op[kind] as readonly (Rule | null)[] | undefined)?.[index];
  if (rule === undefined) {
    throw new Error(
      `${op.name} has no ${kind} rule for argument ${index}. Add one to its definition, or detach() that input.`,
    );
  }
  return rule;
}

/** The chain rule at one call: asks its op what each wanted input gets of the cotangent of its output. */
export function pullThrough(
  call: Node,
  cotangent: Flow | readonly Flow[],
  isWanted: (input: Value) => boolean,
  add: (input: Value, contribution: Value) => void,
): void {
  const { op, args, output } = call;
  checkFresh(call);
  let position = 0;
  for (const arg of args) {
    const isList = isValueList(arg);
    if (!isList && !(arg instanceof Value)) continue;
    const index = position++;
    if (!(isList ? arg.some(isWanted) : isWanted(arg))) continue;
    const rule = ruleOf(op, "vjp", index);
    if (rule === null) continue;
    const result =
      recording.watcher === null
        ? rule(cotangent, output, ...args)
        : watchedRule("vjp", call, index, rule, cotangent);
    if (!isList) {
      checkContribution("vjp", op, index, arg, result);
      add(arg, result);
      continue;
    }
    arg.forEach((input, i) => {
      if (!isWanted(input)) return;
      const contribution = (result as readonly Value[] | undefined)?.[i];
      checkContribution("vjp", op, index, input, contribution);
      add(input, contribution);
    });
  }
}

/** Applies a rule, seen by who watches. */
export function watchedRule(
  kind: "vjp" | "jvp",
  call: Node,
  argument: number,
  rule: Rule,
  flow: Flow | readonly Flow[],
): Value | readonly Value[] {
  const apply = (): Value | readonly Value[] => rule(flow, call.output, ...call.args);
  return recording.watcher?.ruled({ kind, call, argument, flow }, apply) ?? apply();
}

/** Throws unless what a rule gave fits the Value it belongs to. */
export function checkContribution(
  kind: string,
  op: AnyOp,
  index: number,
  value: Value,
  contribution: unknown,
): asserts contribution is Value {
  if (fits(contribution, value)) return;
  throw new Error(
    `The ${kind} rule of ${op.name} for argument ${index} must give ${describe(value)}, got ${describe(contribution)}.`,
  );
}

/** Throws if a leaf that the call read has been assigned to since: its rules would see other numbers. */
export function checkFresh(node: Node): void {
  for (const input of node.inputs) {
    if (input.node === null && input.assignedAt >= node.id) {
      throw new Error(
        `An input of ${node.op.name}, ${describe(input)}, was assigned to after ${node.op.name} was computed. ` +
          "Call backward() before assign() or step(), or compute the loss again.",
      );
    }
  }
}

/** The cotangent to start `backward()` from. */
export function checkCotangent(root: Value, cotangent: Value | undefined): Value {
  if (!root.tracked) {
    throw new Error(
      "backward() needs a Value that depends on one with requiresGrad. Create parameters with { requiresGrad: true }, and compute outside noGrad.",
    );
  }
  if (cotangent === undefined) {
    if (root.rank === 0) return new Value(root.shape, root.dtype, 1);
    throw new Error(
      `backward() of shape ${formatShape(root.shape)} needs a cotangent of that shape. Or reduce to a scalar first: sum() or mean().`,
    );
  }
  if (!isValue("backward", cotangent) || !fits(cotangent, root)) {
    throw new TypeError(
      `backward() of ${describe(root)} needs a cotangent like it, got ${describe(cotangent)}.`,
    );
  }
  return cotangent.detach();
}

/** Whether `x` is a Value of the shape and dtype of `value`. */
export function fits(x: unknown, value: Value): x is Value {
  return x instanceof Value && x.dtype === value.dtype && sameShape(x.shape, value.shape);
}
