import { checkOptions } from "../arguments.ts";
import { allocate, type Dtype, getDefaultDtype, isFloat } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import type { Op } from "../op.ts";
import { type Axes, normalizeAxes, type Shape } from "../shape.ts";
import { Value } from "../value.ts";

/** Options of reductions. */
export interface ReductionOptions {
  /** Keep the reduced axes with extent 1. */
  readonly keepDim?: boolean;
}

/** Over all axes when none are named. */
export type Reduction = Op<[x: Value, axes?: Axes | null, options?: ReductionOptions]>;

/** The shape without the given axes. */
export const without = (shape: Shape, axes: readonly number[]): Shape =>
  shape.filter((_, axis) => !axes.includes(axis));
/** The shape with the given axes reduced to 1. */
export const kept = (shape: Shape, axes: readonly number[]): Shape =>
  shape.map((n, axis) => (axes.includes(axis) ? 1 : n));

/** A reduced Value stretched back over the axes it lost. */
export function spread(reduced: Value, shape: Shape, axes: readonly number[]): Value {
  return reduced.reshape(kept(shape, axes)).broadcastTo(shape);
}

/** Reads the axes as users give them, reduces, and restores the axes with extent 1 if asked to. */
export function reducing(op: string, reduce: (x: Value, axes: readonly number[]) => Value) {
  return (x: Value, axes?: Axes | null, options?: ReductionOptions): Value => {
    const { keepDim = false } = checkOptions(op, options);
    const list = normalizeAxes(op, axes, checkValue(op, x).rank);
    const result = reduce(x, list);
    return keepDim ? result.reshape(kept(x.shape, list)) : result;
  };
}

/** x in a float dtype: its own, or the default. */
export const floating = (x: Value): Value => (isFloat(x.dtype) ? x : x.to(getDefaultDtype()));

/** What is left of a fold, in the dtype it is to have. */
export function fromFolded(folded: Float64Array<ArrayBuffer>, shape: Shape, dtype: Dtype): Value {
  if (dtype === "float64") return new Value(shape, dtype, folded);
  const output = allocate(dtype, folded.length);
  output.set(folded);
  return new Value(shape, dtype, output);
}

/** x where it is not 0, made safe for a function whose derivative at 0 is infinite; 0 and without a gradient elsewhere. */
export function rootOrZero(x: Value, root: (positive: Value) => Value): Value {
  const isPositive = x.ne(0);
  return root(x.where(isPositive, 1)).where(isPositive, 0);
}
