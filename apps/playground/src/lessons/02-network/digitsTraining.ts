import type { StateDict } from "@chainrule/autograd";
import type { Architecture } from "@chainrule/examples/digits/network.ts";

/** What a training of a reader of digits begins with. */
export type DigitsSettings = {
  readonly architecture: Architecture;
  readonly seed: number;
  /** Weights that were learned elsewhere: then there is nothing to train. */
  readonly state: StateDict | null;
  /** Addresses of the files of digits. */
  readonly trainFile: string;
  readonly testFile: string;
};

/** How far it is. */
export type DigitsSnapshot = {
  readonly step: number;
  /** How many there will be. */
  readonly steps: number;
  readonly epochs: number;
  /** Spent on training. */
  readonly seconds: number;
  readonly losses: readonly (readonly [epoch: number, loss: number])[];
  /** The share of test digits it reads right, before the training and after each epoch. */
  readonly accuracies: readonly (readonly [epoch: number, share: number])[];
  /** Which test digits it reads wrong. */
  readonly mistakes: readonly number[];
  readonly isDone: boolean;
  readonly architecture: Architecture;
  /** The weights, now and then. */
  readonly state: StateDict | null;
};
