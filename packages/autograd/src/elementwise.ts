import { describe } from "./describe.ts";
import {
  allocate,
  type Dtype,
  getDefaultDtype,
  isFloat,
  promote,
  roundTo,
  type TypedArray,
} from "./dtype.ts";
import { checkValue, isValue } from "./guard.ts";
import type { BinaryKernel } from "./kernels/arithmetic.ts";
import { isFilled } from "./kernels/entrywise.ts";
import { type AnyOp, named, type Op, type OpFields } from "./op.ts";
import { recording } from "./recording.ts";
import type { Domain } from "./sample.ts";
import { broadcastShapes, type Shape, sameShape } from "./shape.ts";
import type { Broadcastable, Broadcasted } from "./shapes/broadcast.ts";
import type { Operand, ShapeOf } from "./shapes/known.ts";
import { Elsewhere, type Storage } from "./storage.ts";
import { innermost, Trace } from "./trace.ts";
import { record, Value } from "./value.ts";

export interface UnaryOp extends OpFields {
  <V extends Value>(x: V): Value<ShapeOf<V>>;
}

/** A number or boolean stands for a constant of the other operand's kind. At least one is a Value. */
export interface BinaryOp extends OpFields {
  <A extends Operand, B extends Operand>(a: A, b: Broadcastable<"This op", A, B>): Broadcasted<A, B>;
}

/**
 * A derivative: a Value, or the number it always is, or a bool Value, which lets pass what flows where it is true and
 * nothing, not even 0 · ∞, where it is false. Or else a function that scales what flows in a better way than by one product.
 */
type Derivative = Value | number | ((flow: Value) => Value);

/** What {@link unary} makes an op of. */
export interface UnaryDefinition {
  /** What messages and drawings call it. */
  readonly name: string;
  /** The result for one entry. */
  readonly forward: (x: number) => number;
  /** The derivative at `x`, made of ops; a number where it is the same everywhere. Without it no gradient can pass. */
  readonly derivative?: (x: Value, output: Value) => Derivative;
  /** What an int32 operand does; absent where it turns into the default float. */
  readonly integer?: (x: number) => number;
  /** Where to test: entries in `range`, away from the kinks in `avoid`. */
  readonly samples?: Domain;
  /** For compile(): opaque to this package. */
  readonly lowering?: unknown;
}

/** What {@link binary} makes an op of. */
export interface BinaryDefinition {
  /** What messages and drawings call it. */
  readonly name: string;
  /** The result for one pair of entries. */
  readonly forward: (x: number, y: number) => number;
  /** The partial derivatives, made of ops. Without them no gradient can pass; comparisons need none. */
  readonly derivatives?: readonly [
    (x: Value, y: Value, output: Value) => Derivative,
    (x: Value, y: Value, output: Value) => Derivative,
  ];
  /** The same for whole arrays of floats, where speed matters. */
  readonly kernel?: BinaryKernel;
  /** What int32 operands do; absent where they turn into the default float. */
  readonly integer?: (x: number, y: number) => number;
  /** True where bool operands give a bool: whether the result is not 0. Elsewhere they count as int32. */
  readonly keepsBool?: boolean;
  /** True for comparisons, whose result is a bool. */
  readonly isComparison?: boolean;
  /** Where to test each operand. */
  readonly samples?: readonly [Domain, Domain];
  /** For compile(): opaque to this package. */
  readonly lowering?: unknown;
}

/** The lowering of an op that maps entries and states no other: the function for one entry, of floats and of integers. */
export interface EntrywiseLowering {
  /** Of floats, and of integers where `integer` is absent. */
  readonly forward: (...entries: number[]) => number;
  /** Of integers. */
  readonly integer?: ((...entries: number[]) => number) | undefined;
}

/** Defines an op that maps each entry by itself: shape and both derivative rules follow from `derivative`. */
export function unary(definition: UnaryDefinition): UnaryOp {
  const { name, forward, derivative, integer, samples = {}, lowering } = definition;
  const rules = derivative && [
    (flow: Value, output: Value, x: Value): Value => scaled(name, flow, derivative(x, output)),
  ];
  const dtypeFor = (dtype: Dtype): Dtype =>
    isFloat(dtype) ? dtype : integer === undefined ? getDefaultDtype() : "int32";

  const op: UnaryOp = named(
    name,
    (x: Value): Value => {
      checkValue(name, x);
      const dtype = dtypeFor(x.dtype);
      const operand = x.dtype === dtype ? x : x.to(dtype);
      const output = new Value(
        x.shape,
        dtype,
        recording.capture === null
          ? map(op, dtype === "int32" && integer ? integer : forward, operand.shared(), dtype)
          : home(operand),
      );
      if ((recording.gradient && operand.tracked) || output.storage instanceof Trace) {
        const args = [operand];
        record(op, args, args, output);
      }
      if (recording.watcher !== null) tell(op, [operand], output);
      return output;
    },
    {
      shape: (x: Value) => x.shape,
      vjp: rules,
      jvp: rules,
      batch: (_size: number, _isBatched: readonly boolean[], x: Value) => op(x),
      samples: [samples],
      lowering: lowering ?? { forward, integer },
    },
  );
  return op;
}

