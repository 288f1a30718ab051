import { promote } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { defineOp, type Op } from "../op.ts";
import { formatShape, normalizeAxis, type Shape, sizeOf } from "../shape.ts";
import type { Value } from "../value.ts";

type AxisPairs = number | readonly [ofA: readonly number[], ofB: readonly number[]];

/**
 * The products of a and b summed over pairs of axes: the last `axes` of a with the first of b, 2 when absent, or those in two
 * lists. The result has the other axes of a, then those of b.
 */
export const tensordot: Op<[a: Value, b: Value, axes?: AxisPairs]> = defineOp(
  "tensordot",
  (a: Value, b: Value, axes: AxisPairs = 2): Value => {
    checkValue("tensordot", a);
    checkValue("tensordot", b);
    const [ofA, ofB] = pairsOf(axes, a.rank).map((list, i) =>
      list.map((axis) => normalizeAxis("tensordot", axis, [a, b][i].rank)),
    );
    const [extentsA, extentsB] = [ofA.map((axis) => a.shape[axis]), ofB.map((axis) => b.shape[axis])];
    if (extentsA.length !== extentsB.length || extentsA.some((extent, i) => extent !== extentsB[i])) {
      throw new RangeError(
        `tensordot needs axes of the same extents, got ${formatShape(extentsA)} of ${formatShape(a.shape)} and ${formatShape(extentsB)} of ${formatShape(b.shape)}.`,
      );
    }
    const [restA, restB] = [others(a, ofA), others(b, ofB)];
    const pick = (shape: Shape, list: readonly number[]): number[] => list.map((axis) => shape[axis]);
    const [rows, columns] = [pick(a.shape, restA), pick(b.shape, restB)];
    const inner = sizeOf(extentsA);
    // Before the reshapes: as matrices, scalars would count as much as what has axes.
    const dtype = promote([a, b]);
    return a
      .to(dtype)
      .permute([...restA, ...ofA])
      .reshape([sizeOf(rows), inner])
      .matmul(
        b
          .to(dtype)
          .permute([...ofB, ...restB])
          .reshape([inner, sizeOf(columns)]),
      )
      .reshape([...rows, ...columns]);
  },
);

function pairsOf(axes: AxisPairs, rank: number): readonly (readonly number[])[] {
  if (Array.isArray(axes) && axes.length === 2 && axes.every(Array.isArray)) return axes;
  if (typeof axes !== "number" || !Number.isInteger(axes) || axes < 0 || axes > rank) {
    throw new TypeError(
      `tensordot needs a number of axes from 0 to ${rank}, or two lists of axes such as [[0, 1], [1, 2]].`,
    );
  }
  const counted = Array.from({ length: axes }, (_, i) => i);
  return [counted.map((i) => rank - axes + i), counted];
}

const others = (x: Value, axes: readonly number[]): number[] =>
  [...x.shape.keys()].filter((axis) => !axes.includes(axis));

/** Each entry of a replaced by b times it: the Kronecker product. Fewer axes count as axes of extent 1 in front. */
export const kron: Op<[a: Value, b: Value]> = defineOp("kron", (a: Value, b: Value) => {
  const rank = Math.max(checkValue("kron", a).rank, checkValue("kron", b).rank);
  const full = ({ shape }: Value): number[] => [...new Array<number>(rank - shape.length).fill(1), ...shape];
  const [outer, inner] = [full(a), full(b)];
  const dtype = promote([a, b]);
  return a
    .to(dtype)
    .reshape(outer.flatMap((extent) => [extent, 1]))
    .mul(b.to(dtype).reshape(inner.flatMap((extent) => [1, extent])))
    .reshape(outer.map((extent, axis) => extent * inner[axis]));
});
