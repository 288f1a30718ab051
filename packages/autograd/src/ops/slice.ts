import { checkInteger, checkOptions } from "../arguments.ts";
import { describe } from "../describe.ts";
import { checkValue } from "../guard.ts";
import { writeStrided } from "../kernels/strided.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { formatShape, normalizeAxis, type Shape, sameShape, stridesOf } from "../shape.ts";
import { Value } from "../value.ts";
import { together } from "./batching.ts";
import { rearranged } from "./rearranged.ts";

/** Options of {@link slice} and {@link sliceScatter}. */
export interface SliceOptions {
  /** The axis to slice along, 0 when absent. */
  readonly axis?: number;
  /** Take every step-th entry; at least 1. */
  readonly step?: number;
}

/** A slice with its bounds worked out. */
interface Range {
  readonly axis: number;
  readonly start: number;
  readonly step: number;
  readonly length: number;
}

function rangeOf(
  op: string,
  x: Value,
  start: number,
  end: number | undefined,
  options: SliceOptions | undefined,
): Range {
  const { axis = 0, step = 1 } = checkOptions(op, options);
  const along = normalizeAxis(op, axis, checkValue(op, x).rank);
  const extent = x.shape[along];
  checkInteger(op, "step", step, 1);
  const bound = (index: number): number => {
    if (
      typeof index !== "number" ||
      Number.isNaN(index) ||
      (Number.isFinite(index) && !Number.isInteger(index))
    ) {
      throw new TypeError(`${op}: start and end are integers, got ${describe(index)}.`);
    }
    return Math.min(Math.max(index < 0 ? index + extent : index, 0), extent);
  };
  const from = bound(start);
  return {
    axis: along,
    start: from,
    step,
    length: Math.max(0, Math.ceil((bound(end ?? extent) - from) / step)),
  };
}

const withExtent = (shape: Shape, { axis, length }: Range): Shape =>
  shape.map((extent, i) => (i === axis ? length : extent));
const stepped = (strides: number[], { axis, step }: Range): number[] =>
  strides.map((s, i) => (i === axis ? s * step : s));

/** The same range behind the axis of examples. */
const behind = (range: Range): Range => ({ ...range, axis: range.axis + 1 });

const sliceRange = defineOp(
  "slice",
  (x: Value, range: Range) => {
    const strides = stridesOf(x.shape);
    return rearranged(
      x,
      withExtent(x.shape, range),
      stepped(strides, range),
      range.start * strides[range.axis],
    );
  },
  {
    shape: (x, range) => withExtent(x.shape, range),
    operations: 0,
    vjp: [(cotangent, _output, x, range) => scatterRange(new Value(x.shape, x.dtype, 0), cotangent, range)],
    jvp: "linear",
    batch: (_size, _isBatched, x, range) => sliceRange(x, behind(range)),
  },
) as Op<[x: Value, range: Range]>;

/** Entries from `start` up to and without `end` along one axis; negative bounds count from the end, as in Array.slice. */
export const slice: Op<[x: Value, start: number, end?: number, options?: SliceOptions]> = withSignature(
  sliceRange,
  (x: Value, start: number, end?: number, options?: SliceOptions): Value =>
    sliceRange(x, rangeOf("slice", x, start, end ?? undefined, options)),
);

const scatterRange = defineOp(
  "sliceScatter",
  (x: Value, source: Value, range: Range) => {
    const output = x.array().slice();
    const strides = stridesOf(x.shape);
    writeStrided(
      source.array(),
      output,
      source.shape,
      stepped(strides, range),
      range.start * strides[range.axis],
    );
    return new Value(x.shape, x.dtype, output);
  },
  {
    shape: (x) => x.shape,
    operations: 0,
    vjp: [
      (cotangent, _output, _x, source, range) =>
        scatterRange(cotangent, new Value(source.shape, source.dtype, 0), range),
      (cotangent, _output, _x, _source, range) => sliceRange(cotangent, range),
    ],
    jvp: "linear",
    batch: (size, isBatched, x, source, range) => {
      const [xs, sources] = together(size, isBatched, [x, source]);
      return scatterRange(xs, sources, behind(range));
    },
  },
) as Op<[x: Value, source: Value, range: Range]>;

/** x with the entries that `slice` with the same arguments would give replaced by `source`. */
export const sliceScatter: Op<
  [x: Value, source: Value, start: number, end?: number, options?: SliceOptions]
> = withSignature(
  scatterRange,
  (x: Value, source: Value, start: number, end?: number, options?: SliceOptions): Value => {
    const range = rangeOf("sliceScatter", x, start, end ?? undefined, options);
    const expected = withExtent(x.shape, range);
    if (!sameShape(checkValue("sliceScatter", source).shape, expected)) {
      throw new RangeError(
        `sliceScatter needs a source of shape ${formatShape(expected)}, got ${formatShape(source.shape)}.`,
      );
    }
    return scatterRange(x, source.to(x.dtype), range);
  },
);