/** Defines an op on pairs of entries; operands broadcast and promote to one shape and dtype before the rules see them. */
export function binary(definition: BinaryDefinition): BinaryOp {
  const {
    name,
    forward,
    derivatives,
    kernel,
    integer,
    keepsBool = false,
    isComparison = false,
    samples = [{}, {}],
    lowering,
  } = definition;
  const rules = isComparison
    ? [null, null]
    : derivatives?.map(
        (derivative) =>
          (flow: Value, output: Value, x: Value, y: Value): Value =>
            scaled(name, flow, derivative(x, y, output)),
      );

  const functions: Record<Dtype, (x: number, y: number) => number> = {
    float32: forward,
    float64: forward,
    int32: integer ?? forward,
    bool: (x, y) => (forward(x, y) === 0 ? 0 : 1),
  };
  const combine = (x: Value, y: Value): Value => {
    const dtype = isComparison ? "bool" : x.dtype;
    const loop = isFloat(x.dtype) ? kernel : undefined;
    const output = new Value(
      x.shape,
      dtype,
      recording.capture === null
        ? zip(op, functions[x.dtype], x.shared(), y.shared(), dtype, loop)
        : home(x, y),
    );
    if ((recording.gradient && (x.tracked || y.tracked)) || output.storage instanceof Trace) {
      const args = [x, y];
      record(op, args, args, output);
    }
    if (recording.watcher !== null) tell(op, [x, y], output);
    return output;
  };

  const dtypeFor = (a: Value | number | boolean, b: Value | number | boolean): Dtype => {
    const dtype = promote([a, b]);
    if (isComparison || isFloat(dtype) || (keepsBool && dtype === "bool")) return dtype;
    return integer === undefined ? getDefaultDtype() : "int32";
  };

  const op: Op<[a: Operand, b: Operand]> = named(
    name,
    (a: Value | number | boolean, b: Value | number | boolean): Value => {
      const isA = isValue(name, a);
      const isB = isValue(name, b);
      const isFloatA = isA && isFloat(a.dtype);
      if (isFloatA && isB && a.dtype === b.dtype && sameShape(a.shape, b.shape)) return combine(a, b);
      if (isFloatA && typeof b === "number") return combine(a, aligned(b, a.dtype, a.shape));
      checkOperand(name, a);
      checkOperand(name, b);
      if (!isA && !isB)
        throw new TypeError(
          `${name} needs a Value among its operands, got ${describe(a)} and ${describe(b)}. Use value() for one.`,
        );
      const dtype = dtypeFor(a, b);
      const shape = broadcastShapes(name, isA ? a.shape : [], isB ? b.shape : []);
      return combine(aligned(a, dtype, shape), aligned(b, dtype, shape));
    },
    {
      shape: (x: Value) => x.shape,
      dtype: (x: Value) => (isComparison ? "bool" : x.dtype),
      vjp: rules,
      jvp: rules,
      // The operands of one example have equal shapes, so one without examples broadcasts against the other.
      batch: (_size: number, _isBatched: readonly boolean[], x: Value, y: Value) => op(x, y),
      samples,
      lowering: lowering ?? { forward, integer },
    },
  );
  return op as BinaryOp;
}

/** Tells who watches of a call. A function of its own, that ops stay short enough for engines to put them in line. */
function tell(op: AnyOp, inputs: readonly Value[], output: Value): void {
  recording.watcher?.called(op, inputs, output);
}

/** The operand as a Value of the given dtype and shape. */
function aligned(operand: Value | number | boolean, dtype: Dtype, shape: Shape): Value {
  if (!(operand instanceof Value)) return new Value(shape, dtype, roundTo(dtype, Number(operand)));
  const converted = operand.dtype === dtype ? operand : operand.to(dtype);
  return sameShape(converted.shape, shape) ? converted : converted.broadcastTo(shape);
}

function checkOperand(op: string, x: unknown): void {
  if (typeof x !== "number" && typeof x !== "boolean" && !isValue(op, x)) {
    throw new TypeError(`${op} needs Values or numbers, got ${describe(x)}. Make a Value with tensor().`);
  }
}

function scaled(op: string, flow: Value, derivative: Derivative): Value {
  if (derivative === undefined)
    throw new Error(
      `The derivative of ${op} returned undefined. It must return a Value, a number or a function.`,
    );
  if (derivative === 1) return flow;
  if (derivative === 0) return new Value(flow.shape, flow.dtype, 0);
  if (typeof derivative === "function") return derivative(flow);
  if (typeof derivative === "number" || derivative.dtype !== "bool") return flow.mul(derivative);
  if (derivative.storage === 1) return flow;
  return derivative.storage === 0 ? new Value(flow.shape, flow.dtype, 0) : flow.where(derivative, 0);
}

/** The trace that a call on these belongs to, while one captures everything. */
function home(...operands: readonly Value[]): Storage {
  return innermost(operands.map((operand) => operand.storage)) ?? (recording.capture as Trace);
}

function map(op: AnyOp, f: (x: number) => number, x: Storage, dtype: Dtype): Storage {
  if (typeof x === "number") return roundTo(dtype, f(x));
  if (x instanceof Elsewhere) return innermost([x]) as Trace;
  const output = allocate(dtype, x.length);
  if (isFilled(op, output, x)) return output;
  for (let i = 0; i < output.length; i++) output[i] = f(x[i]);
  return output;
}

function zip(
  op: AnyOp,
  f: (x: number, y: number) => number,
  x: Storage,
  y: Storage,
  dtype: Dtype,
  kernel?: BinaryKernel,
): Storage {
  if (typeof x === "number" && typeof y === "number") return roundTo(dtype, f(x, y));
  if (x instanceof Elsewhere || y instanceof Elsewhere) return innermost([x, y]) as Trace;
  const output = allocate(dtype, typeof x === "number" ? (y as TypedArray).length : x.length);
  if (isFilled(op, output, x, y)) return output;
  if (kernel !== undefined) kernel(x, y, output);
  else if (typeof x === "number")
    for (let i = 0; i < output.length; i++) output[i] = f(x, (y as TypedArray)[i]);
  else if (typeof y === "number") for (let i = 0; i < output.length; i++) output[i] = f(x[i], y);
  else for (let i = 0; i < output.length; i++) output[i] = f(x[i], y[i]);
  return output;
}
