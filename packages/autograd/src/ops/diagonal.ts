import { checkInteger } from "../arguments.ts";
import { zeros } from "../create.ts";
import { checkValue } from "../guard.ts";
import { defineOp, type Op } from "../op.ts";
import { formatShape, normalizeAxis } from "../shape.ts";
import type { Value } from "../value.ts";

/** Where the diagonal of a matrix of that extents lies in row-major order, as bounds and step of a slice. */
function places(op: string, rows: number, columns: number, offset: number) {
  checkInteger(op, "the offset", offset);
  const length = Math.max(Math.min(rows, columns, rows + offset, columns - offset), 0);
  const start = offset < 0 ? -offset * columns : offset;
  const step = columns + 1;
  return length === 0 ? { start: 0, end: 0, step } : { start, end: start + (length - 1) * step + 1, step };
}

/**
 * The entries of x whose places along two axes, the first two when none are named, differ by `offset`: right of the main
 * diagonal where that is positive, below it where negative. They become the last axis; the two are gone.
 */
export const diagonal: Op<[x: Value, offset?: number, axis0?: number, axis1?: number]> = defineOp(
  "diagonal",
  (x: Value, offset = 0, axis0 = 0, axis1 = 1) => {
    const rank = checkValue("diagonal", x).rank;
    const [row, column] = [normalizeAxis("diagonal", axis0, rank), normalizeAxis("diagonal", axis1, rank)];
    if (row === column) throw new RangeError(`diagonal needs two axes, got ${axis0} and ${axis1}.`);
    const others = [...x.shape.keys()].filter((axis) => axis !== row && axis !== column);
    const [rows, columns] = [x.shape[row], x.shape[column]];
    const { start, end, step } = places("diagonal", rows, columns, offset);
    const matrices = row === rank - 2 && column === rank - 1 ? x : x.permute([...others, row, column]);
    return matrices
      .reshape([...others.map((axis) => x.shape[axis]), rows * columns])
      .slice(start, end, { axis: -1, step });
  },
);

/** The square matrix with the entries of the vector x on a diagonal and 0 elsewhere; of a matrix, that diagonal. */
export const diag: Op<[x: Value, offset?: number]> = defineOp("diag", (x: Value, offset = 0) => {
  if (checkValue("diag", x).rank === 2) return x.diagonal(offset);
  if (x.rank !== 1) {
    throw new RangeError(
      `diag needs a vector or a matrix, got shape ${formatShape(x.shape)}. For the diagonals of many matrices use diagonal.`,
    );
  }
  checkInteger("diag", "the offset", offset);
  const extent = x.size + Math.abs(offset);
  const { start, end, step } = places("diag", extent, extent, offset);
  return zeros([extent * extent], { dtype: x.dtype })
    .sliceScatter(x, start, end, { step })
    .reshape([extent, extent]);
});
