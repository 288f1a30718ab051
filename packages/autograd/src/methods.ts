import { backward } from "./backward.ts";
import type { Dtype } from "./dtype.ts";
import { type GradientHook, registerHook } from "./gradientHook.ts";
import type { Pair } from "./kernels/window.ts";
import type { AnyOp, Op } from "./op.ts";
import type { GeluOptions } from "./ops/activation.ts";
import type { ScaledTermOptions } from "./ops/combination.ts";
import type { Conv2dOptions } from "./ops/conv2d.ts";
import * as ops from "./ops/index.ts";
import type { Index } from "./ops/indexItem.ts";
import type { NormOptions } from "./ops/norm.ts";
import type { SortOptions, TopKOptions } from "./ops/ordering.ts";
import type { PadOptions } from "./ops/pad.ts";
import type { AvgPool2dOptions, Pool2dOptions } from "./ops/pool2d.ts";
import type { ReductionOptions } from "./ops/reducing.ts";
import type { SearchSortedOptions } from "./ops/searchSorted.ts";
import type { SliceOptions } from "./ops/slice.ts";
import type { VarianceOptions } from "./ops/variance.ts";
import { format, type NestedArray, nested } from "./print.ts";
import type { Axes, Shape } from "./shape.ts";
import type { ExistingAxes, ReductionMethod, WithLast } from "./shapes/axis.ts";
import type { Broadcastable, Broadcasted } from "./shapes/broadcast.ts";
import type { AnyShape, extents, Literal, Operand, Outer, Result, ShapeOf } from "./shapes/known.ts";
import type { Permutable, Permuted, Squeezed, Transposed, Unsqueezed } from "./shapes/layout.ts";
import type { Multipliable, Multiplied } from "./shapes/matmul.ts";
import type { Flattened, Reshapable, Reshaped } from "./shapes/reshape.ts";
import { Value } from "./value.ts";

/** Entry by entry. */
interface UnaryMethod {
  <A extends Value>(this: A): A;
}

/** Entry by entry with another operand, after broadcasting. */
interface BinaryMethod<Op extends string> {
  <A extends Value, B extends Operand>(this: A, other: Broadcastable<Op, A, B>): Broadcasted<A, B>;
}

