import { describe } from "./describe.ts";
import { allocate, type Dtype, isFloat, type ReadonlyData, type TypedArray } from "./dtype.ts";
import type { AnyOp } from "./op.ts";
import { recording } from "./recording.ts";
import { formatShape, type Shape, sameShape, sizeOf } from "./shape.ts";
import type { AnyShape } from "./shapes/known.ts";
import { Elsewhere, type Storage } from "./storage.ts";
import { ExamplesTrace, Trace } from "./trace.ts";

/** Marks the Values of every loaded copy of this package, so that one can tell those of another. */
export const brand: unique symbol = Symbol.for("@chainrule/autograd/Value") as never;

let calls = 0;

/** @internal The id of the youngest call there is. */
export function youngestCall(): number {
  return calls;
}

/** @internal A mark in time: greater than the ids of all calls so far, and smaller than those of all to come. */
export function markTime(): number {
  return ++calls;
}

/** A node of the graph: one call of an op. Its id is larger than those of the calls that made its inputs. */
export class Node {
  /** Larger than the ids of all calls before. */
  readonly id: number = ++calls;
  /** The op that was called. */
  readonly op: AnyOp;
  /** The arguments as the op's rules see them. */
  readonly args: readonly unknown[];
  /** The Values among the arguments, in order. */
  readonly inputs: readonly Value[];
  /** What the call returned: a Value, or several. */
  readonly output: Value | readonly Value[];
  /** @internal The last walk that came by; negative when it was done here. */
  visit = 0;

  constructor(
    op: AnyOp,
    args: readonly unknown[],
    inputs: readonly Value[],
    output: Value | readonly Value[],
  ) {
    this.op = op;
    this.args = args;
    this.inputs = inputs;
    this.output = output;
  }

  /** What the call returned, as a list. */
  get outputs(): readonly Value[] {
    return this.output instanceof Value ? [this.output] : this.output;
  }
}

/**
 * A number, or an array of numbers of any rank, that remembers the call that computed it. Immutable, but for
 * {@link Value.assign} on a leaf. The ops are its methods: `x.mul(y).sum().backward()`.
 */
export class Value<S extends Shape = AnyShape> {
  /** The extent of each axis; [] for a scalar. */
  readonly shape: Shape;
  /** The type of the entries. */
  readonly dtype: Dtype;
  /** The call that computed this Value; null for a leaf. */
  node: Node | null = null;
  /** @internal What `grad` is, when nothing is captured. */
  gradient: Value<S> | null = null;
  /** @internal One number when all entries are equal, as in every scalar; else an entry each, row-major. */
  storage: Storage;
  /** @internal */
  tracked = false;
  /** @internal The youngest call when this leaf got its numbers. */
  assignedAt = calls;

  /** @internal */
  get [brand](): true {
    return true;
  }

  /** @internal Users call `value`, `tensor` and their kin. */
  constructor(shape: Shape, dtype: Dtype, storage: Storage) {
    this.shape = shape;
    this.dtype = dtype;
    this.storage =
      shape.length > 0 || typeof storage === "number" || storage instanceof Elsewhere ? storage : storage[0];
  }

  /** Whether gradients flow to this Value. Can be set on leaves of a float dtype. */
  get requiresGrad(): boolean {
    recording.capture?.noteAsking(this);
    return this.tracked;
  }

  set requiresGrad(requiresGrad: boolean) {
    if (requiresGrad && !isFloat(this.dtype)) {
      throw new TypeError(
        `Only float32 and float64 Values can require a gradient, not ${this.dtype}. Convert it with to("float32").`,
      );
    }
    if (this.node !== null && requiresGrad !== this.tracked) {
      throw new Error(
        `requiresGrad can be set on leaves only; this Value was computed by ${this.node.op.name}. Use detach() for a leaf.`,
      );
    }
    if (requiresGrad !== this.tracked) recording.capture?.checkTracking(this);
    this.tracked = requiresGrad;
  }

  /** What `backward()` has added up so far, on leaves that require a gradient. Set it to null to start again. */
  get grad(): Value<S> | null {
    recording.capture?.touchGradient(this, true);
    // Where an engine has it, it would be overwritten.
    if (this.gradient instanceof Value) this.gradient.shared();
    return this.gradient;
  }

  set grad(grad: Value<S> | null) {
    recording.capture?.touchGradient(this, false);
    this.gradient = grad;
  }

