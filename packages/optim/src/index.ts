export { Adam, type AdamOptions, type AdamState, adam } from "./adam.ts";
export { AdamW, adamW } from "./adamW.ts";
export { type ClipGradNormOptions, clipGradNorm } from "./clipGradNorm.ts";
export type { Rows } from "./examples.ts";
export { type EpochReport, type FitOptions, fit, type StepReport } from "./fit.ts";
export { type Minibatches, type MinibatchOptions, minibatches } from "./minibatches.ts";
export { Optimizer, type ParameterState } from "./optimizer.ts";
export type {
  GroupOptions,
  OptimizerOptions,
  ParameterGroup,
  ParametersOrGroups,
} from "./parameterGroups.ts";
export type { RandomSource } from "./randomSource.ts";
export { randomSplit } from "./randomSplit.ts";
export {
  CosineAnnealingLR,
  type CosineAnnealingLROptions,
  LearningRateSchedule,
  StepLR,
  type StepLROptions,
} from "./schedules.ts";
export { SGD, type SGDOptions, type SGDState, sgd } from "./sgd.ts";
export type { Buffers, Update, UpdateRule } from "./updateRule.ts";
