import { allocate, type TypedArray } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { splitAt } from "../kernels/reduce.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { formatShape, normalizeAxis, type Shape, sameShape, sizeOf, stridesOf } from "../shape.ts";
import { Value } from "../value.ts";
import { together } from "./batching.ts";

function checkIndices(op: string, index: Value): void {
  if (checkValue(op, index).dtype !== "int32") {
    throw new TypeError(`${op} needs int32 indices, got ${index.dtype}. Convert them with to("int32").`);
  }
}

function checkNumbers(op: string, x: Value): Value {
  if (checkValue(op, x).dtype === "bool")
    throw new TypeError(`${op} adds numbers, not bools. Convert them with to("int32").`);
  return x;
}

/** The indices along an axis of the given extent, negative ones counted from the end. Throws on those out of range. */
function resolved(op: string, index: Value, extent: number): TypedArray {
  const indices = index.array().slice();
  for (let i = 0; i < indices.length; i++) {
    if (indices[i] < -extent || indices[i] >= extent) {
      throw new RangeError(`${op}: index ${indices[i]} is out of range for an axis of ${extent} entries.`);
    }
    if (indices[i] < 0) indices[i] += extent;
  }
  return indices;
}

const zerosLike = (x: Value): Value => new Value(x.shape, x.dtype, 0);

/** Calls `visit` for every entry of `index`, with its position and with the offset in x that it points to. */
function eachTarget(
  op: string,
  x: Value,
  axis: number,
  index: Value,
  visit: (target: number, position: number) => void,
): void {
  const strides = stridesOf(x.shape);
  const indices = resolved(op, index, x.shape[axis]);
  const at = new Array<number>(index.rank).fill(0);
  let base = 0; // offset of `at` in x, without the axis that is indexed
  for (let position = 0; position < indices.length; position++) {
    visit(base + indices[position] * strides[axis], position);
    for (let i = index.rank - 1; i >= 0; i--) {
      const stride = i === axis ? 0 : strides[i];
      base += stride;
      if (++at[i] < index.shape[i]) break;
      base -= stride * index.shape[i];
      at[i] = 0;
    }
  }
}

const gatherAlong = defineOp(
  "gather",
  (x: Value, axis: number, index: Value) => {
    const data = x.array();
    const result = allocate(x.dtype, index.size);
    eachTarget("gather", x, axis, index, (target, position) => {
      result[position] = data[target];
    });
    return new Value(index.shape, x.dtype, result);
  },
  {
    shape: (_x, _axis, index) => index.shape,
    vjp: [
      (cotangent, _output, x, axis, index) => scatterAddAlong(zerosLike(x), axis, index, cotangent),
      null,
    ],
    jvp: [(tangent, _output, _x, axis, index) => gatherAlong(tangent, axis, index), null],
    batch: (size, isBatched, x, axis, index) => {
      const [xs, indices] = together(size, isBatched, [x, index]);
      return gatherAlong(xs, axis + 1, indices);
    },
  },
) as Op<[x: Value, axis: number, index: Value]>;

const scatterAddAlong = defineOp(
  "scatterAdd",
  (x: Value, axis: number, index: Value, source: Value) => {
    const output = x.array().slice();
    const added = source.array();
    eachTarget("scatterAdd", x, axis, index, (target, position) => {
      output[target] += added[position];
    });
    return new Value(x.shape, x.dtype, output);
  },
  {
    shape: (x) => x.shape,
    vjp: [
      (cotangent) => cotangent,
      null,
      (cotangent, _output, _x, axis, index) => gatherAlong(cotangent, axis, index),
    ],
    jvp: "linear",
    batch: (size, isBatched, x, axis, index, source) => {
      const [xs, indices, sources] = together(size, isBatched, [x, index, source]);
      return scatterAddAlong(xs, axis + 1, indices, sources);
    },
  },
) as Op<[x: Value, axis: number, index: Value, source: Value]>;

function checkIndexShape(op: string, x: Value, axis: number, index: Value): void {
  checkIndices(op, index);
  if (index.rank !== x.rank || index.shape.some((extent, i) => i !== axis && extent > x.shape[i])) {
    throw new RangeError(
      `${op} along axis ${axis} needs an index of rank ${x.rank} that is no larger than ${formatShape(x.shape)} along the other axes, got ${formatShape(index.shape)}.`,
    );
  }
}