  /** The number of axes. */
  get rank(): number {
    return this.shape.length;
  }

  /** The number of entries. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** The op whose call computed this Value; null for a leaf. */
  get op(): AnyOp | null {
    return this.node === null ? null : this.node.op;
  }

  /** The Values that this one was computed from; none for a leaf. */
  get inputs(): readonly Value[] {
    return this.node === null ? [] : this.node.inputs;
  }

  /** The entries in row-major order, to be read and not written. Bools are 0 and 1. */
  get data(): ReadonlyData {
    noteReading(this);
    return this.array();
  }

  /** @internal The number that all entries are equal to, or the entries. Throws inside vmap, where there are none. */
  numbers(): number | TypedArray {
    if (this.storage instanceof Trace) return this.storage.fetch();
    recording.capture?.checkReading(this);
    if (this.storage instanceof Elsewhere) this.storage = this.storage.fetch();
    return this.storage;
  }

  /** @internal What another Value with the same numbers may hold too. */
  shared(): Storage {
    const { storage } = this;
    if (typeof storage === "number" || !(storage instanceof Elsewhere) || storage instanceof Trace)
      return storage;
    this.storage = storage.fetch();
    return this.storage;
  }

  /** @internal The entries as a typed array, which nobody writes to. */
  array(): TypedArray {
    const numbers = this.numbers();
    if (typeof numbers !== "number") return numbers;
    const filled = allocate(this.dtype, this.size);
    if (numbers !== 0 || Object.is(numbers, -0)) filled.fill(numbers);
    if (this.shape.length > 0) this.storage = filled;
    return filled;
  }

  /** The entries, when the engine that computes them has them ready; here, at once. */
  async read(): Promise<ReadonlyData> {
    return this.data;
  }

  /** The number that a Value of one entry holds; 0 or 1 for a bool. */
  item(): number {
    if (this.size !== 1) {
      throw new RangeError(
        `item() needs a Value of one entry, got shape ${formatShape(this.shape)}. Reduce it first, or use toArray().`,
      );
    }
    noteReading(this);
    const numbers = this.numbers();
    return typeof numbers === "number" ? numbers : numbers[0];
  }

  /**
   * Gives a leaf new entries of the same shape and dtype: the one mutation there is. Values computed before keep the
   * numbers they had, but `backward()` through them throws from now on.
   */
  assign(source: Value): this {
    if (this.node !== null) {
      throw new Error(
        `assign changes leaves only; this Value was computed by ${this.node.op.name}. Use detach() for a leaf.`,
      );
    }
    if (!(source instanceof Value))
      throw new TypeError(
        `assign needs a Value of this copy of @chainrule/autograd, got ${describe(source)}.`,
      );
    if (!sameShape(this.shape, source.shape) || this.dtype !== source.dtype) {
      throw new TypeError(
        `assign needs ${this.dtype} of shape ${formatShape(this.shape)}, got ${describe(source)}. Convert with tensor(), to() or reshape().`,
      );
    }
    if (recording.capture !== null && !(source.storage instanceof ExamplesTrace)) {
      recording.capture.assign(this, source);
      return this;
    }
    if (source.storage instanceof Trace && source.storage !== this.storage) {
      throw new Error(
        `assign inside ${source.storage.transform} would keep a Value without numbers. Return it, and assign outside; in a model, call eval() first.`,
      );
    }
    this.storage = source.shared();
    this.assignedAt = calls;
    return this;
  }
}

/** @internal Remembers that somebody has read numbers through which no gradient passes. */
export function noteReading(value: Value): void {
  if (value.tracked && recording.gradient) recording.wasRead = true;
}

/** @internal Whether a call with these inputs is to be recorded for derivatives. */
export function isRecorded(inputs: readonly Value[]): boolean {
  return recording.gradient && inputs.some((input) => input.tracked);
}

/** @internal Adds the call to the graph: what it gave remembers it, and gradients flow to that if it is of a float dtype. */
export function record(
  op: AnyOp,
  args: readonly unknown[],
  inputs: readonly Value[],
  output: Value | readonly Value[],
): void {
  const node = new Node(op, args, inputs, output);
  const tracked = recording.gradient && inputs.some((input) => input.tracked);
  for (const value of node.outputs) {
    value.node = node;
    value.tracked = tracked && isFloat(value.dtype);
  }
}
