import { describe } from "../describe.ts";
import { allocate, promote } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { readStrided, writeStrided } from "../kernels/strided.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import {
  checkShape,
  formatShape,
  normalizeAxis,
  type Shape,
  sameShape,
  sizeOf,
  stridesOf,
} from "../shape.ts";
import { Value } from "../value.ts";

/** A new Value that reads `x` with other strides. */
function rearranged(x: Value, shape: Shape, strides: readonly number[], start = 0): Value {
  if (typeof x.storage === "number") return new Value(shape, x.dtype, x.storage);
  const output = allocate(x.dtype, sizeOf(shape));
  readStrided(x.storage, output, shape, strides, start);
  return new Value(shape, x.dtype, output);
}

const reshapeTo = defineOp("reshape", (x: Value, shape: Shape) => new Value(shape, x.dtype, x.storage), {
  shape: (_x, shape) => shape,
  vjp: [(cotangent, _output, x) => reshapeTo(cotangent, x.shape)],
  jvp: "linear",
}) as Op<[x: Value, shape: Shape]>;

/** The same entries in row-major order under another shape of the same size; one extent may be −1 and follows. */
export const reshape: Op<[x: Value, shape: Shape]> = withSignature(
  reshapeTo,
  (x: Value, shape: Shape): Value => {
    checkValue("reshape", x);
    const full = Array.isArray(shape) && shape.includes(-1) ? inferExtent(x, shape) : shape;
    checkShape("reshape", full);
    if (sizeOf(full) !== x.size) {
      throw new RangeError(
        `reshape cannot turn ${formatShape(x.shape)} (${x.size} entries) into ${formatShape(full)} (${sizeOf(full)} entries).`,
      );
    }
    return sameShape(x.shape, full) ? x : reshapeTo(x, [...full]);
  },
  { samples: [{ args: [{ shape: [2, 6] }, [3, -1]] }, { args: [{ shape: [] }, [1, 1]] }] },
);

function inferExtent(x: Value, shape: Shape): Shape {
  const rest = shape.reduce((size, extent) => (extent === -1 ? size : size * extent), 1);
  const isClear = shape.filter((extent) => extent === -1).length === 1 && rest > 0 && x.size % rest === 0;
  if (!isClear) {
    throw new RangeError(
      `reshape cannot work out ${formatShape(shape)} from ${x.size} entries. Use a single -1, next to extents that divide the size.`,
    );
  }
  return shape.map((extent) => (extent === -1 ? x.size / rest : extent));
}

const permuteTo = defineOp(
  "permute",
  (x: Value, axes: readonly number[]) => {
    const strides = stridesOf(x.shape);
    return rearranged(
      x,
      axes.map((axis) => x.shape[axis]),
      axes.map((axis) => strides[axis]),
    );
  },
  {
    shape: (x, axes) => axes.map((axis) => x.shape[axis]),
    vjp: [
      (cotangent, _output, _x, axes) =>
        permuteTo(
          cotangent,
          axes.map((_, axis) => axes.indexOf(axis)),
        ),
    ],
    jvp: "linear",
  },
) as Op<[x: Value, axes: readonly number[]]>;

/** The axes in another order: axis i of the result is axis `axes[i]` of x. */
export const permute: Op<[x: Value, axes: readonly number[]]> = withSignature(
  permuteTo,
  (x: Value, axes: readonly number[]): Value => {
    const list = axes.map((axis) => normalizeAxis("permute", axis, checkValue("permute", x).rank));
    if (list.length !== x.rank || new Set(list).size !== x.rank) {
      throw new RangeError(
        `permute needs each of the ${x.rank} axes of ${formatShape(x.shape)} once, got ${formatShape(axes)}.`,
      );
    }
    return permuteTo(x, list);
  },
  { samples: [{ args: [{ shape: [2, 3, 4] }, [2, 0, 1]] }] },
);

/** x with two axes swapped, the last two when none are named. */
export const transpose: Op<[x: Value, axis0?: number, axis1?: number]> = defineOp(
  "transpose",
  (x: Value, axis0 = -2, axis1 = -1) => {
    const rank = checkValue("transpose", x).rank;
    const [a, b] = [normalizeAxis("transpose", axis0, rank), normalizeAxis("transpose", axis1, rank)];
    return x.permute(x.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis)));
  },
  { samples: [{ args: [{ shape: [2, 3] }] }, { args: [{ shape: [2, 3, 4] }, 0, -1] }] },
);

