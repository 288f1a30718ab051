import { checkValue } from "../guard.ts";
import { checkCotangent } from "../rules.ts";
import type { Value } from "../value.ts";
import { type BackwardStep, backwardSteps } from "./backwardSteps.ts";
import { nameOf } from "./name.ts";

/** Which part of a graph to show, and when. */
export interface GraphOptions {
  /** About how many Values to show, those nearest to the result; 100 when absent. */
  readonly limit?: number;
  /**
   * Show the backward pass after so many of its steps, with what has flowed back to each Value until then, instead of the
   * gradients that leaves have: from 0 to the number of {@link backwardSteps}.
   */
  readonly step?: number;
  /** What {@link GraphOptions.step} counts: the {@link backwardSteps} when absent, or a walk that takes them in another way. */
  readonly steps?: readonly BackwardStep[];
}

/** A Value as drawings show it. */
export interface GraphValue {
  /** The Value itself. */
  readonly value: Value;
  /** A parameter is a leaf that requires a gradient, a constant any other leaf. */
  readonly kind: "computed" | "parameter" | "constant";
  /** The name that `setName` gave it. */
  readonly name: string | undefined;
  /** The op that computed it; of several outputs, with its index, `topK[1]`. */
  readonly op: string | undefined;
  /** Its gradient; with the option `step`, the sum of what has flowed back to it. */
  readonly gradient: Value | undefined;
  /** What it was computed from, in the order of the arguments: those Values that are shown. */
  readonly inputs: readonly GraphValue[];
  /** undefined where all inputs are shown; else how many Values behind those left out are not, each counted once. */
  readonly hidden: number | undefined;
}

type Draft = { -readonly [K in keyof GraphValue]: GraphValue[K] } & { inputs: GraphValue[] };

/** Ops of more arguments than this need not be shown whole. */
const ALWAYS_WHOLE = 4;

/** The graph behind `root` as data to draw: the Values nearest to it, `root` first, each once. Changes nothing. */
export function graphOf(root: Value, { limit = 100, step, steps }: GraphOptions = {}): GraphValue[] {
  checkValue("graphOf", root);
  if (!(limit >= 1)) throw new RangeError(`A drawing needs a limit of at least 1 Value, got ${limit}.`);
  const flows = step === undefined ? undefined : flowsAfter(root, step, steps ?? backwardSteps(root));
  const shown = new Map<Value, Draft>();
  const show = (value: Value): Draft => {
    const draft: Draft = {
      value,
      kind: value.node !== null ? "computed" : value.requiresGrad ? "parameter" : "constant",
      name: nameOf(value),
      op: opOf(value),
      gradient: (flows === undefined ? value.grad : flows.get(value)) ?? undefined,
      inputs: [],
      hidden: undefined,
    };
    shown.set(value, draft);
    return draft;
  };
  show(root);
  // The map grows on the way: breadth first.
  for (const draft of shown.values()) {
    const { inputs } = draft.value;
    const room = shown.size >= limit ? 0 : Math.max(limit - shown.size, ALWAYS_WHOLE);
    const fresh = inputs.filter((input) => !shown.has(input));
    for (const input of new Set(fresh.slice(0, room))) show(input);
    for (const input of inputs) {
      const inputDraft = shown.get(input);
      if (inputDraft === undefined) draft.hidden = 0;
      else draft.inputs.push(inputDraft);
    }
  }
  countHidden(shown);
  return [...shown.values()];
}

function opOf(value: Value): string | undefined {
  const { node } = value;
  if (node === null) return undefined;
  return node.outputs.length === 1 ? node.op.name : `${node.op.name}[${node.outputs.indexOf(value)}]`;
}

/** Tells each Value that lacks inputs how many are behind those, and are neither shown nor counted elsewhere. */
function countHidden(shown: ReadonlyMap<Value, Draft>): void {
  const counted = new Set<Value>();
  for (const draft of shown.values()) {
    if (draft.hidden === undefined) continue;
    const open = [...draft.value.inputs];
    for (let value = open.pop(); value !== undefined; value = open.pop()) {
      if (shown.has(value) || counted.has(value)) continue;
      counted.add(value);
      draft.hidden++;
      open.push(...value.inputs);
    }
  }
}

/** The cotangents so far, after some steps of the backward pass. */
function flowsAfter(root: Value, step: number, steps: readonly BackwardStep[]): Map<Value, Value> {
  if (!Number.isInteger(step) || step < 0 || step > steps.length) {
    throw new RangeError(
      `The backward pass of this graph has ${steps.length} steps: step is an integer from 0 to ${steps.length}, got ${step}.`,
    );
  }
  const flows = new Map([[root, checkCotangent(root, undefined)]]);
  for (const { contributions } of steps.slice(0, step))
    for (const { input, sum } of contributions) flows.set(input, sum);
  return flows;
}
