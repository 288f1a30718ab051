import { checkNumber, checkOptions } from "../arguments.ts";
import { full } from "../create.ts";
import { describe } from "../describe.ts";
import { checkValue } from "../guard.ts";
import { defineOp, type Op } from "../op.ts";
import { formatShape } from "../shape.ts";
import { Value } from "../value.ts";

/** Options of {@link pad}. */
export interface PadOptions {
  /**
   * What the new entries are. `"constant"`, when absent: all `value`. `"reflect"`: a mirror image, the outermost entry not
   * repeated. `"replicate"`: the outermost entry. `"circular"`: the entries from the other end.
   */
  readonly mode?: "constant" | "reflect" | "replicate" | "circular";
  /** The constant, 0 when absent. */
  readonly value?: number;
}

interface Continuation {
  /** Which of `extent` entries stands at place i, that may lie outside. */
  readonly entryAt: (i: number, extent: number) => number;
  /** The most that an axis of that extent can be continued on one side. */
  readonly limit: (extent: number) => number;
}

const continuations: Record<Exclude<PadOptions["mode"], "constant" | undefined>, Continuation> = {
  reflect: {
    entryAt: (i, extent) => extent - 1 - Math.abs(extent - 1 - Math.abs(i)),
    limit: (extent) => Math.max(extent - 1, 0),
  },
  replicate: {
    entryAt: (i, extent) => Math.min(Math.max(i, 0), extent - 1),
    limit: (extent) => (extent === 0 ? 0 : Number.POSITIVE_INFINITY),
  },
  circular: { entryAt: (i, extent) => (i + extent) % extent, limit: (extent) => extent },
};

/**
 * x with more entries before and after. Each pair `[before, after]` counts the new entries along one axis; they belong to the
 * last axes of x, in their order: `images.pad([[1, 1], [2, 2]])` adds a row above and below and two columns on either side.
 */
export const pad: Op<[x: Value, padding: readonly (readonly [number, number])[], options?: PadOptions]> =
  defineOp("pad", (x: Value, padding: readonly (readonly [number, number])[], options?: PadOptions) => {
    const { mode = "constant", value = 0 } = checkOptions("pad", options);
    checkNumber("pad", "value", value);
    const first = checkValue("pad", x).rank - checkPadding(x, padding);
    const continuation =
      mode === "constant" || !Object.hasOwn(continuations, mode) ? null : continuations[mode];
    if (continuation === null && mode !== "constant") {
      throw new RangeError(
        `pad: mode is "constant", "reflect", "replicate" or "circular", got ${describe(mode)}.`,
      );
    }
    return padding.reduce((padded, [before, after], i) => {
      const axis = first + i;
      const extent = padded.shape[axis];
      if (before === 0 && after === 0) return padded;
      if (continuation === null) {
        const shape = padded.shape.map((n, j) => (j === axis ? before + n + after : n));
        return full(shape, value, { dtype: x.dtype }).sliceScatter(padded, before, before + extent, {
          axis,
        });
      }
      const limit = continuation.limit(extent);
      if (before > limit || after > limit) {
        throw new RangeError(
          `pad: mode "${mode}" adds at most ${limit} entries on either side of axis ${axis} of ${formatShape(x.shape)}, got ${formatShape([before, after])}.`,
        );
      }
      const entries = Int32Array.from({ length: before + extent + after }, (_, j) =>
        continuation.entryAt(j - before, extent),
      );
      return padded.indexSelect(axis, new Value([entries.length], "int32", entries));
    }, x.reshape(x.shape));
  });

/** How many axes are to be padded. */
function checkPadding(x: Value, padding: readonly (readonly [number, number])[]): number {
  const isCount = (n: unknown): boolean => Number.isInteger(n) && (n as number) >= 0;
  const arePairs =
    Array.isArray(padding) &&
    padding.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isCount));
  if (!arePairs) {
    throw new TypeError(
      `pad needs a pair [before, after] of counts for each of the last axes, such as [[1, 1], [2, 2]]. To cut entries off use slice.`,
    );
  }
  if (padding.length > x.rank) {
    throw new RangeError(
      `pad got ${padding.length} pairs for the ${x.rank} axes of ${formatShape(x.shape)}.`,
    );
  }
  return padding.length;
}
