import "./methods.ts";

export { noteHookChange, noteSetting } from "./capture.ts";
export * from "./create.ts";
export { describe as describeValue } from "./describe.ts";
export {
  type Dtype,
  type FloatDtype,
  getDefaultDtype,
  type ReadonlyData,
  setDefaultDtype,
  type TypedArray,
} from "./dtype.ts";
export {
  type BinaryDefinition,
  type BinaryOp,
  binary,
  type UnaryDefinition,
  type UnaryOp,
  unary,
} from "./elementwise.ts";
export { abbreviate } from "./explain/abbreviate.ts";
export { type Anomaly, AnomalyError } from "./explain/anomalyError.ts";
export { type BackwardStep, backwardSteps, type Contribution } from "./explain/backwardSteps.ts";
export { type CountedOperations, countOperations, type OperationCount } from "./explain/countOperations.ts";
export { type AnomalyOptions, detectAnomaly } from "./explain/detectAnomaly.ts";
export { type GraphOptions, type GraphValue, graphOf } from "./explain/graph.ts";
export { type GraphStatistics, graphStatistics, type OpStatistics } from "./explain/graphStatistics.ts";
export { nameOf, setName } from "./explain/name.ts";
export type { Place } from "./explain/stack.ts";
export { type ToDotOptions, toDot } from "./explain/toDot.ts";
export { toText } from "./explain/toText.ts";
export { withPrefix } from "./explain/withPrefix.ts";
export { type GradientHook, registerHook } from "./gradientHook.ts";
export { checkValue, isValue } from "./guard.ts";
export type { BinaryKernel } from "./kernels/arithmetic.ts";
export type { Pair, WindowOptions } from "./kernels/window.ts";
export {
  type AnyOp,
  type DerivativeRules,
  type Documented,
  defineOp,
  type Op,
  type OpFields,
  type Rules,
  withSignature,
} from "./op.ts";
export * from "./ops/index.ts";
export type { NestedArray } from "./print.ts";
export { defaultGenerator, forkRng, Generator, manualSeed, type RandomOptions } from "./random.ts";
export { noGrad } from "./recording.ts";
export { type OpName, registry } from "./registry.ts";
export type { Sample, ValueSample } from "./sample.ts";
export type { Axes, Shape } from "./shape.ts";
export type { Same } from "./shapes/join.ts";
export type { Agree, Format, Result, ShapeOf } from "./shapes/known.ts";
export type { Flattened } from "./shapes/reshape.ts";
export { loadState, type StateDict, type StateEntry, saveState } from "./stateDict.ts";
export { checkpoint } from "./transforms/checkpoint.ts";
export { customGradient } from "./transforms/customGradient.ts";
export { jvp } from "./transforms/forward.ts";
export { hessian, hvp, type JacobianOptions, jacobian } from "./transforms/jacobian.ts";
export { grad, valueAndGrad, vjp } from "./transforms/reverse.ts";
export { stopGradient } from "./transforms/stopGradient.ts";
export { type MappedAxes, type VmapOptions, vmap } from "./transforms/vmap.ts";
export type { PerPart, Tree } from "./tree.ts";
export { type Node, Value } from "./value.ts";
