import { describe } from "./describe.ts";
import { getDefaultDtype, type TypedArray } from "./dtype.ts";
import { type Shape, sizeOf } from "./shape.ts";
import { Trace } from "./trace.ts";
import { noteReading, type Value } from "./value.ts";

/** Numbers or booleans nested as deep as the rank. */
export type NestedArray = number | boolean | NestedArray[];

/** @internal `toArray()`. */
export function nested(x: Value): NestedArray {
  noteReading(x);
  const data = x.array();
  const entry = (i: number): number | boolean => (x.dtype === "bool" ? data[i] !== 0 : data[i]);
  const build = (axis: number, start: number, size: number): NestedArray => {
    if (axis === x.rank) return entry(start);
    const inner = size / Math.max(x.shape[axis], 1);
    return Array.from({ length: x.shape[axis] }, (_, i) => build(axis + 1, start + i * inner, inner));
  };
  return build(0, 0, x.size);
}

/** Of a Value with more entries than this, long axes print their first and last few only. */
const MANY = 100;

/** @internal `toString()`: a scalar as `value(2.5)`, else `tensor([[1, 2], [3, 4]])`, columns aligned. */
export function format(x: Value): string {
  const storage = x.shared();
  const name = x.rank === 0 ? "value" : "tensor";
  if (storage instanceof Trace) return `${name}(${describe(x)} inside ${storage.transform}, without numbers)`;
  const numbers = storage as number | TypedArray;
  const shown = visible(x.shape);
  const texts = new Map<number, string>();
  let width = 0;
  for (const at of positions(x.shape, shown)) {
    const text = formatNumber(typeof numbers === "number" ? numbers : numbers[at], x);
    texts.set(at, text);
    width = Math.max(width, text.length);
  }

  const build = (axis: number, start: number, size: number): string => {
    if (axis === x.rank)
      return x.rank === 1 ? (texts.get(start) ?? "") : (texts.get(start) ?? "").padStart(width);
    const inner = size / Math.max(x.shape[axis], 1);
    const parts = shown[axis].map((i) => (i < 0 ? "..." : build(axis + 1, start + i * inner, inner)));
    const depth = x.rank - 1 - axis;
    const separator = depth === 0 ? ", " : `,${"\n".repeat(depth)}${" ".repeat(name.length + 2 + axis)}`;
    return `[${parts.join(separator)}]`;
  };

  const notes = [build(0, 0, x.size)];
  if (x.size === 0 && x.rank > 1) notes.push(`shape: [${x.shape.join(", ")}]`);
  if (x.dtype !== getDefaultDtype() && x.dtype !== "bool") notes.push(x.dtype);
  if (x.requiresGrad) notes.push("requiresGrad");
  return `${name}(${notes.join(", ")})`;
}

/** The indices to print along each axis; −1 stands for those left out. The more axes, the fewer. */
function visible(shape: Shape): number[][] {
  const ends = shape.length <= 2 ? 3 : shape.length === 3 ? 2 : 1;
  const isLong = sizeOf(shape) > MANY;
  return shape.map((extent) => {
    if (!isLong || extent <= 2 * ends) return Array.from({ length: extent }, (_, i) => i);
    return Array.from({ length: 2 * ends + 1 }, (_, i) =>
      i < ends ? i : i === ends ? -1 : extent - 2 * ends - 1 + i,
    );
  });
}

function positions(shape: Shape, shown: readonly number[][]): number[] {
  return shown.reduce<number[]>(
    (starts, indices, axis) =>
      starts.flatMap((start) => indices.filter((i) => i >= 0).map((i) => start * shape[axis] + i)),
    [0],
  );
}

/** The shortest decimal that reads back as the same number of the Value's dtype. */
function formatNumber(x: number, { dtype }: Value): string {
  if (dtype === "bool") return x === 0 ? "false" : "true";
  if (Object.is(x, -0)) return "-0";
  if (dtype !== "float32" || !Number.isFinite(x) || (Number.isInteger(x) && Math.abs(x) < 2 ** 24))
    return String(x);
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(x.toPrecision(digits));
    if (Math.fround(rounded) === x) return String(rounded);
  }
  return String(Number(x.toPrecision(9)));
}
