/** Who takes part in a workload. */
export interface Contestant {
  readonly name: string;
  /** A limit is no peer: it is what the machine gives at best, such as the start of an empty process. */
  readonly role: "ours" | "peer" | "limit";
  /** Contestants of one library differ in settings. Where a library is compared with ours, its fastest contestant counts. */
  readonly library: string;
  /** Its module, beside the workload; one that ends in .py is run by Python. */
  readonly module: URL;
  /** Which of the ways that the module offers. */
  readonly variant?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Too slow to wait for more than once: takes part in the first round only. */
  readonly isSlow?: boolean;
}

/** One size of a workload. */
export interface Case {
  readonly name: string;
  /** Where it lies on a line of a chart. */
  readonly at?: { readonly axis: string; readonly x: number };
  /** Floating-point operations of what is timed, where they are the point. */
  readonly operations?: number;
}

/** What is asked of one of ours: at most so many times another's number, so much above it, or so much. */
export interface Target {
  /** The name of one of ours. */
  readonly ours: string;
  /** In these cases; in all when absent. */
  readonly cases?: readonly string[];
  /** The library that it is compared with. */
  readonly than?: string;
  readonly times?: number;
  readonly plus?: number;
  readonly atMost?: number;
}

/** The same work for all contestants: equal data, weights and steps. */
export interface Workload {
  /** What to ask for on the command line: "W1". */
  readonly name: string;
  readonly title: string;
  /**
   * - steps: every module exports a {@link Start} and its steps are timed, in milliseconds;
   * - launches: every module is a program that prints a number, timed from the start of its process until then;
   * - memory: every module exports a {@link Start}; the most that its process held during 2,000 steps, in MB;
   * - size: every module is bundled and minified; what is left of it by gzip, in kB.
   */
  readonly measures: "steps" | "launches" | "memory" | "size";
  /** How many rounds are enough where the numbers hardly differ, or are many. */
  readonly mostRounds?: number;
  /** All measured in one process, one after another. One without a name when absent. */
  readonly cases?: readonly Case[];
  /** The first of ours that can run is the one that the charts show the others against. */
  readonly contestants: readonly Contestant[];
  readonly targets?: readonly Target[];
}

/** Sets everything up for one case; null where this contestant has none. @throws {@link Absent} */
export type Start = (variant: string, name: string) => Step | null | Promise<Step | null>;

/** One step, and the number all contestants have to agree on: usually the loss that the step started from. */
export type Step = () => number | Promise<number>;

/** What one contestant did of one case in one round. */
export interface Measurement {
  /** Milliseconds of each step or launch, or MB or kB. */
  readonly times: readonly number[];
  /** Milliseconds of the first step of all, in which compilers compile. */
  readonly first?: number;
  /** What all contestants have to agree on: the numbers of steps 1 and 20, or what was printed. */
  readonly results: readonly number[];
}

/** By the names of cases. */
export type Measurements = Readonly<Record<string, Measurement>>;
