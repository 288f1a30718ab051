import { callsBehind } from "./backward.ts";
import { type Assignment, Capture } from "./capture.ts";
import { isTaped, offTape } from "./drawTape.ts";
import { placesOf } from "./explain/capture.ts";
import { formatPlace } from "./explain/stack.ts";
import { recording } from "./recording.ts";
import { isTracing } from "./trace.ts";
import { leavesOf, mapTree } from "./tree.ts";
import { type Node, Value } from "./value.ts";

/** Where a program gets a Value from that it does not compute. */
export type Source =
  | { readonly kind: "argument"; readonly index: number }
  | { readonly kind: "leaf"; readonly leaf: Value }
  | { readonly kind: "gradient"; readonly leaf: Value };

/** What a function did when it was recorded: a list of calls, and what becomes of their results. */
export interface Program {
  /** The calls that lead to a result, oldest first. */
  readonly calls: readonly Node[];
  /** What the output of the function is made of, in order. */
  readonly outputs: readonly Value[];
  /** The last assignment to each leaf. */
  readonly assigned: ReadonlyMap<Value, Value>;
  /** The gradients that leaves are left with. */
  readonly gradients: ReadonlyMap<Value, Value | null>;
  /** The Value that a call at a given time saw for one of its inputs: computed, or from outside. */
  resolve(value: Value, at: number): Value | Source;
  /** Whether a leaf was made inside, so that its numbers are always the same. */
  isConstant(leaf: Value): boolean;
  /** Whether all that the recording depended on is as it was. */
  isValid(): boolean;
  /**
   * Whether an argument is also another one, or a leaf that the function knows besides, and changes as the one or the other: the
   * recording takes them for two.
   */
  isAliased(values: readonly Value[]): boolean;
  /** The output in its form, of the given Values. */
  form(outputs: readonly Value[]): unknown;
}

/** Calls `f` once, on stand-ins for the Values among the arguments, and records all it does. */
export function record(
  f: (...args: never) => unknown,
  args: readonly unknown[],
  values: readonly Value[],
): Program {
  const capture = new Capture("compile");
  const standIns = values.map(({ shape, dtype, requiresGrad }) => {
    const standIn = new Value(shape, dtype, capture);
    standIn.requiresGrad = requiresGrad;
    return standIn;
  });
  let next = 0;
  const call = f as (...args: unknown[]) => unknown;
  const standing = args.map((arg) =>
    hasValues(arg) ? mapTree("compile", arg, () => standIns[next++]) : arg,
  );
  const output = withPlace(capture, () => offTape(() => capture.run(() => call(...standing))));
  const outputs = output === undefined ? [] : leavesOf("compile", output);
  const { assignments, settings } = capture;
  const histories = new Map<Value, Assignment[]>();
  for (const assignment of assignments) {
    const history = histories.get(assignment.leaf) ?? [];
    histories.set(assignment.leaf, history);
    history.push(assignment);
  }
  const places = new Map(standIns.map((standIn, index) => [standIn, index]));
  const isOutside = (leaf: Value): boolean => leaf.assignedAt < capture.start || places.has(leaf);
  const assigned = new Map(
    assignments.filter(({ leaf }) => isOutside(leaf)).map(({ leaf, source }) => [leaf, source]),
  );
  const gradients = new Map(
    Array.from(capture.gradients)
      .filter(([leaf, { standIn, wasRead, after }]) => isOutside(leaf) && !(wasRead && standIn === after))
      .map(([leaf, { after }]) => [leaf, after]),
  );
  const looked = Array.from(capture.gradients).filter(([, { wasRead }]) => wasRead);
  const gradientOwners = new Map(
    looked.flatMap(([leaf, { standIn }]) => (standIn === null ? [] : [[standIn, leaf]])),
  );

  const isInside = (value: Value): boolean => value.storage === capture;
  const results = [...outputs, ...assignments.map(({ source }) => source), ...gradients.values()];
  const roots = results.filter((value): value is Value => value !== null && isInside(value));
  // By age, because a call may read what an older one has assigned to a leaf.
  const calls = callsBehind(roots, isInside).sort((a, b) => a.id - b.id);
  /** Leaves from outside, and whether they required a gradient. */
  const flags = new Map<Value, boolean>();
  const noteFlag = (leaf: Value): void => {
    if (leaf.node === null && isOutside(leaf) && !places.has(leaf)) flags.set(leaf, leaf.requiresGrad);
  };
  for (const { inputs } of calls) inputs.forEach(noteFlag);
  for (const leaf of capture.asked) noteFlag(leaf);
  const required = Array.from(flags);
  const changed = new Set([...assigned.keys(), ...gradients.keys()]);
  const changesArgument = standIns.some((standIn) => changed.has(standIn));

  function resolve(value: Value, at: number): Value | Source {
    if (value.node !== null && isInside(value)) return value;
    const index = places.get(value);
    const latest = histories.get(value)?.findLast(({ after }) => after < at);
    if (latest !== undefined) return resolve(latest.source, latest.after + 1);
    if (index !== undefined) return { kind: "argument", index };
    if (isInside(value)) return value;
    const owner = gradientOwners.get(value);
    return owner === undefined ? { kind: "leaf", leaf: value } : { kind: "gradient", leaf: owner };
  }

  return {
    calls,
    outputs,
    assigned,
    gradients,
    resolve,
    isConstant: (leaf) => !isOutside(leaf),
    isValid: () =>
      settings.every(({ owner, key, value }) => Object.is((owner as Record<string, unknown>)[key], value)) &&
      looked.every(([leaf, { before }]) => (leaf.gradient === null) === (before === null)) &&
      required.every(([leaf, requiresGrad]) => leaf.requiresGrad === requiresGrad),
    isAliased: (given) =>
      given.some(
        (value, i) =>
          changed.has(value) || (changesArgument && (flags.has(value) || given.indexOf(value) !== i)),
      ),
    form: (given) => (output === undefined ? undefined : mapTree("compile", output, (_, i) => given[i])),
  };
}

/**
 * Whether a function called on these has to run as it is, because somebody outside follows every call in it: a trace, a watcher, a
 * checkpoint, or derivatives with respect to what the arguments were computed from.
 */
export function isFollowed(values: readonly Value[]): boolean {
  return (
    isTracing() ||
    isTaped() ||
    recording.watcher !== null ||
    (recording.gradient && values.some(({ node, tracked }) => node !== null && tracked))
  );
}

/** Says in the message of what a capture throws, which line of the function it is about. */
function withPlace<T>(capture: Capture, f: () => T): T {
  try {
    return f();
  } catch (error) {
    if (error instanceof Error && error === capture.refusal) {
      const [place] = placesOf(error);
      if (place !== undefined) error.message += ` That is at ${formatPlace(place)}.`;
    }
    throw error;
  }
}

/** Whether an argument is a Value, or an array or record with one inside. */
export function hasValues(arg: unknown, seen: Set<object> = new Set()): boolean {
  if (arg instanceof Value) return true;
  if (typeof arg !== "object" || arg === null || ArrayBuffer.isView(arg) || seen.has(arg)) return false;
  seen.add(arg);
  return Object.values(arg).some((part) => hasValues(part, seen));
}
