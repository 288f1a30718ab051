import type { Value } from "../value.ts";

/*
 * What the batch rules of ops have in common: examples lie along a leading axis, so all other axes come one later.
 */

/** The same axes behind the axis of examples. */
export const later = (axes: readonly number[]): number[] => axes.map((axis) => axis + 1);

/** All with a leading axis of examples: those without one are repeated. */
export function together(size: number, isBatched: readonly boolean[], values: readonly Value[]): Value[] {
  return values.map((value, i) => (isBatched[i] ? value : value.broadcastTo([size, ...value.shape])));
}

/** Two leading axes as one: the examples' own batches one after another. */
export const merged = (x: Value): Value => x.reshape([x.shape[0] * x.shape[1], ...x.shape.slice(2)]);

/** The leading axis cut into that of examples and theirs. */
export const apart = (size: number, x: Value): Value =>
  x.reshape([size, x.shape[0] / size, ...x.shape.slice(1)]);
