import { describe } from "../describe.ts";
import { allocate } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { defineOp, type Op } from "../op.ts";
import { formatShape, normalizeAxis } from "../shape.ts";
import { Value } from "../value.ts";

const isCount = (n: unknown): boolean => Number.isInteger(n) && (n as number) >= 0;

function tiled(op: string, x: Value, counts: readonly number[]): Value {
  const shape = [...new Array<number>(counts.length - x.rank).fill(1), ...x.shape];
  // [n, m] with a new axis before each is stretched over those, which then join with what follows.
  return x
    .reshape(shape.flatMap((extent) => [1, extent]))
    .broadcastTo(shape.flatMap((extent, axis) => [checkCount(op, counts[axis]), extent]))
    .reshape(shape.map((extent, axis) => counts[axis] * extent));
}

function checkCount(op: string, count: number): number {
  if (!isCount(count))
    throw new RangeError(`${op}: counts are integers of at least 0, got ${describe(count)}.`);
  return count;
}

function checkCounts(op: string, counts: readonly number[]): void {
  if (!Array.isArray(counts))
    throw new TypeError(`${op} needs an array of counts, one for each axis, got ${describe(counts)}.`);
}

/**
 * x side by side with itself, `counts[i]` times along axis i. More counts than axes stand for new axes in front. For each entry
 * several times in a row see {@link repeatInterleave}.
 */
export const repeat: Op<[x: Value, counts: readonly number[]]> = defineOp(
  "repeat",
  (x: Value, counts: readonly number[]) => {
    checkCounts("repeat", counts);
    if (counts.length < checkValue("repeat", x).rank) {
      throw new RangeError(
        `repeat needs a count for each axis of ${formatShape(x.shape)}, got ${formatShape(counts)}. For the last axes only use tile.`,
      );
    }
    return tiled("repeat", x, counts);
  },
);

/** As {@link repeat}, but fewer counts than axes are for the last ones. */
export const tile: Op<[x: Value, counts: readonly number[]]> = defineOp(
  "tile",
  (x: Value, counts: readonly number[]) => {
    checkCounts("tile", counts);
    const missing = Math.max(checkValue("tile", x).rank - counts.length, 0);
    return tiled("tile", x, [...new Array<number>(missing).fill(1), ...counts]);
  },
);

/**
 * Each slice of x along an axis `counts` times in a row, or `counts[i]` times the i-th. Without an axis, each entry in row-major
 * order.
 */
export const repeatInterleave: Op<[x: Value, counts: number | readonly number[], axis?: number | null]> =
  defineOp(
    "repeatInterleave",
    (x: Value, counts: number | readonly number[], axis?: number | null): Value => {
      checkValue("repeatInterleave", x);
      if (axis === undefined || axis === null) return x.reshape([x.size]).repeatInterleave(counts, 0);
      const along = normalizeAxis("repeatInterleave", axis, x.rank);
      const extent = x.shape[along];
      const each = typeof counts === "number" ? new Array<number>(extent).fill(counts) : counts;
      if (!Array.isArray(each) || each.length !== extent || !each.every(isCount)) {
        throw new RangeError(
          `repeatInterleave needs a count of at least 0, or an array of ${extent} such, got ${Array.isArray(counts) ? formatShape(counts) : describe(counts)}.`,
        );
      }
      const total = each.reduce((sum: number, count: number) => sum + count, 0);
      const entries = allocate("int32", total);
      let end = 0;
      each.forEach((count: number, i: number) => {
        entries.fill(i, end, end + count);
        end += count;
      });
      return x.indexSelect(along, new Value([entries.length], "int32", entries));
    },
  );
