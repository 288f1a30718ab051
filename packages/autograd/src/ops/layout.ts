import { describe } from "../describe.ts";
import { checkValue } from "../guard.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import {
  type Axes,
  checkShape,
  formatShape,
  normalizeAxes,
  normalizeAxis,
  type Shape,
  sameShape,
  sizeOf,
  stridesOf,
} from "../shape.ts";
import { Transposed } from "../transposed.ts";
import { Value } from "../value.ts";
import { later } from "./batching.ts";
import { rearranged } from "./rearranged.ts";

/** x where nothing is to be done; of a leaf a Value of its own, which a later assign to the leaf does not reach. */
function unchanged(x: Value): Value {
  return x.node === null ? x.clone() : x;
}

const reshapeTo = defineOp("reshape", (x: Value, shape: Shape) => new Value(shape, x.dtype, x.shared()), {
  shape: (_x, shape) => shape,
  operations: 0,
  vjp: [(cotangent, _output, x) => reshapeTo(cotangent, x.shape)],
  jvp: "linear",
  batch: (size, _isBatched, x, shape) => reshapeTo(x, [size, ...shape]),
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
    return sameShape(x.shape, full) ? unchanged(x) : reshapeTo(x, [...full]);
  },
);

function inferExtent(x: Value, shape: Shape): Shape {
  checkShape(
    "reshape",
    shape.filter((extent) => extent !== -1),
  );
  const rest = shape.reduce((size, extent) => (extent === -1 ? size : size * extent), 1);
  const isClear = shape.filter((extent) => extent === -1).length === 1 && rest > 0 && x.size % rest === 0;
  if (!isClear) {
    throw new RangeError(
      `reshape cannot work out ${formatShape(shape)} from ${x.size} entries. Use a single -1, next to extents that divide the size.`,
    );
  }
  return shape.map((extent) => (extent === -1 ? x.size / rest : extent));
}

/** The size from which transposed matrices are not copied before somebody reads them. */
const LARGE = 256;

const permuteTo = defineOp(
  "permute",
  (x: Value, axes: readonly number[]) => {
    const strides = stridesOf(x.shape);
    const shape = axes.map((axis) => x.shape[axis]);
    const last = axes.length - 1;
    const swapsMatrices = axes.every((axis, i) => axis === (i === last ? i - 1 : i === last - 1 ? last : i));
    if (swapsMatrices && x.size >= LARGE && typeof x.numbers() !== "number")
      return new Value(shape, x.dtype, new Transposed(x.array(), x.dtype, shape));
    return rearranged(
      x,
      shape,
      axes.map((axis) => strides[axis]),
    );
  },
  {
    shape: (x, axes) => axes.map((axis) => x.shape[axis]),
    operations: 0,
    vjp: [
      (cotangent, _output, _x, axes) =>
        permuteTo(
          cotangent,
          axes.map((_, axis) => axes.indexOf(axis)),
        ),
    ],
    jvp: "linear",
    batch: (_size, _isBatched, x, axes) => permuteTo(x, [0, ...later(axes)]),
  },
) as Op<[x: Value, axes: readonly number[]]>;

/** The axes in another order: axis i of the result is axis `axes[i]` of x. */
export const permute: Op<[x: Value, axes: readonly number[]]> = withSignature(
  permuteTo,
  (x: Value, axes: readonly number[]): Value => {
    checkValue("permute", x);
    if (!Array.isArray(axes)) throw new TypeError(`permute needs an array of axes, got ${describe(axes)}.`);
    const list = axes.map((axis) => normalizeAxis("permute", axis, x.rank));
    if (list.length !== x.rank || new Set(list).size !== x.rank) {
      throw new RangeError(
        `permute needs each of the ${x.rank} axes of ${formatShape(x.shape)} once, got ${formatShape(axes)}.`,
      );
    }
    return permuteTo(x, list);
  },
);

/** x with two axes swapped, the last two when none are named. */
export const transpose: Op<[x: Value, axis0?: number, axis1?: number]> = defineOp(
  "transpose",
  (x: Value, axis0 = -2, axis1 = -1) => {
    const rank = checkValue("transpose", x).rank;
    const [a, b] = [normalizeAxis("transpose", axis0, rank), normalizeAxis("transpose", axis1, rank)];
    return x.permute(x.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis)));
  },
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

const stretch: Op<[x: Value, shape: Shape]> = defineOp(
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
    operations: 0,
    vjp: [(cotangent, _output, x) => sumTo(cotangent, x.shape)],
    jvp: "linear",
    batch: (size, _isBatched, x, shape) => {
      const added = new Array<number>(shape.length + 1 - x.rank).fill(1);
      return stretch(x.reshape([size, ...added, ...x.shape.slice(1)]), [size, ...shape]);
    },
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
    return sameShape(x.shape, shape) ? unchanged(x) : stretch(x, [...shape]);
  },
);

/** x without an axis of extent 1, or without all of them when none is named. An axis of another extent stays. */
export const squeeze: Op<[x: Value, axis?: number | null]> = defineOp(
  "squeeze",
  (x: Value, axis?: number | null) => {
    checkValue("squeeze", x);
    const only = axis === undefined || axis === null ? null : normalizeAxis("squeeze", axis, x.rank);
    return x.reshape(x.shape.filter((extent, i) => extent !== 1 || (only !== null && only !== i)));
  },
);

/** x with a new axis of extent 1 at `axis`, counted in the result. */
export const unsqueeze: Op<[x: Value, axis: number]> = defineOp("unsqueeze", (x: Value, axis: number) => {
  const at = normalizeAxis("unsqueeze", axis, checkValue("unsqueeze", x).rank + 1);
  return x.reshape([...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
});

/** The axes from `start` to `end`, both included, as one; all of them when none are named. */
export const flatten: Op<[x: Value, start?: number, end?: number]> = defineOp(
  "flatten",
  (x: Value, start = 0, end = -1) => {
    if (checkValue("flatten", x).rank === 0) return x.reshape([1]);
    const [from, to] = [normalizeAxis("flatten", start, x.rank), normalizeAxis("flatten", end, x.rank)];
    if (from > to)
      throw new RangeError(`flatten needs its axes in order, got ${start} and ${end} for rank ${x.rank}.`);
    return x.reshape([
      ...x.shape.slice(0, from),
      sizeOf(x.shape.slice(from, to + 1)),
      ...x.shape.slice(to + 1),
    ]);
  },
);

const reversed = defineOp(
  "flip",
  (x: Value, axes: readonly number[]) => {
    const strides = stridesOf(x.shape);
    const start = axes.reduce((sum, axis) => sum + Math.max(x.shape[axis] - 1, 0) * strides[axis], 0);
    return rearranged(
      x,
      x.shape,
      strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride)),
      start,
    );
  },
  {
    shape: (x) => x.shape,
    operations: 0,
    vjp: [(cotangent, _output, _x, axes) => reversed(cotangent, axes)],
    jvp: "linear",
    batch: (_size, _isBatched, x, axes) => reversed(x, later(axes)),
  },
) as Op<[x: Value, axes: readonly number[]]>;

/** x with the order of its entries reversed along the given axes, all when none are named. */
export const flip: Op<[x: Value, axes?: Axes | null]> = withSignature(
  reversed,
  (x: Value, axes?: Axes | null): Value =>
    reversed(x, normalizeAxes("flip", axes, checkValue("flip", x).rank)),
);
