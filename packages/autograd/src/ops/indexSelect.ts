import { zerosLike } from "../create.ts";
import { allocate } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { splitAt } from "../kernels/reduce.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { formatShape, normalizeAxis, type Shape, sameShape, sizeOf } from "../shape.ts";
import { Value } from "../value.ts";
import { together } from "./batching.ts";
import { gather, scatterAdd } from "./gather.ts";
import { checkIndices, checkNumbers, resolved } from "./indices.ts";

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
        if (inner > 16) output.set(data.subarray(from, from + inner), to);
        else for (let l = 0; l < inner; l++) output[to + l] = data[from + l]; // a view costs more than a few entries
      }
    }
    return new Value(shape, x.dtype, output);
  },
  {
    shape: (x, axis, index) => replaced(x.shape, axis, index.size),
    operations: 0,
    vjp: [(cotangent, _output, x, axis, index) => addAlong(zerosLike(x), axis, index, cotangent), null],
    jvp: [(tangent, _output, _x, axis, index) => selectAlong(tangent, axis, index), null],
    batch: (size, [isX, isIndex], x, axis, index) => {
      if (!isIndex) return selectAlong(x, axis + 1, index);
      const [xs] = together(size, [isX], [x]);
      return gather(xs, axis + 1, indexLike(replaced(xs.shape, axis + 1, index.shape[1]), axis + 1, index));
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
    operations: (_x, _axis, _index, source) => source.size,
    vjp: [
      (cotangent) => cotangent,
      null,
      (cotangent, _output, _x, axis, index) => selectAlong(cotangent, axis, index),
    ],
    jvp: "linear",
    batch: (size, [isX, isIndex, isSource], x, axis, index, source) => {
      const [xs, sources] = together(size, [isX, isSource], [x, source]);
      if (!isIndex) return addAlong(xs, axis + 1, index, sources);
      return scatterAdd(xs, axis + 1, indexLike(sources.shape, axis + 1, index), sources);
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
);
