import { describe } from "./describe.ts";
import {
  allocate,
  checkDtype,
  type Dtype,
  getDefaultDtype,
  isFloat,
  roundTo,
  type TypedArray,
} from "./dtype.ts";
import { checkValue } from "./guard.ts";
import { checkShape, formatShape, SCALAR, type Shape, sizeOf } from "./shape.ts";
import type { Literal, ShapeOf, ShapeOfData } from "./shapes/known.ts";
import { Value } from "./value.ts";

/** Numbers or booleans nested to any depth, all rows of a level equally long. */
export type Nested = number | boolean | readonly Nested[];

type AnyTypedArray =
  | Float32Array
  | Float64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint16Array
  | Uint8Array
  | Uint8ClampedArray;

/** How {@link value}, {@link zeros} and the like make a Value. */
export interface CreateOptions {
  /** When absent: the default float for numbers, bool for booleans, and what the array holds for typed arrays. */
  readonly dtype?: Dtype;
  /** Whether gradients are to flow here: a parameter. */
  readonly requiresGrad?: boolean;
}

/** Options of {@link tensor}. */
export interface TensorOptions<S extends Shape = Shape> extends CreateOptions {
  /** The shape, for flat data; follows from nested data. */
  readonly shape?: S;
}

function finish<S extends Shape>(value: Value<S>, requiresGrad = false): Value<S> {
  if (requiresGrad) value.requiresGrad = true;
  return value;
}

function chosenDtype(op: string, dtype: Dtype | undefined, otherwise: Dtype): Dtype {
  if (dtype !== undefined) checkDtype(op, dtype);
  return dtype ?? otherwise;
}

/** A scalar. */
export function value(x: number | boolean, options: CreateOptions = {}): Value<[]> {
  if (typeof x !== "number" && typeof x !== "boolean")
    throw new TypeError(`value needs a number, got ${describe(x)}. For arrays use tensor().`);
  const dtype = chosenDtype("value", options.dtype, typeof x === "boolean" ? "bool" : getDefaultDtype());
  return finish(new Value(SCALAR, dtype, roundTo(dtype, Number(x))), options.requiresGrad);
}

/**
 * A Value from nested arrays, or from flat data with a `shape`. The data is copied.
 * @throws RangeError when rows of a level differ in length, or the data does not fill the shape.
 */
export function tensor<
  D extends Nested | AnyTypedArray | ArrayLike<number>,
  const S extends Shape = ShapeOfData<D>,
>(data: D, options: TensorOptions<S> = {}): Value<Literal<S>> {
  const source = readSource(data);
  const shape = options.shape ?? source.shape;
  checkShape("tensor", shape);
  const dtype = chosenDtype("tensor", options.dtype, source.dtype);
  const entries = source.entries;
  if (entries.length !== sizeOf(shape)) {
    throw new RangeError(
      `tensor: shape ${formatShape(shape)} has ${sizeOf(shape)} entries, the data has ${entries.length}.`,
    );
  }
  const storage = allocate(dtype, entries.length);
  if (dtype === "bool")
    for (let i = 0; i < entries.length; i++) storage[i] = roundTo(dtype, Number(entries[i]));
  else storage.set(entries as ArrayLike<number>);
  return finish(new Value(Object.freeze([...shape]), dtype, storage), options.requiresGrad);
}

interface Source {
  readonly shape: Shape;
  readonly dtype: Dtype;
  readonly entries: ArrayLike<number | boolean>;
}

function readSource(data: unknown): Source {
  if (ArrayBuffer.isView(data)) return readTypedArray(data);
  const shape: number[] = [];
  for (let level = data; Array.isArray(level); level = level[0]) shape.push(level.length);
  const entries: (number | boolean)[] = [];
  collect(data, shape, 0, entries);
  const areBooleans = entries.length > 0 && entries.every((entry) => typeof entry === "boolean");
  return { shape, dtype: areBooleans ? "bool" : getDefaultDtype(), entries };
}

/** What the kinds of typed arrays hold. By name, so that those of another realm count too. */
const dtypesByKind: Readonly<Record<string, Dtype>> = {
  Float32Array: "float32",
  Float64Array: "float64",
  Int32Array: "int32",
  Int16Array: "int32",
  Int8Array: "int32",
  Uint16Array: "int32",
  Uint8Array: "int32",
  Uint8ClampedArray: "int32",
};

function readTypedArray(data: ArrayBufferView): Source {
  const kind = String((data as Partial<TypedArray>)[Symbol.toStringTag]);
  const dtype = dtypesByKind[kind];
  if (dtype === undefined) {
    throw new TypeError(
      `tensor cannot hold a ${kind} exactly. Convert it to a Float32Array, Float64Array or Int32Array.`,
    );
  }
  const entries = data as unknown as TypedArray;
  return { shape: [entries.length], dtype, entries };
}

