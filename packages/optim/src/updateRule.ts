import { describeValue, type Value } from "@chainrule/autograd";

/** What an optimizer remembers of one parameter between steps, by name; `step` is taken by the step count. */
export type Buffers = Readonly<Record<string, Value>>;

/** The arguments of {@link UpdateRule.update}. */
export interface Update<Options, State> {
  /** The parameter before the step. */
  readonly parameter: Value;
  /** Of the shape and dtype of the parameter. */
  readonly gradient: Value;
  /** What `init` or the last update gave. */
  readonly state: State;
  /** A float64 scalar. */
  readonly learningRate: Value;
  /** Which step of this parameter it is, counted from 1: a float64 scalar. */
  readonly step: Value;
  /** The options of the parameter's group. */
  readonly options: Options;
}

/**
 * An optimization algorithm as two pure functions. They are made of ops and never look at a number, so that a recorded
 * step stays right when the learning rate and the step count change. An {@link Optimizer} keeps the state for you.
 */
export interface UpdateRule<Options extends object, State extends Buffers = Buffers> {
  /** How messages call it. */
  readonly name: string;
  /** The options where the user gives none. */
  readonly defaults: Options;
  /** Throws when the options make no sense. */
  check(options: Options): void;
  /** The state before the first step: all of it, so that one can be loaded into it. */
  init(parameter: Value, options: Options): State;
  /** The parameter and its state after a step, each of the shape and dtype it had. */
  update(now: Update<Options, State>): { readonly parameter: Value; readonly state: State };
}

/** Throws a RangeError unless all the numbers are finite and at least 0. */
export function checkNonNegative(name: string, numbers: Readonly<Record<string, number>>): void {
  for (const [option, number] of Object.entries(numbers)) {
    if (!(Number.isFinite(number) && number >= 0)) {
      throw new RangeError(`${name}: ${option} is a number of at least 0, got ${describeValue(number)}.`);
    }
  }
}

/** Throws a RangeError unless the numbers are in [0, 1]. */
export function checkShares(name: string, numbers: Readonly<Record<string, number>>): void {
  for (const [option, number] of Object.entries(numbers)) {
    if (typeof number !== "number" || !(number >= 0 && number <= 1)) {
      throw new RangeError(`${name}: ${option} is a number from 0 to 1, got ${describeValue(number)}.`);
    }
  }
}

/** Throws a RangeError unless `choice` is one of `choices`. */
export function checkChoice(name: string, option: string, choice: string, choices: readonly string[]): void {
  if (choices.includes(choice)) return;
  throw new RangeError(`${name}: ${option} is one of ${choices.join(", ")}, got ${choice}.`);
}
