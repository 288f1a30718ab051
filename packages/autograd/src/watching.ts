import type { AnyOp } from "./op.ts";
import { recording, withRecording } from "./recording.ts";
import type { Flow } from "./rules.ts";
import type { Node, Value } from "./value.ts";

/** What a rule gives. */
export type Contributions = Value | readonly Value[];

/** A rule that is asked for what a call does to a derivative, or to many examples. */
export interface RuleApplication {
  readonly kind: "vjp" | "jvp" | "batch";
  readonly call: Node;
  /** The index of the argument among those that are Values; undefined for a rule that is for all of them. */
  readonly argument: number | undefined;
  /** The cotangent, tangents or examples that the rule gets. */
  readonly flow: Flow | readonly Flow[];
}

/** Sees what is computed while it watches. What composed functions call is seen, and not they themselves. */
export interface Watcher {
  /** An op has computed something, recorded or not. */
  called(op: AnyOp, args: readonly unknown[], output: Value | readonly Value[]): void;
  /** Runs a rule, and passes on what it gives. */
  ruled(application: RuleApplication, rule: () => Contributions): Contributions;
}

/** Calls `f` under the eyes of `watcher`, and of whoever watches already. */
export function watched<T>(watcher: Watcher, f: () => T): T {
  const { gradient, watcher: outer } = recording;
  return withRecording({ gradient, watcher: outer === null ? watcher : both(outer, watcher) }, f);
}

function both(outer: Watcher, inner: Watcher): Watcher {
  return {
    called(op, args, output) {
      inner.called(op, args, output);
      outer.called(op, args, output);
    },
    ruled: (application, rule) => outer.ruled(application, () => inner.ruled(application, rule)),
  };
}
