import { abbreviate, type BackwardStep, type GraphValue, type Value } from "@chainrule/autograd";

/** What flows along one arrow of a drawing, back from a Value to one that it was computed from. */
export interface Pass {
  /** The step of the backward pass in which that happens, counted from 1. */
  readonly step: number;
  readonly contribution: Value;
}

/** The backward pass of a graph, for its drawing. */
export interface Passes {
  readonly steps: readonly BackwardStep[];
  /** What flows along the arrow from the argument of that index to a Value, if anything does. */
  passOf(entry: GraphValue, argument: number): Pass | undefined;
  /** The gradients that a Value has on the way, as they are written. */
  gradientsOf(value: Value): readonly string[];
}

export function passesOf(steps: readonly BackwardStep[]): Passes {
  const gradients = new Map<Value, string[]>();
  const passes = new Map<Value, (Pass | undefined)[]>();
  steps.forEach(({ call, contributions }, i) => {
    const open = [...contributions];
    const ofArguments = call.inputs.map((input) => {
      const at = open.findIndex((candidate) => candidate.input === input);
      const [found] = at < 0 ? [] : open.splice(at, 1);
      return found && { step: i + 1, contribution: found.contribution };
    });
    // Of several outputs, the first one's arrows stand for all.
    passes.set(call.outputs[0], ofArguments);
    for (const { input, sum } of contributions) {
      const before = gradients.get(input);
      if (before === undefined) gradients.set(input, [abbreviate(sum)]);
      else before.push(abbreviate(sum));
    }
  });
  return {
    steps,
    passOf: ({ value }, argument) => passes.get(value.node?.outputs[0] ?? value)?.[argument],
    gradientsOf: (value) => gradients.get(value) ?? [],
  };
}
