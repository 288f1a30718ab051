import { recording } from "./recording.ts";
import { Trace } from "./trace.ts";
import { markTime, Value, youngestCall } from "./value.ts";

/** A leaf that was given new numbers while a capture was under way. */
export interface Assignment {
  readonly leaf: Value;
  readonly source: Value;
  /** The youngest call at that time: older ones read what the leaf held before. */
  readonly after: number;
}

/** The gradient that a leaf had before the function, if it looked, and has after it. */
export interface GradientChange {
  readonly before: Value | null;
  /** What stands for it inside: a Value of its own, as the Value outside may have other tasks too. */
  readonly standIn: Value | null;
  /** Whether the function looked at the gradient before it set one. */
  readonly wasRead: boolean;
  readonly after: Value | null;
}

/** A property that the function has read, and what it was. */
export interface Setting {
  readonly owner: object;
  readonly key: string;
  readonly value: unknown;
}

/** How often hooks that any function can meet have come or gone. */
const hooks = { changes: 0 };

/** Has compiled functions record anew, as a hook outside has been registered or removed. */
export function noteHookChange(): void {
  if (recording.capture === null) hooks.changes++;
}

/**
 * One call of a function of which everything is recorded, also what it computes from Values outside: for `compile`, which
 * runs it again and again. Nothing outside changes meanwhile: what the function assigns, to leaves and to their `.grad`, is
 * noted here.
 */
export class Capture extends Trace {
  /** When the function was called: leaves with numbers of a later date were made inside. */
  readonly start: number = markTime();
  readonly assignments: Assignment[] = [];
  readonly gradients: Map<Value, GradientChange> = new Map();
  readonly settings: Setting[] = [{ owner: hooks, key: "changes", value: hooks.changes }];
  /** Leaves of which the function has asked whether they require a gradient. */
  readonly asked: Set<Value> = new Set();
  readonly #assignedBefore = new Map<Value, number>();
  /** What was thrown because the function did what cannot be recorded. */
  refusal: Error | null = null;

  override run<T>(f: () => T): T {
    const outer = recording.capture;
    recording.capture = this;
    try {
      return super.run(f);
    } finally {
      recording.capture = outer;
      for (const [leaf, assignedAt] of this.#assignedBefore) leaf.assignedAt = assignedAt;
      for (const [leaf, change] of this.gradients) {
        this.gradients.set(leaf, { ...change, after: leaf.gradient });
        leaf.gradient = change.before;
      }
    }
  }

  /** Instead of assigning. What a leaf holds, it may not hold for long: a call keeps it. */
  assign(leaf: Value, given: Value): void {
    const source = given.node === null ? given.detach() : given;
    const now = youngestCall();
    this.assignments.push({ leaf, source, after: now });
    if (!this.#assignedBefore.has(leaf)) this.#assignedBefore.set(leaf, leaf.assignedAt);
    leaf.assignedAt = now;
  }

  /** @throws Error that says why there is nothing to read. */
  override fetch(): never {
    this.checkOpen();
    return this.#refuse(
      `${this.transform} records its function once and runs what it recorded again and again: a number read in it would stay the same for ever. ` +
        "Compute with ops, choose with where(), and read what the function returns.",
    );
  }

  /** Before `requiresGrad` is read. */
  noteAsking(value: Value): void {
    if (value.node === null && value.storage !== this) this.asked.add(value);
  }

  /** @throws Error if `leaf` was there before: that it changes could not be recorded. */
  checkTracking(leaf: Value): void {
    if (leaf.storage !== this && leaf.assignedAt >= this.start && !this.#assignedBefore.has(leaf)) return;
    this.#refuse(
      `${this.transform} records what its function computes and assigns; that requiresGrad of a leaf changes it cannot record. ` +
        "Set it outside: the function is then recorded anew.",
    );
  }

  #refuse(message: string): never {
    this.refusal = new Error(message);
    throw this.refusal;
  }

  /** Before `.grad` is read or set. */
  touchGradient(leaf: Value, isRead: boolean): void {
    if (this.gradients.has(leaf)) return;
    const before = leaf.gradient;
    const standIn = before && new Value(before.shape, before.dtype, before.storage);
    if (standIn !== null) standIn.assignedAt = 0; // no constant made inside
    leaf.gradient = standIn;
    this.gradients.set(leaf, { before, standIn, wasRead: isRead, after: null });
  }

  /** @throws Error if the numbers of `value` can be others when the program runs. */
  checkReading(value: Value): void {
    const isConstant =
      value.node === null && value.assignedAt >= this.start && !this.#assignedBefore.has(value);
    if (!isConstant) this.fetch();
  }
}

/**
 * Reads a property on which it depends what a function records, such as whether a module is training: a change makes
 * compiled functions record anew.
 */
export function noteSetting<T extends object, K extends keyof T & string>(
  owner: T,
  key: K,
  value: T[K],
): T[K] {
  recording.capture?.settings.push({ owner, key, value });
  return value;
}