function collect(
  data: unknown,
  shape: readonly number[],
  level: number,
  entries: (number | boolean)[],
): void {
  if (level === shape.length) {
    if (typeof data !== "number" && typeof data !== "boolean") {
      throw new TypeError(
        `tensor needs numbers, booleans or arrays of them, got ${describe(data)}${level > 0 ? ` at depth ${level}` : ""}.`,
      );
    }
    entries.push(data);
    return;
  }
  if (!Array.isArray(data) || data.length !== shape[level]) {
    const got = Array.isArray(data) ? `one of ${data.length}` : describe(data);
    throw new RangeError(
      `tensor needs rows of equal length: at depth ${level}, found one of ${shape[level]} entries and ${got}.`,
    );
  }
  for (const row of data) collect(row, shape, level + 1, entries);
}

/** All entries 0. */
export function zeros<const S extends Shape>(shape: S, options?: CreateOptions): Value<Literal<S>> {
  checkShape("zeros", shape);
  return full(shape, 0, options);
}

/** All entries 1. */
export function ones<const S extends Shape>(shape: S, options?: CreateOptions): Value<Literal<S>> {
  checkShape("ones", shape);
  return full(shape, 1, options);
}

/** All entries equal to `x`. */
export function full<const S extends Shape>(
  shape: S,
  x: number | boolean,
  options: CreateOptions = {},
): Value<Literal<S>> {
  checkShape("full", shape);
  if (typeof x !== "number" && typeof x !== "boolean")
    throw new TypeError(`full needs a number, got ${describe(x)}.`);
  const dtype = chosenDtype("full", options.dtype, typeof x === "boolean" ? "bool" : getDefaultDtype());
  return finish(new Value(Object.freeze([...shape]), dtype, roundTo(dtype, Number(x))), options.requiresGrad);
}

/** Zeros of the shape and dtype of `like`. */
export function zerosLike<V extends Value>(like: V, options: CreateOptions = {}): Value<ShapeOf<V>> {
  return full(checkValue("zerosLike", like).shape, 0, { ...options, dtype: options.dtype ?? like.dtype });
}

/** Ones of the shape and dtype of `like`. */
export function onesLike<V extends Value>(like: V, options: CreateOptions = {}): Value<ShapeOf<V>> {
  return full(checkValue("onesLike", like).shape, 1, { ...options, dtype: options.dtype ?? like.dtype });
}

/** A matrix with 1 on the diagonal and 0 elsewhere; square when `columns` is absent. */
export function eye<M extends number, N extends number = M>(
  rows: M,
  columns: N = rows as number as N,
  options: CreateOptions = {},
): Value<[M, N]> {
  checkShape("eye", [rows, columns]);
  const dtype = chosenDtype("eye", options.dtype, getDefaultDtype());
  const storage = allocate(dtype, rows * columns);
  for (let i = 0; i < Math.min(rows, columns); i++) storage[i * columns + i] = 1;
  return finish(new Value([rows, columns], dtype, storage), options.requiresGrad);
}

/**
 * The numbers from `start` (0 when only one bound is given) by `step` up to and without `end`. int32 when all are integers,
 * else the default float.
 */
export function arange(end: number, options?: CreateOptions): Value<[number]>;
export function arange(start: number, end: number, step?: number, options?: CreateOptions): Value<[number]>;
export function arange(
  first: number,
  second?: number | CreateOptions,
  step = 1,
  options: CreateOptions = {},
): Value<[number]> {
  const [start, end, chosen] =
    typeof second === "number" ? [first, second, options] : [0, first, second ?? options];
  const length = Math.max(0, Math.ceil((end - start) / step));
  if (!Number.isFinite(length))
    throw new RangeError(
      `arange needs finite bounds and a step other than 0, got ${start}, ${end} and ${step}.`,
    );
  const areIntegers = [start, end - 1, step].every((x) => x === (x | 0));
  const dtype = chosenDtype("arange", chosen.dtype, areIntegers ? "int32" : getDefaultDtype());
  const storage = allocate(dtype, length);
  for (let i = 0; i < length; i++) storage[i] = roundTo(dtype, start + i * step);
  return finish(new Value([length], dtype, storage), chosen.requiresGrad);
}

/** `count` numbers from `start` to `end`, both included, at equal distances. */
export function linspace<N extends number>(
  start: number,
  end: number,
  count: N,
  options: CreateOptions = {},
): Value<[N]> {
  checkShape("linspace", [count]);
  const dtype = chosenDtype("linspace", options.dtype, getDefaultDtype());
  if (!isFloat(dtype))
    throw new TypeError(`linspace gives float32 or float64, not ${dtype}. For integers use arange().`);
  const storage = allocate(dtype, count);
  const step = count > 1 ? (end - start) / (count - 1) : 0;
  // From either end, so that both are hit exactly.
  for (let i = 0; i < count; i++)
    storage[i] = i < count / 2 ? start + i * step : end - (count - 1 - i) * step;
  return finish(new Value([count], dtype, storage), options.requiresGrad);
}
