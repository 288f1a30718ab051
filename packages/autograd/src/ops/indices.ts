import type { TypedArray } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { formatShape, stridesOf } from "../shape.ts";
import type { Value } from "../value.ts";

/** Throws unless `index` holds int32 numbers. */
export function checkIndices(op: string, index: Value): void {
  if (checkValue(op, index).dtype !== "int32") {
    throw new TypeError(`${op} needs int32 indices, got ${index.dtype}. Convert them with to("int32").`);
  }
}

/** Throws unless x holds what can be added. */
export function checkNumbers(op: string, x: Value): Value {
  if (checkValue(op, x).dtype === "bool")
    throw new TypeError(`${op} adds numbers, not bools. Convert them with to("int32").`);
  return x;
}

/** The indices along an axis of the given extent, negative ones counted from the end. Throws on those out of range. */
export function resolved(op: string, index: Value, extent: number): TypedArray {
  const indices = index.array().slice();
  for (let i = 0; i < indices.length; i++) {
    if (indices[i] < -extent || indices[i] >= extent) {
      throw new RangeError(`${op}: index ${indices[i]} is out of range for an axis of ${extent} entries.`);
    }
    if (indices[i] < 0) indices[i] += extent;
  }
  return indices;
}

/** For every entry of `index`, in order, the offset in x that it points to. */
export function targetsOf(op: string, x: Value, axis: number, index: Value): TypedArray {
  const strides = stridesOf(x.shape);
  const targets = resolved(op, index, x.shape[axis]);
  const last = index.rank - 1;
  const length = index.shape[last];
  const step = last === axis ? 0 : strides[last];
  const at = new Array<number>(last).fill(0);
  let base = 0; // offset of the row at `at` in x, without the axis that is indexed
  for (let row = 0; row < targets.length; row += length) {
    for (let i = 0; i < length; i++) targets[row + i] = base + i * step + targets[row + i] * strides[axis];
    for (let i = last - 1; i >= 0; i--) {
      const stride = i === axis ? 0 : strides[i];
      base += stride;
      if (++at[i] < index.shape[i]) break;
      base -= stride * index.shape[i];
      at[i] = 0;
    }
  }
  return targets;
}

/** Throws unless `index` says for each of its entries where along `axis` of x to look. */
export function checkIndexShape(op: string, x: Value, axis: number, index: Value): void {
  checkIndices(op, index);
  if (index.rank !== x.rank || index.shape.some((extent, i) => i !== axis && extent > x.shape[i])) {
    throw new RangeError(
      `${op} along axis ${axis} needs an index of rank ${x.rank} that is no larger than ${formatShape(x.shape)} along the other axes, got ${formatShape(index.shape)}.`,
    );
  }
}

/** The part of `source` that an index like `index` writes into x, in the dtype of x. */
export function checkSource(op: string, x: Value, index: Value, source: Value): Value {
  checkValue(op, source);
  if (source.rank !== index.rank || index.shape.some((extent, i) => extent > source.shape[i])) {
    throw new RangeError(
      `${op} needs a source at least as large as the index ${formatShape(index.shape)}, got ${formatShape(source.shape)}.`,
    );
  }
  return index.shape.reduce(
    (used, extent, axis) => (extent < used.shape[axis] ? used.slice(0, extent, { axis }) : used),
    source.to(x.dtype),
  );
}
