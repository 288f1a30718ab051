import type { Value } from "./value.ts";

/*
 * What is computed twice has to draw the same random numbers twice. The tape of a computation holds the state that each of
 * its draws started from.
 */
type Tape = Value[];

let written: readonly Tape[] = [];
let replayed: Iterator<Value> | null = null;

/** Calls `f` and writes on a tape the state that each draw in it starts from. */
export function onTape<T>(f: () => T): [result: T, tape: Tape] {
  const [outer, tape]: [readonly Tape[], Tape] = [written, []];
  written = [...outer, tape];
  try {
    return [f(), tape];
  } finally {
    written = outer;
  }
}

/** Calls `f`, whose draws start from the states on the tape and change no generator. */
export function fromTape<T>(tape: Tape, f: () => T): T {
  const outer = replayed;
  replayed = tape.values();
  try {
    return f();
  } finally {
    replayed = outer;
  }
}

let kept: Map<Value, Value> | null = null;

/** Calls `f`, and then puts back the states of generators that changed meanwhile. */
export function keepingStates<T>(f: () => T): T {
  const outer = kept;
  const states = new Map<Value, Value>();
  kept = states;
  try {
    return f();
  } finally {
    kept = outer;
    for (const [state, before] of states) state.assign(before);
  }
}

/** Notes where a generator stands that is about to change. */
export function keepState(state: Value): void {
  if (kept?.has(state) === false) kept.set(state, state.detach());
}

/** The state that a draw of a generator starts from, and whether the generator is to move on. */
export function stateOfDraw(state: Value): { from: Value; isReplayed: boolean } {
  keepState(state);
  const next = replayed?.next();
  const from = next === undefined || next.done === true ? state.detach() : next.value;
  for (const tape of written) tape.push(from);
  return { from, isReplayed: next !== undefined };
}
