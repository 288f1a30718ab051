/*
 * What engines need that run recorded functions in their own way: `@chainrule/autograd/engine`. Not for users; it can change
 * from one minor version to the next.
 */

import type { Dtype } from "./dtype.ts";
import { methodOps } from "./methods.ts";
import type { AnyOp } from "./op.ts";
import { concat } from "./ops/concat.ts";
import { correlated, transposed } from "./ops/convolve.ts";
import { maxPool2dIndices } from "./ops/pool2d.ts";
import { recording } from "./recording.ts";
import type { Shape } from "./shape.ts";
import type { Storage } from "./storage.ts";
import { Value, youngestCall } from "./value.ts";

export { keepStates } from "./drawTape.ts";
export { allocate } from "./dtype.ts";
export type { EntrywiseLowering } from "./elementwise.ts";
export { operationsOf } from "./explain/countOperations.ts";
export { type EntrywiseKernel, useEntrywise } from "./kernels/entrywise.ts";
export { type Factor, type Multiplier, useMultiplier } from "./kernels/multiplier.ts";
export { CENTRE, MIDDLE, type Rational, TAIL } from "./kernels/normal.ts";
export {
  type BindProducts,
  type LibraryModule,
  type MatrixLibrary,
  type MatrixProducts,
  type MatrixStack,
  matrixLibrary,
  useMatrixLibrary,
} from "./matrixLibrary.ts";
export { hasValues, isFollowed, type Program, record, type Source } from "./program.ts";
export { sizeOf, stridesOf } from "./shape.ts";
export { Elsewhere, type Storage } from "./storage.ts";
export { leavesOf, partsOf } from "./tree.ts";
export type { Node } from "./value.ts";

/** The ops that an engine may know by name. Others are composed of these, or say in their lowering what they do. */
export const knownOps: ReadonlyMap<string, AnyOp> = new Map(
  [...methodOps, concat, transposed, correlated, maxPool2dIndices].map((op) => [op.name, op]),
);

/** Whether calls are recorded for derivatives, as they are outside `noGrad`. */
export function isRecording(): boolean {
  return recording.gradient;
}

/** A Value that holds what it is given, without a copy. */
export function makeValue(shape: Shape, dtype: Dtype, storage: Storage): Value {
  return new Value(shape, dtype, storage);
}

/** What a Value holds right now. */
export function storageOf(value: Value): Storage {
  return value.storage;
}

/** Gives a leaf new numbers, which may be elsewhere, as `assign` would. */
export function hold(leaf: Value, storage: Storage): void {
  leaf.storage = storage;
  leaf.assignedAt = youngestCall();
}

/** Brings the numbers of a Value here, if they are elsewhere. */
export function settle(value: Value): void {
  value.shared();
}

/** What is in `.grad`, which counts as not read: its numbers may stay elsewhere. */
export function gradientOf(leaf: Value): Value | null {
  return leaf.gradient;
}

/** Sets `.grad`. */
export function setGradient(leaf: Value, gradient: Value | null): void {
  leaf.gradient = gradient;
}
