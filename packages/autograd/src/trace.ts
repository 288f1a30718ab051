import { Elsewhere, type Storage } from "./storage.ts";
import type { Value } from "./value.ts";

const open: Trace[] = [];

/**
 * One call of a function on Values that have a shape and a dtype but no numbers. Ops compute nothing from these: they
 * record the call, for a walk that comes later and knows what they stand for.
 */
export abstract class Trace extends Elsewhere {
  /** How many traces lie around this one. */
  readonly depth: number = open.length;
  /** What traces, as users call it. */
  readonly transform: string;
  #isOpen = true;

  constructor(transform: string) {
    super();
    this.transform = transform;
  }

  /** Calls `f`, during which, and no longer, Values of this trace can be used. */
  run<T>(f: () => T): T {
    open.push(this);
    try {
      return f();
    } finally {
      open.pop();
      this.#isOpen = false;
    }
  }

  /** @throws Error once the function has returned. */
  checkOpen(): void {
    if (this.#isOpen) return;
    throw new Error(
      `This Value was made inside ${this.transform}, which has returned, and has no numbers. Use what ${this.transform} returned.`,
    );
  }

  /** @throws Error that says why there is nothing to read. */
  abstract override fetch(): never;
}

/** A call in which each Value stands for any of several examples. */
export class ExamplesTrace extends Trace {
  /** How many examples there are. */
  readonly size: number;
  readonly #examples = new Map<Value, Value>();

  constructor(transform: string, size: number) {
    super(transform);
    this.size = size;
  }

  /** The examples of the Values that came from outside, along a leading axis. */
  get examples(): ReadonlyMap<Value, Value> {
    return this.#examples;
  }

  /** Remembers that `standIn` stands for the Values along the leading axis of `examples`. */
  bind(standIn: Value, examples: Value): Value {
    this.#examples.set(standIn, examples);
    return standIn;
  }

  override fetch(): never {
    this.checkOpen();
    throw new Error(
      `${this.transform} calls its function once for all ${this.size} examples, so a Value in it has no numbers to read. ` +
        "Compute with ops, choose with where(), and read what comes out.",
    );
  }
}

/** Whether any function is being traced. */
export function isTracing(): boolean {
  return open.length > 0;
}

/** The traces of examples that are open, the outermost first. */
export function openExamples(): readonly ExamplesTrace[] {
  return open.filter((trace) => trace instanceof ExamplesTrace);
}

/** The innermost trace that the given storages are part of; null when all are numbers. */
export function innermost(storages: readonly Storage[]): Trace | null {
  let deepest: Trace | null = null;
  for (const storage of storages) {
    if (!(storage instanceof Trace)) continue;
    storage.checkOpen();
    if (deepest === null || storage.depth > deepest.depth) deepest = storage;
  }
  return deepest;
}