declare module "./value.js" {
  /** Ops as methods: what each does stands at the function of the same name. */
  interface Methods {
    add: BinaryMethod<"add">;
    sub: BinaryMethod<"sub">;
    mul: BinaryMethod<"mul">;
    div: BinaryMethod<"div">;
    pow: BinaryMethod<"pow">;
    maximum: BinaryMethod<"maximum">;
    minimum: BinaryMethod<"minimum">;
    neg: UnaryMethod;
    abs: UnaryMethod;
    sign: UnaryMethod;
    exp: UnaryMethod;
    log: UnaryMethod;
    sqrt: UnaryMethod;
    square: UnaryMethod;
    expm1: UnaryMethod;
    exp2: UnaryMethod;
    log1p: UnaryMethod;
    log2: UnaryMethod;
    log10: UnaryMethod;
    rsqrt: UnaryMethod;
    reciprocal: UnaryMethod;
    floor: UnaryMethod;
    ceil: UnaryMethod;
    trunc: UnaryMethod;
    round: UnaryMethod;
    remainder: BinaryMethod<"remainder">;
    sin: UnaryMethod;
    cos: UnaryMethod;
    tan: UnaryMethod;
    asin: UnaryMethod;
    acos: UnaryMethod;
    atan: UnaryMethod;
    /** The angle of the point (x, this) from the x axis. */
    atan2: BinaryMethod<"atan2">;
    hypot: BinaryMethod<"hypot">;
    sinh: UnaryMethod;
    cosh: UnaryMethod;
    tanh: UnaryMethod;
    asinh: UnaryMethod;
    acosh: UnaryMethod;
    atanh: UnaryMethod;
    sigmoid: UnaryMethod;
    softplus: UnaryMethod;
    relu: UnaryMethod;
    leakyRelu<A extends Value>(this: A, negativeSlope?: number): A;
    elu<A extends Value>(this: A, alpha?: number): A;
    selu: UnaryMethod;
    silu: UnaryMethod;
    mish: UnaryMethod;
    softsign: UnaryMethod;
    hardtanh<A extends Value>(this: A, min?: number, max?: number): A;
    erf: UnaryMethod;
    erfc: UnaryMethod;
    gelu<A extends Value>(this: A, options?: GeluOptions): A;
    clamp<A extends Value>(this: A, min?: number | null, max?: number | null): A;
    eq: BinaryMethod<"eq">;
    ne: BinaryMethod<"ne">;
    lt: BinaryMethod<"lt">;
    le: BinaryMethod<"le">;
    gt: BinaryMethod<"gt">;
    ge: BinaryMethod<"ge">;
    logicalAnd: BinaryMethod<"logicalAnd">;
    logicalOr: BinaryMethod<"logicalOr">;
    logicalXor: BinaryMethod<"logicalXor">;
    logicalNot: UnaryMethod;
    isNaN: UnaryMethod;
    isFinite: UnaryMethod;
    /** This Value where `condition` is true, else `other`. */
    where<A extends Value, C extends Value, B extends Value | number>(
      this: A,
      condition: Broadcastable<"where", A, C>,
      other: Broadcastable<"where", A, B>,
    ): Broadcasted<Broadcasted<A, C>, B>;
    to<A extends Value>(this: A, dtype: Dtype): A;
    clone: UnaryMethod;
    detach: UnaryMethod;
    sum: ReductionMethod<"sum", ReductionOptions>;
    mean: ReductionMethod<"mean", ReductionOptions>;
    max: ReductionMethod<"max", ReductionOptions>;
    min: ReductionMethod<"min", ReductionOptions>;
    argmax: ReductionMethod<"argmax", ReductionOptions, number>;
    variance: ReductionMethod<"variance", VarianceOptions>;
    logSumExp: ReductionMethod<"logSumExp", ReductionOptions>;
    standardDeviation: ReductionMethod<"standardDeviation", VarianceOptions>;
    norm: ReductionMethod<"norm", NormOptions>;
    prod: ReductionMethod<"prod", ReductionOptions>;
    any: ReductionMethod<"any", ReductionOptions>;
    all: ReductionMethod<"all", ReductionOptions>;
    argmin: ReductionMethod<"argmin", ReductionOptions, number>;
    cumsum<A extends Value>(this: A, axis: number): A;
    cumprod<A extends Value>(this: A, axis: number): A;
    cummax<A extends Value>(this: A, axis: number): readonly [values: A, indices: A];
    cummin<A extends Value>(this: A, axis: number): readonly [values: A, indices: A];
    argsort<A extends Value>(this: A, options?: SortOptions): A;
    sort<A extends Value>(this: A, options?: SortOptions): readonly [values: A, indices: A];
    topK(k: number, options?: TopKOptions): readonly [values: Value, indices: Value];
    unique(): readonly [values: Value, inverse: Value, counts: Value];
    /** Where each entry of `x` would go in this Value, sorted along its last axis. */
    searchSorted(x: Value | number, options?: SearchSortedOptions): Value;
    softmax<A extends Value>(this: A, axis?: number): A;
    logSoftmax<A extends Value>(this: A, axis?: number): A;
    reshape<A extends Value, const T extends Shape>(
      this: A,
      shape: Reshapable<A, T>,
    ): Value<Result<Reshaped<ShapeOf<A>, T>>>;
    permute<A extends Value, const T extends Shape>(
      this: A,
      axes: Permutable<A, T>,
    ): Value<Permuted<ShapeOf<A>, T>>;
    transpose<A extends Value, M extends number = -2, N extends number = -1>(
      this: A,
      axis0?: ExistingAxes<"transpose", A, M>,
      axis1?: ExistingAxes<"transpose", A, N>,
    ): Value<Transposed<ShapeOf<A>, M, N>>;
    broadcastTo<const T extends Shape>(shape: T): Value<Literal<T>>;
    squeeze<A extends Value, N extends number | null = null>(
      this: A,
      axis?: N,
    ): Value<Squeezed<ShapeOf<A>, N>>;
    unsqueeze<A extends Value, N extends number>(this: A, axis: N): Value<Unsqueezed<ShapeOf<A>, N>>;
    flatten<A extends Value, M extends number = 0, N extends number = -1>(
      this: A,
      start?: M,
      end?: N,
    ): Value<Flattened<ShapeOf<A>, M, N>>;
    flip<A extends Value>(this: A, axes?: Axes | null): A;
    roll<A extends Value>(
      this: A,
      shifts: number | readonly number[],
      axes?: number | readonly number[] | null,
    ): A;
    repeat(counts: readonly number[]): Value;
    tile(counts: readonly number[]): Value;
    repeatInterleave(counts: number | readonly number[], axis?: number | null): Value;
    pad(padding: readonly (readonly [before: number, after: number])[], options?: PadOptions): Value;
    split(size: number | readonly number[], axis?: number): readonly Value[];
    chunk(count: number, axis?: number): readonly Value[];
    tril<A extends Value>(this: A, offset?: number): A;
    triu<A extends Value>(this: A, offset?: number): A;
    diagonal(offset?: number, axis0?: number, axis1?: number): Value;
    diag(offset?: number): Value;
    at(...index: Index[]): Value;
    withAt<A extends Value>(this: A, index: readonly Index[], source: Value | number): A;
    addAt<A extends Value>(this: A, index: readonly Index[], source: Value | number): A;
    slice(start: number, end?: number, options?: SliceOptions): Value;
    sliceScatter<A extends Value>(
      this: A,
      source: Value,
      start: number,
      end?: number,
      options?: SliceOptions,
    ): A;
    gather<I extends Value>(axis: number, index: I): Value<ShapeOf<I>>;
    scatter<A extends Value>(this: A, axis: number, index: Value, source: Value | number): A;
    scatterAdd<A extends Value>(this: A, axis: number, index: Value, source: Value): A;
    indexSelect(axis: number, index: Value): Value;
    indexAdd<A extends Value>(this: A, axis: number, index: Value, source: Value): A;
    take(indices: Value, axis?: number | null): Value;
    oneHot<A extends Value, N extends number>(this: A, classes: N): Value<WithLast<ShapeOf<A>, N>>;
    maskedFill<A extends Value>(this: A, mask: Value, fill: Value | number): A;
    maskedSelect(mask: Value): Value<[number]>;
    nonzero(): Value<[number, number]>;
    matmul<A extends Value, B extends Value>(this: A, other: Multipliable<A, B>): Value<Multiplied<A, B>>;
    dot(other: Value): Value<[]>;
    outer<A extends Value, B extends Value>(this: A, other: B): Value<Outer<ShapeOf<A>, ShapeOf<B>>>;
    tensordot(
      other: Value,
      axes?: number | readonly [ofThis: readonly number[], ofOther: readonly number[]],
    ): Value;
    kron(other: Value): Value;
    lerp(end: Value | number, weight: Value | number): Value;
    addcmul(a: Value, b: Value | number, options?: ScaledTermOptions): Value;
    addcdiv(a: Value, b: Value | number, options?: ScaledTermOptions): Value;
    conv2d(weight: Value, options?: Conv2dOptions): Value;
    maxPool2d(kernelSize: Pair, options?: Pool2dOptions): Value;
    avgPool2d(kernelSize: Pair, options?: AvgPool2dOptions): Value;
    /**
     * Adds the gradient of this Value to `.grad` of every leaf it was computed from that requires one.
     * @param cotangent what flows back to this Value; 1 when absent, which only a scalar may leave out.
     */
    backward(cotangent?: Value): void;
    /** Calls `hook` with the gradient of this Value in each backward pass; see the function of the same name. */
    registerHook(hook: GradientHook): () => void;
    /** The entries as nested arrays, a plain number for a scalar; bools as booleans. */
    toArray(): NestedArray;
    /** What is printed: the entries, shortened where there are many, and what else is special. */
    toString(): string;
    /** What JSON.stringify shows: the entries, as toArray() gives them. To save parameters use state dicts. */
    toJSON(): NestedArray;
  }