/** Sums out what broadcasting `shape` had stretched: the adjoint of broadcastTo. */
function sumTo(x: Value, shape: Shape): Value {
  const added = x.rank - shape.length;
  const axes: number[] = [];
  for (let axis = 0; axis < x.rank; axis++) {
    if (axis < added || (shape[axis - added] === 1 && x.shape[axis] !== 1)) axes.push(axis);
  }
  return x.sum(axes).reshape(shape);
}

const stretch = defineOp(
  "broadcastTo",
  (x: Value, shape: Shape) => {
    const strides = stridesOf(x.shape);
    const added = shape.length - x.rank;
    return rearranged(
      x,
      shape,
      shape.map((_, axis) => (axis < added || x.shape[axis - added] === 1 ? 0 : strides[axis - added])),
    );
  },
  {
    shape: (_x, shape) => shape,
    vjp: [(cotangent, _output, x) => sumTo(cotangent, x.shape)],
    jvp: "linear",
  },
);

/** x stretched to `shape`: extents of 1 repeat, and new axes may come in front. */
export const broadcastTo: Op<[x: Value, shape: Shape]> = withSignature(
  stretch,
  (x: Value, shape: Shape): Value => {
    checkShape("broadcastTo", shape);
    const added = shape.length - checkValue("broadcastTo", x).rank;
    if (added < 0 || x.shape.some((extent, axis) => extent !== 1 && extent !== shape[axis + added])) {
      throw new RangeError(
        `broadcastTo cannot stretch ${formatShape(x.shape)} to ${formatShape(shape)}: only extents of 1 stretch.`,
      );
    }
    return sameShape(x.shape, shape) ? x : stretch(x, [...shape]);
  },
  { samples: [{ args: [{ shape: [3] }, [2, 3]] }, { args: [{ shape: [2, 1, 3] }, [4, 2, 2, 3]] }] },
);

/** x without an axis of extent 1, or without all of them when none is named. An axis of another extent stays. */
export const squeeze: Op<[x: Value, axis?: number | null]> = defineOp(
  "squeeze",
  (x: Value, axis?: number | null) => {
    checkValue("squeeze", x);
    const only = axis === undefined || axis === null ? null : normalizeAxis("squeeze", axis, x.rank);
    return x.reshape(x.shape.filter((extent, i) => extent !== 1 || (only !== null && only !== i)));
  },
  { samples: [{ args: [{ shape: [1, 3, 1] }] }, { args: [{ shape: [1, 3, 1] }, -1] }] },
);

