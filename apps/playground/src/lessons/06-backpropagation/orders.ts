import {
  type BackwardStep,
  backwardSteps,
  type Contribution,
  type Node,
  type Value,
  value,
} from "@chainrule/autograd";

/** In which order the calls are walked through. */
export type Order = "topological" | "onArrival";

export const stepsIn = (order: Order, loss: Value): BackwardStep[] =>
  order === "topological" ? backwardSteps(loss) : stepsOnArrival(loss);

/**
 * The chain rule in a wrong order: depth first, and going on from a Value as soon as anything has arrived there. Each call has
 * its turn once, so what arrives later is not passed on any more.
 */
function stepsOnArrival(loss: Value): BackwardStep[] {
  const sums = new Map<Value, Value>([[loss, value(1, { dtype: "float64" })]]);
  const done = new Set<Node>();
  const steps: BackwardStep[] = [];

  function goOn(output: Value): void {
    const call = output.node;
    const cotangent = sums.get(output);
    if (call === null || cotangent === undefined || done.has(call)) return;
    done.add(call);
    const contributions: Contribution[] = [];
    for (const [argument, input] of call.inputs.entries()) {
      if (!input.requiresGrad) continue;
      const contribution = pull(call, argument, cotangent);
      const sum = sums.get(input)?.add(contribution) ?? contribution;
      sums.set(input, sum);
      contributions.push({ input, contribution, sum });
    }
    steps.push({ call, cotangent, contributions });
    for (const { input } of contributions) goOn(input);
  }

  goOn(loss);
  return steps;
}

/** What a call passes on to one of its arguments, by the rule of its op: the cotangent times the local derivative. */
export function pull(call: Node, argument: number, cotangent: Value): Value {
  const rule = call.op.vjp?.[argument] as
    | ((cotangent: Value, output: unknown, ...args: readonly unknown[]) => Value)
    | null
    | undefined;
  if (!rule) throw new Error(`${call.op.name} has no rule for argument ${argument}.`);
  return rule(cotangent, call.output, ...call.args).detach();
}
