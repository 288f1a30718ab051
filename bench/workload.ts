/** Who takes part in a workload: Chainrule or a peer. */
export interface Contestant {
  readonly name: string;
  /** Its module, beside the workload. */
  readonly module: URL;
  /** Which of the ways that the module offers. */
  readonly variant?: string;
  /** At most how many times the time of this peer ours is to take; absent where nothing is promised. */
  readonly target?: number;
}

/** The same work for all contestants: equal data, weights and steps. */
export interface Workload {
  /** What to ask for on the command line: "W1". */
  readonly name: string;
  readonly title: string;
  /**
   * "step": every module exports a {@link Start}, and its steps are timed. "launch": every module is a program that prints a
   * number, and is timed from the start of its process until then.
   */
  readonly timed: "step" | "launch";
  readonly ours: Contestant;
  readonly peers: readonly Contestant[];
}

/** Sets everything up for training. */
export type Start = (variant: string) => Step | Promise<Step>;

/** Trains one step and gives the loss that it started from. */
export type Step = () => number;

/** What one contestant did in one round. */
export interface Measurement {
  /** Milliseconds, one for each step or launch. */
  readonly times: readonly number[];
  /** What all contestants have to agree on: the first losses, or the numbers printed. */
  readonly results: readonly number[];
}
