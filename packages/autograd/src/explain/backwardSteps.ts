import { callsBehind, pullBack } from "../backward.ts";
import { noGrad } from "../recording.ts";
import { checkCotangent, type Flow } from "../rules.ts";
import type { Node, Value } from "../value.ts";

/** What one call passed back to one of its inputs. */
export interface Contribution {
  /** The input of the call. */
  readonly input: Value;
  /** The cotangent of the output times the derivative by this input; of the shape of the input. */
  readonly contribution: Value;
  /** The cotangent of the input so far, this contribution included; its gradient, once no step adds to it any more. */
  readonly sum: Value;
}

/** One step of a backward pass: the chain rule at one call. */
export interface BackwardStep {
  /** The call that the chain rule is applied to. */
  readonly call: Node;
  /** What has flowed back to the call's output; of several outputs, to each that anything depends on. */
  readonly cotangent: Flow | readonly Flow[];
  /** In the order of the call's arguments. */
  readonly contributions: readonly Contribution[];
}

/**
 * The backward pass of `loss` as data: its steps in the order in which `backward()` takes them, to print, to draw or to step
 * through. Changes no `.grad`.
 */
export function backwardSteps(loss: Value, cotangent?: Value): BackwardStep[] {
  const seed = checkCotangent(loss, cotangent);
  const isTracked = (value: Value): boolean => value.tracked;
  const steps: (BackwardStep & { contributions: Contribution[] })[] = [];
  noGrad(() =>
    pullBack(callsBehind([loss], isTracked), new Map([[loss, seed]]), isTracked, {
      call: (call, cotangent) => steps.push({ call, cotangent, contributions: [] }),
      contribution: (input, contribution, sum) =>
        steps[steps.length - 1].contributions.push({ input, contribution, sum }),
    }),
  );
  return steps;
}