/** x with a new axis of extent 1 at `axis`, counted in the result. */
export const unsqueeze: Op<[x: Value, axis: number]> = defineOp(
  "unsqueeze",
  (x: Value, axis: number) => {
    const at = normalizeAxis("unsqueeze", axis, checkValue("unsqueeze", x).rank + 1);
    return x.reshape([...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
  },
  { samples: [{ args: [{ shape: [3] }, 0] }, { args: [{ shape: [2, 3] }, -1] }] },
);

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
  { axis = 0, step = 1 }: SliceOptions,
): Range {
  const along = normalizeAxis(op, axis, checkValue(op, x).rank);
  const extent = x.shape[along];
  if (!Number.isInteger(step) || step < 1)
    throw new RangeError(`${op}: step is an integer of at least 1, got ${step}.`);
  const bound = (index: number): number => {
    if (Number.isNaN(index) || (Number.isFinite(index) && !Number.isInteger(index))) {
      throw new TypeError(`${op}: start and end are integers, got ${index}.`);
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
    vjp: [(cotangent, _output, x, range) => scatterRange(new Value(x.shape, x.dtype, 0), cotangent, range)],
    jvp: "linear",
  },
) as Op<[x: Value, range: Range]>;

/** Entries from `start` up to and without `end` along one axis; negative bounds count from the end, as in Array.slice. */
export const slice: Op<[x: Value, start: number, end?: number, options?: SliceOptions]> = withSignature(
  sliceRange,
  (x: Value, start: number, end?: number, options: SliceOptions = {}): Value =>
    sliceRange(x, rangeOf("slice", x, start, end ?? undefined, options)),
  {
    samples: [
      { args: [{ shape: [5, 2] }, 1, -1] },
      { args: [{ shape: [2, 5] }, 0, undefined, { axis: 1, step: 2 }] },
    ],
  },
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
    vjp: [
      (cotangent, _output, _x, source, range) =>
        scatterRange(cotangent, new Value(source.shape, source.dtype, 0), range),
      (cotangent, _output, _x, _source, range) => sliceRange(cotangent, range),
    ],
    jvp: "linear",
  },
) as Op<[x: Value, source: Value, range: Range]>;

/** x with the entries that `slice` with the same arguments would give replaced by `source`. */
export const sliceScatter: Op<
  [x: Value, source: Value, start: number, end?: number, options?: SliceOptions]
> = withSignature(
  scatterRange,
  (x: Value, source: Value, start: number, end?: number, options: SliceOptions = {}): Value => {
    const range = rangeOf("sliceScatter", x, start, end ?? undefined, options);
    const expected = withExtent(x.shape, range);
    if (!sameShape(checkValue("sliceScatter", source).shape, expected)) {
      throw new RangeError(
        `sliceScatter needs a source of shape ${formatShape(expected)}, got ${formatShape(source.shape)}.`,
      );
    }
    return scatterRange(x, source.to(x.dtype), range);
  },
  { samples: [{ args: [{ shape: [2, 5] }, { shape: [2, 2] }, 0, 4, { axis: 1, step: 2 }] }] },
);

const join = defineOp(
  "concat",
  (values: readonly Value[], axis: number) => {
    const [first] = values;
    const shape = joinedShape(values, axis);
    const strides = stridesOf(shape);
    const output = allocate(first.dtype, sizeOf(shape));
    let start = 0;
    for (const value of values) {
      writeStrided(value.array(), output, value.shape, strides, start);
      start += value.shape[axis] * strides[axis];
    }
    return new Value(shape, first.dtype, output);
  },
  {
    shape: (values, axis) => joinedShape(values, axis),
    vjp: [
      (cotangent, _output, values, axis) => {
        let start = 0;
        return values.map((value) => {
          const end = start + value.shape[axis];
          const piece = cotangent.slice(start, end, { axis });
          start = end;
          return piece;
        });
      },
    ],
    jvp: "linear",
  },
);

function joinedShape(values: readonly Value[], axis: number): Shape {
  const total = values.reduce((extent, value) => extent + value.shape[axis], 0);
  return values[0].shape.map((extent, i) => (i === axis ? total : extent));
}

function checkList(op: string, values: readonly Value[]): void {
  if (!Array.isArray(values)) throw new TypeError(`${op} needs an array of Values, got ${describe(values)}.`);
  if (values.length === 0) throw new RangeError(`${op} needs at least one Value.`);
  for (const value of values) checkValue(op, value);
}

/** The Values one after another along an axis, the first when none is named; their other extents agree. */
export const concat: Op<[values: readonly Value[], axis?: number]> = withSignature(
  join,
  (values: readonly Value[], axis = 0): Value => {
    checkList("concat", values);
    const [first] = values;
    const along = normalizeAxis("concat", axis, first.rank);
    for (const value of values) {
      if (
        value.rank !== first.rank ||
        value.shape.some((extent, i) => i !== along && extent !== first.shape[i])
      ) {
        throw new RangeError(
          `concat along axis ${axis} needs the other extents to agree, got ${values.map((v) => formatShape(v.shape)).join(", ")}.`,
        );
      }
    }
    const dtype = promote(values);
    return join(
      values.map((value) => value.to(dtype)),
      along,
    );
  },
  {
    samples: [
      { args: [[{ shape: [2, 3] }, { shape: [1, 3] }]] },
      { args: [[{ shape: [2, 1] }, { shape: [2, 2] }], -1] },
    ],
  },
);

/** Values of one shape side by side along a new axis, the first when none is named. */
export const stack: Op<[values: readonly Value[], axis?: number]> = defineOp(
  "stack",
  (values: readonly Value[], axis = 0) => {
    checkList("stack", values);
    if (values.some((value) => !sameShape(value.shape, values[0].shape))) {
      throw new RangeError(
        `stack needs Values of one shape, got ${values.map((v) => formatShape(v.shape)).join(", ")}. To join along an axis use concat.`,
      );
    }
    return concat(
      values.map((value) => value.unsqueeze(axis)),
      axis,
    );
  },
  {
    samples: [
      { args: [[{ shape: [] }, { shape: [] }]] },
      { args: [[{ shape: [2, 3] }, { shape: [2, 3] }], -1] },
    ],
  },
);
