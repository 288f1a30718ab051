import type { compile as Compile } from "@chainrule/wasm";
import { epochs, fit, type Remedies } from "./regression.ts";

/** A training so far. */
export type Run = {
  readonly remedies: Remedies;
  /** After each epoch. */
  readonly train: readonly number[];
  readonly validation: readonly number[];
  /** With the lowest validation loss; counted from 1. */
  readonly bestEpoch: number;
  readonly bestCurve: Float32Array;
  readonly lastCurve: Float32Array;
  /** The curves after all epochs, one after the other. Only of the training that the page shows epoch by epoch. */
  readonly curves: Float32Array | null;
  /** On the points for the test: known when the training is over, for the page to keep shut. */
  readonly test: { readonly atTheEnd: number; readonly stoppedEarly: number } | null;
};

export const isOver = (run: Run | null): boolean => run !== null && run.test !== null;

/** The trainings beside each other. */
export const cases = ["nothing", "patience", "weightDecay", "dropout", "points", "width"] as const;
export type Case = (typeof cases)[number];
export type Cases = Readonly<Record<Case, Remedies>>;
export type Runs = Readonly<Record<Case, Run>>;

/** One training, epoch by epoch. */
class Course {
  readonly remedies: Remedies;
  readonly #fit: ReturnType<typeof fit>;
  readonly #train: number[] = [];
  readonly #validation: number[] = [];
  readonly #curves: Float32Array | null;
  #bestEpoch = 0;
  #bestCurve = new Float32Array(101);
  #lastCurve = new Float32Array(101);
  #test: Run["test"] = null;

  constructor(remedies: Remedies, keepsCurves: boolean, compile: typeof Compile) {
    this.remedies = remedies;
    this.#fit = fit(remedies, compile);
    this.#curves = keepsCurves ? new Float32Array(101 * epochs) : null;
  }

  get isOver(): boolean {
    return this.#test !== null;
  }

  step(): void {
    const { done, value } = this.#fit.next();
    if (done) {
      this.#test = value;
      return;
    }
    this.#lastCurve = Float32Array.from(value.curve);
    this.#curves?.set(this.#lastCurve, 101 * this.#train.length);
    this.#train.push(value.trainLoss);
    if (value.validationLoss < (this.#validation[this.#bestEpoch - 1] ?? Number.POSITIVE_INFINITY)) {
      this.#bestEpoch = this.#train.length;
      this.#bestCurve = this.#lastCurve;
    }
    this.#validation.push(value.validationLoss);
  }

  report(): Run {
    return {
      remedies: this.remedies,
      train: [...this.#train],
      validation: [...this.#validation],
      bestEpoch: this.#bestEpoch,
      bestCurve: this.#bestCurve,
      lastCurve: this.#lastCurve,
      curves: this.#curves,
      test: this.#test,
    };
  }
}

/** All trainings, one after the other; where a remedy is changed, that one begins anew. */
export function beginRuns(chosen: Cases, compile: typeof Compile) {
  const begin = (name: Case, remedies: Remedies): Course => new Course(remedies, name === "nothing", compile);
  const courses = Object.fromEntries(cases.map((name) => [name, begin(name, chosen[name])])) as Record<
    Case,
    Course
  >;
  return {
    step(): boolean {
      const open = cases.map((name) => courses[name]).filter(({ isOver }) => !isOver);
      open[0]?.step();
      return open.length > 0;
    },
    change(chosen: Cases): void {
      for (const name of cases) {
        if (Object.values(chosen[name]).join() === Object.values(courses[name].remedies).join()) continue;
        courses[name] = begin(name, chosen[name]);
      }
    },
    snapshot(): Runs {
      return Object.fromEntries(cases.map((name) => [name, courses[name].report()])) as Record<Case, Run>;
    },
  };
}
