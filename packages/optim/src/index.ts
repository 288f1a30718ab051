export { Adadelta, type AdadeltaOptions, type AdadeltaState, adadelta } from "./adadelta.ts";
export { Adagrad, type AdagradOptions, type AdagradState, adagrad } from "./adagrad.ts";
export { Adam, type AdamOptions, type AdamState, adam } from "./adam.ts";
export { Adamax, type AdamaxOptions, type AdamaxState, adamax } from "./adamax.ts";
export { AdamW, adamW } from "./adamW.ts";
export type { EpochPosition, MinibatchOptions, TransformOptions } from "./batchOrder.ts";
export { ChainedScheduler, chained } from "./chainedScheduler.ts";
export { type ClipGradNormOptions, clipGradNorm } from "./clipGradNorm.ts";
export { clipGradValue } from "./clipGradValue.ts";
export { CosineAnnealingLR, type CosineAnnealingLROptions, cosineAnnealingLR } from "./cosineAnnealingLR.ts";
export {
  CosineAnnealingWarmRestarts,
  type CosineAnnealingWarmRestartsOptions,
  cosineAnnealingWarmRestarts,
} from "./cosineAnnealingWarmRestarts.ts";
export { EarlyStopping, type EarlyStoppingOptions, type Restorable } from "./earlyStopping.ts";
export type { Rows } from "./examples.ts";
export { ExponentialLR, type ExponentialLROptions, exponentialLR } from "./exponentialLR.ts";
export {
  ExponentialMovingAverage,
  type ExponentialMovingAverageOptions,
} from "./exponentialMovingAverage.ts";
export { type EpochReport, type FitOptions, fit, type StepReport } from "./fit.ts";
export { FitProgress } from "./fitProgress.ts";
export { type LearningRate, LearningRateSchedule } from "./learningRateSchedule.ts";
export { LinearLR, type LinearLROptions, linearLR } from "./linearLR.ts";
export { Lion, type LionOptions, type LionState, lion } from "./lion.ts";
export {
  type Entry,
  type IndexedSource,
  type LoadedMinibatches,
  type LoadOptions,
  loadMinibatches,
} from "./loadMinibatches.ts";
export { type Minibatches, minibatches } from "./minibatches.ts";
export { MultiStepLR, type MultiStepLROptions, multiStepLR } from "./multiStepLR.ts";
export { NAdam, type NAdamOptions, type NAdamState, nadam } from "./nadam.ts";
export { OneCycleLR, type OneCycleLROptions, oneCycleLR } from "./oneCycleLR.ts";
export { Optimizer, type ParameterState } from "./optimizer.ts";
export type {
  GroupOptions,
  OptimizerOptions,
  ParameterGroup,
  ParametersOrGroups,
} from "./parameterGroups.ts";
export type { PerGroup } from "./perGroup.ts";
export { PolynomialLR, type PolynomialLROptions, polynomialLR } from "./polynomialLR.ts";
export { RAdam, type RAdamOptions, type RAdamState, radam } from "./radam.ts";
export type { RandomSource } from "./randomSource.ts";
export { randomSplit } from "./randomSplit.ts";
export { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from "./reduceLROnPlateau.ts";
export { RMSprop, type RMSpropOptions, type RMSpropState, rmsprop } from "./rmsprop.ts";
export { SequentialLR, type SequentialLROptions, sequentialLR } from "./sequentialLR.ts";
export { SGD, type SGDOptions, type SGDState, sgd } from "./sgd.ts";
export type { SlopeOptions } from "./slope.ts";
export { StepLR, type StepLROptions, stepLR } from "./stepLR.ts";
export type { Buffers, Update, UpdateRule } from "./updateRule.ts";
