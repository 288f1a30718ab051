import type { Signal } from "@preact/signals";
import { none, type Remedies } from "./regression.ts";
import { type Case, type Cases, cases, type Run } from "./runs.ts";

/** How strong each remedy is, as the learner sets it. */
export type Strengths = Readonly<Record<keyof Remedies, Signal<number>>>;

/** The trainings that they ask for: one remedy in each. */
export function casesOf(strengths: Strengths): Cases {
  const entries = cases.map((name) => [
    name,
    name === "nothing" ? none : { ...none, [name]: strengths[name].value },
  ]);
  return Object.fromEntries(entries) as Cases;
}

/** What one can choose from. */
export type Candidate = {
  readonly name: string;
  /** In few words, with its strength. */
  readonly what: string;
  readonly points: number;
  readonly curve: Float32Array;
  readonly trainLoss: number;
  readonly validationLoss: number;
  /** Null as long as the training is not over. */
  readonly testLoss: number | null;
};

export const candidateNames: Readonly<Record<Case, string>> = {
  nothing: "No remedy",
  patience: "Early stopping",
  weightDecay: "Weight decay",
  dropout: "Dropout",
  points: "More data",
  width: "A smaller network",
};

const notBegun: Run = {
  remedies: none,
  train: [],
  validation: [],
  bestEpoch: 0,
  bestCurve: new Float32Array(101),
  lastCurve: new Float32Array(101),
  curves: null,
  test: null,
};

/** What a training has come to so far: its last epoch or, with early stopping, its best. */
export function candidateOf(id: Case, run: Run | null): Candidate {
  const { remedies, train, validation, bestEpoch, bestCurve, lastCurve, test } = run ?? notBegun;
  const isEarly = id === "patience";
  const epoch = isEarly ? bestEpoch : train.length;
  const words: Readonly<Record<Case, string>> = {
    nothing: `${remedies.points} points, ${remedies.width} neurons in a layer`,
    patience: `stopped in epoch ${train.length}, back to ${bestEpoch}`,
    weightDecay: `weight decay ${remedies.weightDecay}`,
    dropout: `dropout ${remedies.dropout}`,
    points: `${remedies.points} points`,
    width: `${remedies.width} neurons in a layer`,
  };
  return {
    name: candidateNames[id],
    what: words[id],
    points: remedies.points,
    curve: isEarly ? bestCurve : lastCurve,
    trainLoss: train[epoch - 1] ?? Number.NaN,
    validationLoss: validation[epoch - 1] ?? Number.NaN,
    testLoss: (isEarly ? test?.stoppedEarly : test?.atTheEnd) ?? null,
  };
}