  // The methods name no shape of their own, so that all Values share them, whatever their shapes: that is cheap to check.
  interface Value<S extends Shape = AnyShape> extends Methods {
    readonly [extents]: S;
  }
}

// By name, that bundlers drop the ops that are no methods where nobody uses them: what starts from a list of Values or the state of
// a generator, or serves only the rules of another op.
const methods: readonly AnyOp[] = [
  ops.add,
  ops.sub,
  ops.mul,
  ops.div,
  ops.pow,
  ops.maximum,
  ops.minimum,
  ops.neg,
  ops.abs,
  ops.sign,
  ops.exp,
  ops.log,
  ops.sqrt,
  ops.square,
  ops.expm1,
  ops.exp2,
  ops.log1p,
  ops.log2,
  ops.log10,
  ops.rsqrt,
  ops.reciprocal,
  ops.floor,
  ops.ceil,
  ops.trunc,
  ops.round,
  ops.remainder,
  ops.sin,
  ops.cos,
  ops.tan,
  ops.asin,
  ops.acos,
  ops.atan,
  ops.atan2,
  ops.hypot,
  ops.sinh,
  ops.cosh,
  ops.tanh,
  ops.asinh,
  ops.acosh,
  ops.atanh,
  ops.sigmoid,
  ops.softplus,
  ops.relu,
  ops.leakyRelu,
  ops.elu,
  ops.selu,
  ops.silu,
  ops.mish,
  ops.softsign,
  ops.hardtanh,
  ops.erf,
  ops.erfc,
  ops.gelu,
  ops.clamp,
  ops.eq,
  ops.ne,
  ops.lt,
  ops.le,
  ops.gt,
  ops.ge,
  ops.logicalAnd,
  ops.logicalOr,
  ops.logicalXor,
  ops.logicalNot,
  ops.isNaN,
  ops.isFinite,
  ops.to,
  ops.clone,
  ops.detach,
  ops.sum,
  ops.mean,
  ops.max,
  ops.min,
  ops.argmax,
  ops.variance,
  ops.logSumExp,
  ops.standardDeviation,
  ops.norm,
  ops.prod,
  ops.any,
  ops.all,
  ops.argmin,
  ops.cumsum,
  ops.cumprod,
  ops.cummax,
  ops.cummin,
  ops.argsort,
  ops.sort,
  ops.topK,
  ops.unique,
  ops.searchSorted,
  ops.softmax,
  ops.logSoftmax,
  ops.reshape,
  ops.permute,
  ops.transpose,
  ops.broadcastTo,
  ops.squeeze,
  ops.unsqueeze,
  ops.flatten,
  ops.flip,
  ops.roll,
  ops.repeat,
  ops.tile,
  ops.repeatInterleave,
  ops.pad,
  ops.split,
  ops.chunk,
  ops.tril,
  ops.triu,
  ops.diagonal,
  ops.diag,
  ops.withAt,
  ops.addAt,
  ops.slice,
  ops.sliceScatter,
  ops.gather,
  ops.scatter,
  ops.scatterAdd,
  ops.indexSelect,
  ops.indexAdd,
  ops.take,
  ops.oneHot,
  ops.maskedFill,
  ops.maskedSelect,
  ops.nonzero,
  ops.matmul,
  ops.dot,
  ops.outer,
  ops.tensordot,
  ops.kron,
  ops.lerp,
  ops.addcmul,
  ops.addcdiv,
  ops.conv2d,
  ops.maxPool2d,
  ops.avgPool2d,
];