/** For each entry of `index` (int32), the entry of x at the same place but for `axis`, where the index says which. */
export const gather: Op<[x: Value, axis: number, index: Value]> = withSignature(
  gatherAlong,
  (x: Value, axis: number, index: Value): Value => {
    const along = normalizeAxis("gather", axis, checkValue("gather", x).rank);
    checkIndexShape("gather", x, along, index);
    return gatherAlong(x, along, index);
  },
  { samples: [{ args: [{ shape: [2, 3] }, 1, { shape: [2, 4], dtype: "int32", range: [-3, 3] }] }] },
);

/** x with each entry of `source` added to the place that {@link gather} with the same index would read. */
export const scatterAdd: Op<[x: Value, axis: number, index: Value, source: Value]> = withSignature(
  scatterAddAlong,
  (x: Value, axis: number, index: Value, source: Value): Value => {
    const along = normalizeAxis("scatterAdd", axis, checkNumbers("scatterAdd", x).rank);
    checkIndexShape("scatterAdd", x, along, index);
    checkValue("scatterAdd", source);
    if (source.rank !== index.rank || index.shape.some((extent, i) => extent > source.shape[i])) {
      throw new RangeError(
        `scatterAdd needs a source at least as large as the index ${formatShape(index.shape)}, got ${formatShape(source.shape)}.`,
      );
    }
    let used = source.to(x.dtype);
    index.shape.forEach((extent, i) => {
      if (extent < used.shape[i]) used = used.slice(0, extent, { axis: i });
    });
    return scatterAddAlong(x, along, index, used);
  },
  {
    samples: [
      { args: [{ shape: [2, 3] }, 1, { shape: [2, 4], dtype: "int32", range: [0, 3] }, { shape: [2, 4] }] },
    ],
  },
);

const replaced = (shape: Shape, axis: number, extent: number): Shape =>
  shape.map((n, i) => (i === axis ? extent : n));

/** For each example a list of indices along `axis`, [size, count], spread over a shape. */
const indexLike = (shape: Shape, axis: number, index: Value): Value =>
  index.reshape(shape.map((extent, i) => (i === 0 || i === axis ? extent : 1))).broadcastTo(shape);

const selectAlong = defineOp(
  "indexSelect",
  (x: Value, axis: number, index: Value) => {
    const { outer, length, inner } = splitAt(x.shape, axis);
    const [data, indices] = [x.array(), resolved("indexSelect", index, length)];
    const shape = replaced(x.shape, axis, indices.length);
    const output = allocate(x.dtype, sizeOf(shape));
    for (let i = 0, to = 0; i < outer; i++) {
      for (let j = 0; j < indices.length; j++, to += inner) {
        const from = (i * length + indices[j]) * inner;
        output.set(data.subarray(from, from + inner), to);
      }
    }
    return new Value(shape, x.dtype, output);
  },
  {
    shape: (x, axis, index) => replaced(x.shape, axis, index.size),
    vjp: [(cotangent, _output, x, axis, index) => addAlong(zerosLike(x), axis, index, cotangent), null],
    jvp: [(tangent, _output, _x, axis, index) => selectAlong(tangent, axis, index), null],
    batch: (size, [isX, isIndex], x, axis, index) => {
      if (!isIndex) return selectAlong(x, axis + 1, index);
      const [xs] = together(size, [isX], [x]);
      return gatherAlong(
        xs,
        axis + 1,
        indexLike(replaced(xs.shape, axis + 1, index.shape[1]), axis + 1, index),
      );
    },
  },
) as Op<[x: Value, axis: number, index: Value]>;

const addAlong = defineOp(
  "indexAdd",
  (x: Value, axis: number, index: Value, source: Value) => {
    const { outer, length, inner } = splitAt(x.shape, axis);
    const [output, added] = [x.array().slice(), source.array()];
    const indices = resolved("indexAdd", index, length);
    for (let i = 0, from = 0; i < outer; i++) {
      for (let j = 0; j < indices.length; j++) {
        const to = (i * length + indices[j]) * inner;
        for (let l = 0; l < inner; l++, from++) output[to + l] += added[from];
      }
    }
    return new Value(x.shape, x.dtype, output);
  },
  {
    shape: (x) => x.shape,
    vjp: [
      (cotangent) => cotangent,
      null,
      (cotangent, _output, _x, axis, index) => selectAlong(cotangent, axis, index),
    ],
    jvp: "linear",
    batch: (size, [isX, isIndex, isSource], x, axis, index, source) => {
      const [xs, sources] = together(size, [isX, isSource], [x, source]);
      if (!isIndex) return addAlong(xs, axis + 1, index, sources);
      return scatterAddAlong(xs, axis + 1, indexLike(sources.shape, axis + 1, index), sources);
    },
  },
) as Op<[x: Value, axis: number, index: Value, source: Value]>;

