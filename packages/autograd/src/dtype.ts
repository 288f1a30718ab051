import { describe } from "./describe.ts";

/** The kinds of numbers a Value holds. */
export type Dtype = "float32" | "float64" | "int32" | "bool";

/** The two dtypes that carry gradients. */
export type FloatDtype = "float32" | "float64";

/** What holds the entries of a Value: bools in a Uint8Array, as 0 and 1. */
export type TypedArray =
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

type Mutators =
  | "set"
  | "fill"
  | "sort"
  | "reverse"
  | "copyWithin"
  | "setFromBase64"
  | "setFromHex"
  | "buffer";
type Readable<A> = Omit<A, Mutators | keyof Folds> & Folds & { readonly [index: number]: number };

/** Alike in all members of the union below: what differs from one to the other, nobody can call. */
interface Folds {
  reduce(f: (previous: number, entry: number, index: number) => number): number;
  reduce<T>(f: (previous: T, entry: number, index: number) => T, initial: T): T;
  reduceRight(f: (previous: number, entry: number, index: number) => number): number;
  reduceRight<T>(f: (previous: T, entry: number, index: number) => T, initial: T): T;
}

/** A typed array that may be read and not written: `Value.data`. Bools are 0 and 1. */
export type ReadonlyData =
  | Readable<Float32Array>
  | Readable<Float64Array>
  | Readable<Int32Array>
  | Readable<Uint8Array>;

const arrays: Record<Dtype, new (length: number) => TypedArray> = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  bool: Uint8Array,
};

/** A new array of zeros for `length` entries of `dtype`. */
export function allocate(dtype: Dtype, length: number): TypedArray {
  try {
    return new arrays[dtype](length);
  } catch {
    throw new RangeError(
      `A ${dtype} Value of ${length} entries does not fit into memory. Use smaller shapes, or fewer examples at a time.`,
    );
  }
}

/** The nearest number that `dtype` can hold, as storing it in a typed array would give. */
export function roundTo(dtype: Dtype, x: number): number {
  if (dtype === "float64") return x;
  if (dtype === "float32") return Math.fround(x);
  if (dtype === "int32") return x | 0;
  return x === 0 ? 0 : 1;
}

export function isFloat(dtype: Dtype): dtype is FloatDtype {
  return dtype === "float32" || dtype === "float64";
}

export function checkDtype(op: string, dtype: unknown): asserts dtype is Dtype {
  if (typeof dtype !== "string" || !Object.hasOwn(arrays, dtype)) {
    throw new TypeError(
      `${op}: a dtype is one of ${Object.keys(arrays)
        .map((name) => `"${name}"`)
        .join(", ")}, got ${describe(dtype)}.`,
    );
  }
}

let defaultDtype: FloatDtype = "float32";

/** The dtype of numbers and of new Values when none is given; float32 unless {@link setDefaultDtype} changed it. */
export function getDefaultDtype(): FloatDtype {
  return defaultDtype;
}

/** Sets the dtype of numbers and of new Values when none is given. */
export function setDefaultDtype(dtype: FloatDtype): void {
  checkDtype("setDefaultDtype", dtype);
  if (!isFloat(dtype)) throw new TypeError(`setDefaultDtype needs float32 or float64, got ${String(dtype)}.`);
  defaultDtype = dtype;
}

const order: readonly Dtype[] = ["bool", "int32", "float32", "float64"];
const category: Record<Dtype, number> = { bool: 0, int32: 1, float32: 2, float64: 2 };

/** One operand in a promotion: a Value (its rank and dtype) or a plain number or boolean. */
export type Operand = { readonly rank: number; readonly dtype: Dtype } | number | boolean;

function dtypeOf(operand: Operand): Dtype {
  if (typeof operand === "boolean") return "bool";
  if (typeof operand === "number")
    return Number.isInteger(operand) && operand === (operand | 0) ? "int32" : defaultDtype;
  return operand.dtype;
}

/**
 * The dtype in which an op combines its operands, as PyTorch promotes: the highest category (bool < integer < float)
 * decides; within it, Values with axes outrank rank-0 Values, and both outrank plain numbers.
 */
export function promote(operands: readonly Operand[]): Dtype {
  let best: Dtype = "bool";
  let bestCategory = -1;
  let bestPriority = -1;
  for (const operand of operands) {
    const dtype = dtypeOf(operand);
    const priority = typeof operand !== "object" ? 0 : operand.rank === 0 ? 1 : 2;
    const isHigher =
      category[dtype] > bestCategory || (category[dtype] === bestCategory && priority > bestPriority);
    const isWider =
      category[dtype] === bestCategory &&
      priority === bestPriority &&
      order.indexOf(dtype) > order.indexOf(best);
    if (isHigher || isWider) {
      best = dtype;
      bestCategory = category[dtype];
      bestPriority = priority;
    }
  }
  return best;
}