/** Every op of this package that is a method of Value. */
export const methodOps: readonly AnyOp[] = [...methods, ops.at, ops.where];

for (const op of methods as readonly Op<unknown[], unknown>[]) {
  // No rest parameter: it would make an array at every call. No method takes more than four arguments.
  define(op.name, function (this: Value, a?: unknown, b?: unknown, c?: unknown, d?: unknown) {
    return op(this, a, b, c, d);
  });
}
define("at", function (this: Value, ...index: Index[]) {
  return ops.at(this, ...index);
});
define("where", function (this: Value, condition: Value, other: Value | number) {
  return ops.where(condition, this, other);
});
define("backward", function (this: Value, cotangent?: Value) {
  backward(this, cotangent);
});
define("registerHook", function (this: Value, hook: GradientHook) {
  return registerHook(this, hook);
});
define("toArray", function (this: Value) {
  return nested(this);
});
define("toString", function (this: Value) {
  return format(this);
});
define("toJSON", function (this: Value) {
  return nested(this);
});
define(Symbol.toPrimitive, function (this: Value, hint: string) {
  if (hint === "string") return format(this);
  throw new TypeError(
    `JavaScript cannot calculate with or compare Values. Use methods such as add(), mul(), lt(); item() for the number; String() to print.`,
  );
});
define(Symbol.for("nodejs.util.inspect.custom"), function (this: Value) {
  return format(this);
});

function define(name: string | symbol, method: (this: Value, ...args: never[]) => unknown): void {
  Object.defineProperty(Value.prototype, name, { value: method, writable: true, configurable: true });
}
