import fc from "fast-check";
import "../../methods.ts";
import { tensor } from "../../create.ts";
import { type Shape, sizeOf } from "../../shape.ts";
import type { Value } from "../../value.ts";

/** An axis of a Value of the given rank, counted from the front or, negative, from the end. The rank is at least 1. */
export function anyAxis(rank: number): fc.Arbitrary<number> {
  if (!(rank >= 1))
    throw new RangeError(`anyAxis needs a rank of at least 1, got ${rank}: a scalar has no axes.`);
  return fc.integer({ min: -rank, max: rank - 1 });
}

/** Some axes of a Value of the given rank, none twice, in any order, counted from either end. */
export function anyAxes(rank: number): fc.Arbitrary<number[]> {
  return fc
    .tuple(fc.shuffledSubarray(axesOf(rank)), fc.array(fc.boolean(), { minLength: rank, maxLength: rank }))
    .map(([axes, fromEnd]) => axes.map((axis) => (fromEnd[axis] ? axis - rank : axis)));
}

/** All axes of a Value of the given rank, in any order. */
export function anyPermutation(rank: number): fc.Arbitrary<number[]> {
  return fc.shuffledSubarray(axesOf(rank), { minLength: rank });
}

/** Options of {@link anyIndices}. */
export interface IndicesOptions {
  /** The shape of the indices. */
  readonly shape: Shape;
  /** How many entries there are to choose from. */
  readonly extent: number;
  /** Whether indices may count from the end too; false when absent. */
  readonly negative?: boolean;
}

/** int32 indices into an axis of `extent` entries. */
export function anyIndices({ shape, extent, negative = false }: IndicesOptions): fc.Arbitrary<Value> {
  const size = sizeOf(shape);
  if (extent < 1 && size > 0)
    throw new RangeError(
      `anyIndices needs an extent of at least 1 to choose ${size} entries from, got ${extent}.`,
    );
  const index = fc.integer({ min: negative ? -extent : 0, max: Math.max(extent - 1, 0) });
  return fc
    .array(index, { minLength: size, maxLength: size })
    .map((entries) => tensor(Int32Array.from(entries), { shape }));
}

const axesOf = (rank: number): number[] => Array.from({ length: rank }, (_, axis) => axis);
