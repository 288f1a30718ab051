import { describe } from "./describe.ts";

/** The extents of a Value along its axes; `[]` is a scalar. */
export type Shape = readonly number[];

/** One axis or several, negative ones counted from the end; absent means all. */
export type Axes = number | readonly number[];

/** The shape of every scalar. */
export const SCALAR: Shape = Object.freeze([]);

/** The number of entries: the product of the extents. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis];
  return size;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** How a shape is spelled in messages: `[2, 3]`. */
export function formatShape(shape: Shape): string {
  return `[${Array.from(shape, describe).join(", ")}]`;
}

export function checkShape(op: string, shape: Shape): void {
  if (!Array.isArray(shape))
    throw new TypeError(`${op}: a shape is an array of extents such as [2, 3], got ${describe(shape)}.`);
  for (const extent of shape) {
    if (!Number.isSafeInteger(extent) || extent < 0) {
      throw new RangeError(`${op}: extents are integers from 0 to 2^53, got ${formatShape(shape)}.`);
    }
  }
  if (sizeOf(shape) > Number.MAX_SAFE_INTEGER)
    throw new RangeError(`${op}: a shape has at most 2^53 entries, got ${formatShape(shape)}.`);
}

/** How many entries lie between neighbours along each axis in row-major order. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** The shape that two shapes broadcast to: aligned at the last axis, an extent of 1 stretches. */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const result = new Array<number>(rank);
  for (let axis = 0; axis < rank; axis++) {
    const m = a[axis - rank + a.length] ?? 1;
    const n = b[axis - rank + b.length] ?? 1;
    if (m !== n && m !== 1 && n !== 1) {
      throw new RangeError(
        `${op} cannot broadcast ${formatShape(a)} with ${formatShape(b)}: extents ${m} and ${n} differ and neither is 1. ` +
          "Reshape, or add an axis with unsqueeze.",
      );
    }
    result[axis] = m === 1 ? n : m;
  }
  return result;
}

/** The axis counted from the front; throws when `rank` has no such axis. */
export function normalizeAxis(op: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis)) throw new TypeError(`${op}: an axis is an integer, got ${describe(axis)}.`);
  if (axis < -rank || axis >= rank) {
    const range = rank === 0 ? "a scalar has no axes" : `axes run from ${-rank} to ${rank - 1}`;
    throw new RangeError(`${op}: axis ${axis} does not exist; ${range}.`);
  }
  return axis < 0 ? axis + rank : axis;
}

/** Axes counted from the front, ascending; all of them when `axes` is absent. Throws on one named twice. */
export function normalizeAxes(op: string, axes: Axes | undefined | null, rank: number): number[] {
  if (axes === undefined || axes === null) return Array.from({ length: rank }, (_, axis) => axis);
  if (typeof axes !== "number" && !Array.isArray(axes))
    throw new TypeError(
      `${op} needs an axis or an array of axes, got ${describe(axes)}. Options come behind: ${op}(null, { ... }).`,
    );
  const list = (typeof axes === "number" ? [axes] : [...axes]).map((axis) => normalizeAxis(op, axis, rank));
  list.sort((a, b) => a - b);
  for (let i = 1; i < list.length; i++) {
    if (list[i] === list[i - 1]) throw new RangeError(`${op}: axis ${list[i]} is named twice.`);
  }
  return list;
}