function checkIndexList(op: string, index: Value): void {
  checkIndices(op, index);
  if (index.rank !== 1)
    throw new RangeError(`${op} needs indices of rank 1, got shape ${formatShape(index.shape)}.`);
}

/** The slices of x along `axis` that the rank-1 int32 `index` lists, in that order. */
export const indexSelect: Op<[x: Value, axis: number, index: Value]> = withSignature(
  selectAlong,
  (x: Value, axis: number, index: Value): Value => {
    const along = normalizeAxis("indexSelect", axis, checkValue("indexSelect", x).rank);
    checkIndexList("indexSelect", index);
    return selectAlong(x, along, index);
  },
  { samples: [{ args: [{ shape: [2, 3, 2] }, 1, { shape: [4], dtype: "int32", range: [0, 3] }] }] },
);

/** x with each slice of `source` along `axis` added to the slice that `index` lists; the adjoint of {@link indexSelect}. */
export const indexAdd: Op<[x: Value, axis: number, index: Value, source: Value]> = withSignature(
  addAlong,
  (x: Value, axis: number, index: Value, source: Value): Value => {
    const along = normalizeAxis("indexAdd", axis, checkNumbers("indexAdd", x).rank);
    checkIndexList("indexAdd", index);
    const expected = replaced(x.shape, along, index.size);
    if (!sameShape(checkValue("indexAdd", source).shape, expected)) {
      throw new RangeError(
        `indexAdd needs a source of shape ${formatShape(expected)}, got ${formatShape(source.shape)}.`,
      );
    }
    return addAlong(x, along, index, source.to(x.dtype));
  },
  {
    samples: [
      { args: [{ shape: [3, 2] }, 0, { shape: [4], dtype: "int32", range: [0, 3] }, { shape: [4, 2] }] },
    ],
  },
);

/**
 * The slices of x along `axis` that the int32 `indices`, of any shape, list: their axes take the place of that axis.
 * Without an axis, entries of x in row-major order. A table lookup: `embedding.take(tokens, 0)`.
 */
export const take: Op<[x: Value, indices: Value, axis?: number | null]> = defineOp(
  "take",
  (x: Value, indices: Value, axis?: number | null) => {
    checkValue("take", x);
    checkValue("take", indices);
    if (axis === undefined || axis === null) return x.reshape([x.size]).take(indices, 0);
    const along = normalizeAxis("take", axis, x.rank);
    return indexSelect(x, along, indices.reshape([indices.size])).reshape([
      ...x.shape.slice(0, along),
      ...indices.shape,
      ...x.shape.slice(along + 1),
    ]);
  },
  {
    samples: [
      { args: [{ shape: [3, 2] }, { shape: [2, 2], dtype: "int32", range: [0, 3] }, 0] },
      { args: [{ shape: [2, 3] }, { shape: [4], dtype: "int32", range: [-6, 6] }] },
    ],
  },
);

const encode: Op<[indices: Value, classes: number]> = defineOp(
  "oneHot",
  (indices: Value, classes: number) => {
    const places = indices.array();
    const output = new Int32Array(places.length * classes);
    for (let i = 0; i < places.length; i++) {
      if (places[i] < 0 || places[i] >= classes) {
        throw new RangeError(
          `oneHot: index ${places[i]} is no class: ${classes} classes count from 0 to ${classes - 1}.`,
        );
      }
      output[i * classes + places[i]] = 1;
    }
    return new Value([...indices.shape, classes], "int32", output);
  },
  {
    shape: (indices, classes) => [...indices.shape, classes],
    vjp: [null],
    jvp: [null],
    batch: (_size, _isBatched, indices, classes) => encode(indices, classes),
  },
);

/** For each of the int32 `indices` a row of 0 with 1 at that place: int32 of shape [...indices, classes]. */
export const oneHot: Op<[indices: Value, classes: number]> = withSignature(
  encode,
  (indices: Value, classes: number): Value => {
    checkIndices("oneHot", indices);
    if (!Number.isInteger(classes) || classes < 1)
      throw new RangeError(`oneHot needs at least 1 class, got ${classes}.`);
    return encode(indices, classes);
  },
  { samples: [{ args: [{ shape: [2, 3], dtype: "int32", range: [0, 4] }, 4] }] },
);

/** x with `fill` wherever the bool `mask` is true. */
export const maskedFill: Op<[x: Value, mask: Value, fill: Value | number]> = defineOp(
  "maskedFill",
  (x: Value, mask: Value, fill: Value | number) => checkValue("maskedFill", x).where(mask.logicalNot(), fill),
  { samples: [{ args: [{ shape: [2, 3] }, { shape: [3], dtype: "bool" }, -1] }] },
);
