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

/** Whether draws are written on a tape, or repeated from one. */
export function isTaped(): boolean {
  return written.length > 0 || replayed !== null;
}

/** Calls `f`, whose draws are no part of what is under way. */
export function offTape<T>(f: () => T): T {
  const outer = { written, replayed, kept };
  [written, replayed, kept] = [[], null, null];
  try {
    return f();
  } finally {
    ({ written, replayed, kept } = outer);
  }
}

/** The states of generators that have drawn. */
const states = new WeakSet<Value>();
let kept: Map<Value, Value> | null = null;

/** Calls `f`, and then puts back the states of generators that changed meanwhile. */
export function keepingStates<T>(f: () => T): T {
  const outer = kept;
  const changed = new Map<Value, Value>();
  kept = changed;
  try {
    return f();
  } finally {
    kept = outer;
    for (const [state, before] of changed) state.assign(before);
  }
}

/** Notes where a generator stands that is about to change. */
export function keepState(state: Value): void {
  states.add(state);
  if (kept?.has(state) === false) kept.set(state, state.detach());
}

/** Notes where those generators stand whose states are among leaves that are about to change. */
export function keepStates(leaves: Iterable<Value>): void {
  if (kept === null) return;
  for (const leaf of leaves) if (states.has(leaf)) keepState(leaf);
}

/** The state that a draw of a generator starts from, and whether the generator is to move on. */
export function stateOfDraw(state: Value): { from: Value; isReplayed: boolean } {
  keepState(state);
  const next = replayed?.next();
  const from = next === undefined || next.done === true ? state.detach() : next.value;
  for (const tape of written) tape.push(from);
  return { from, isReplayed: next !== undefined };
}
