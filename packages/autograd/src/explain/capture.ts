import type { AnyOp } from "../op.ts";
import { registry } from "../registry.ts";
import { Value } from "../value.ts";
import { isOwnFile, type Place, placesIn, placesOfUser } from "./stack.ts";

/** How many calls deep a trace goes: through our packages to the user's code. */
const DEPTH = 64;

/** What engines have on the constructor of errors, beyond the language. */
interface Engine {
  stackTraceLimit?: number;
  captureStackTrace?: (target: Error, below: unknown) => void;
}

/** A trace of the calls that led here, to a call of `op`. */
export function capture(op: AnyOp): Error {
  const engine = Error as unknown as Engine;
  const { stackTraceLimit } = engine;
  if (stackTraceLimit !== undefined) engine.stackTraceLimit = DEPTH;
  try {
    const trace = new Error("where an op was called");
    if (!isOwnFile(fileHere())) cutBelow(trace, op, engine);
    return trace;
  } finally {
    if (stackTraceLimit !== undefined) engine.stackTraceLimit = stackTraceLimit;
  }
}

/** The places in the user's code that a trace tells of. */
export function placesOf(trace: Error | undefined): Place[] {
  const places = placesIn(trace?.stack ?? "");
  const others = placesOfUser(places, fileHere());
  // Bundled into one file with the user's code, ours cannot be told from it but by where the op was entered.
  return others.length === 0 && !isOwnFile(fileHere()) ? places : others;
}

/** Leaves out of a trace all down to where the user called the op: as a method, or as one function or another. */
function cutBelow(trace: Error, op: AnyOp, { captureStackTrace }: Engine): void {
  const method: unknown = Value.prototype[op.name as keyof Value];
  for (const entrance of [method, registry[op.name as keyof typeof registry], op]) {
    if (entrance === undefined || captureStackTrace === undefined) continue;
    const cut = new Error(trace.message);
    captureStackTrace(cut, entrance);
    if (placesIn(cut.stack ?? "").length === 0) continue;
    trace.stack = cut.stack as string;
    return;
  }
}

let here: string | undefined;

/** The file that this function is in: this one, or whatever a bundler made of it. */
function fileHere(): string {
  here ??= placesIn(new Error("here").stack ?? "")[0]?.file ?? "";
  return here;
}
