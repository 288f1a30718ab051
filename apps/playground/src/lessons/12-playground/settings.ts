import { type DataName, dataSets, type Task } from "./data/dataSets.ts";
import { type FeatureName, featureNames } from "./features.ts";
import { activations, losses, optimizers } from "./parts.ts";

export type ActivationName = keyof typeof activations;
export type LossName = keyof typeof losses;
export type OptimizerName = keyof typeof optimizers;
export type Penalty = "none" | "l1" | "l2" | "decay";

/** All that decides what a training does, to the last bit. */
export type Settings = {
  readonly data: DataName;
  /** How far points are moved, or how wrong heights are, as a standard deviation. */
  readonly noise: number;
  /** Points for training and test together, and the share of them that is for training. */
  readonly count: number;
  readonly share: number;
  readonly dataSeed: number;
  readonly inputs: readonly FeatureName[];
  /** How many neurons each hidden layer has. */
  readonly layers: readonly number[];
  readonly activation: ActivationName;
  /** What weights begin with, the order of examples, and what dropout drops. */
  readonly seed: number;
  readonly loss: LossName;
  readonly optimizer: OptimizerName;
  readonly rate: number;
  readonly batch: number;
  readonly penalty: Penalty;
  readonly strength: number;
  readonly dropout: number;
};

/** What is set on opening. */
export const defaults: Settings = {
  data: "circles",
  noise: 0.1,
  count: 400,
  share: 0.5,
  dataSeed: 1,
  inputs: ["x1", "x2"],
  layers: [4, 2],
  activation: "tanh",
  seed: 1,
  loss: "crossEntropy",
  optimizer: "sgd",
  rate: 0.1,
  batch: 10,
  penalty: "none",
  strength: 0.001,
  dropout: 0,
};

/** From where to where numbers go, and in which steps; without steps, any number is fine. */
export const ranges = {
  noise: { min: 0, max: 1, step: 0.05 },
  count: { min: 20, max: 1000, step: 20 },
  share: { min: 0.1, max: 0.9, step: 0.1 },
  dataSeed: { min: 0, max: 999_999, step: 1 },
  seed: { min: 0, max: 999_999, step: 1 },
  rate: { min: 0.0001, max: 10 },
  batch: { min: 1, max: 900, step: 1 },
  strength: { min: 0.00001, max: 1 },
  dropout: { min: 0, max: 0.8, step: 0.05 },
} as const satisfies Partial<Record<keyof Settings, { min: number; max: number; step?: number }>>;

export const mostLayers = 6;
export const mostNeurons = 8;

export const penalties: Readonly<Record<Penalty, string>> = {
  none: "None",
  l1: "L1 penalty",
  l2: "L2 penalty",
  decay: "Weight decay",
};

const keysOf = <Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] =>
  Object.keys(record) as Key[];

/** What there is to choose from, in order. */
export const choices = {
  data: keysOf(dataSets),
  inputs: featureNames,
  activation: keysOf(activations),
  loss: keysOf(losses),
  optimizer: keysOf(optimizers),
  penalty: keysOf(penalties),
} as const;

/** Whether examples are to be told apart, or heights to be told. */
export const taskOf = ({ data }: Pick<Settings, "data">): Task => dataSets[data].task;

/** The losses that fit a task; the first is what a change of task changes to. */
export const lossesFor = (task: Task): LossName[] =>
  choices.loss.filter((name) => losses[name].task === task);

/** How many examples are for training: as many as `randomSplit` puts there. */
export const trainCount = ({ count, share }: Settings): number => Math.round(share * count);

/** What cannot change under way: with any of these, training begins anew. */
const fixed = [
  "data",
  "noise",
  "count",
  "share",
  "dataSeed",
  "inputs",
  "layers",
  "activation",
  "seed",
  "loss",
] as const;

/** Whether a training that began with some settings has to begin anew for others. */
export const needsReset = (before: Settings, after: Settings): boolean =>
  fixed.some((key) => String(before[key]) !== String(after[key]));
