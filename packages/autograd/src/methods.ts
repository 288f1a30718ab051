import { backward } from "./backward.ts";
import type { Dtype } from "./dtype.ts";
import { type GradientHook, registerHook } from "./gradientHook.ts";
import type { Pair } from "./kernels/window.ts";
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
import { Value } from "./value.ts";

type Operand = Value | number | boolean;

declare module "./value.js" {
  /** Ops as methods: what each does stands at the function of the same name. */
  interface Value {
    add(other: Operand): Value;
    sub(other: Operand): Value;
    mul(other: Operand): Value;
    div(other: Operand): Value;
    pow(exponent: Operand): Value;
    maximum(other: Operand): Value;
    minimum(other: Operand): Value;
    neg(): Value;
    abs(): Value;
    sign(): Value;
    exp(): Value;
    log(): Value;
    sqrt(): Value;
    square(): Value;
    expm1(): Value;
    exp2(): Value;
    log1p(): Value;
    log2(): Value;
    log10(): Value;
    rsqrt(): Value;
    reciprocal(): Value;
    floor(): Value;
    ceil(): Value;
    trunc(): Value;
    round(): Value;
    remainder(divisor: Operand): Value;
    sin(): Value;
    cos(): Value;
    tan(): Value;
    asin(): Value;
    acos(): Value;
    atan(): Value;
    /** The angle of the point (x, this) from the x axis. */
    atan2(x: Operand): Value;
    hypot(other: Operand): Value;
    sinh(): Value;
    cosh(): Value;
    tanh(): Value;
    asinh(): Value;
    acosh(): Value;
    atanh(): Value;
    sigmoid(): Value;
    softplus(): Value;
    relu(): Value;
    leakyRelu(negativeSlope?: number): Value;
    elu(alpha?: number): Value;
    selu(): Value;
    silu(): Value;
    mish(): Value;
    softsign(): Value;
    hardtanh(min?: number, max?: number): Value;
    erf(): Value;
    erfc(): Value;
    gelu(options?: GeluOptions): Value;
    clamp(min?: number | null, max?: number | null): Value;
    eq(other: Operand): Value;
    ne(other: Operand): Value;
    lt(other: Operand): Value;
    le(other: Operand): Value;
    gt(other: Operand): Value;
    ge(other: Operand): Value;
    logicalAnd(other: Operand): Value;
    logicalOr(other: Operand): Value;
    logicalXor(other: Operand): Value;
    logicalNot(): Value;
    isNaN(): Value;
    isFinite(): Value;
    /** This Value where `condition` is true, else `other`. */
    where(condition: Value, other: Value | number): Value;
    to(dtype: Dtype): Value;
    clone(): Value;
    detach(): Value;
    sum(axes?: Axes | null, options?: ReductionOptions): Value;
    mean(axes?: Axes | null, options?: ReductionOptions): Value;
    max(axes?: Axes | null, options?: ReductionOptions): Value;
    min(axes?: Axes | null, options?: ReductionOptions): Value;
    argmax(axis?: number | null, options?: ReductionOptions): Value;
    variance(axes?: Axes | null, options?: VarianceOptions): Value;
    logSumExp(axes?: Axes | null, options?: ReductionOptions): Value;
    standardDeviation(axes?: Axes | null, options?: VarianceOptions): Value;
    norm(axes?: Axes | null, options?: NormOptions): Value;
    prod(axes?: Axes | null, options?: ReductionOptions): Value;
    any(axes?: Axes | null, options?: ReductionOptions): Value;
    all(axes?: Axes | null, options?: ReductionOptions): Value;
    argmin(axis?: number | null, options?: ReductionOptions): Value;
    cumsum(axis: number): Value;
    cumprod(axis: number): Value;
    cummax(axis: number): readonly [values: Value, indices: Value];
    cummin(axis: number): readonly [values: Value, indices: Value];
    argsort(options?: SortOptions): Value;
    sort(options?: SortOptions): readonly [values: Value, indices: Value];
    topK(k: number, options?: TopKOptions): readonly [values: Value, indices: Value];
    unique(): readonly [values: Value, inverse: Value, counts: Value];
    /** Where each entry of `x` would go in this Value, sorted along its last axis. */
    searchSorted(x: Value | number, options?: SearchSortedOptions): Value;
    softmax(axis?: number): Value;
    logSoftmax(axis?: number): Value;
    reshape(shape: Shape): Value;
    permute(axes: readonly number[]): Value;
    transpose(axis0?: number, axis1?: number): Value;
    broadcastTo(shape: Shape): Value;
    squeeze(axis?: number | null): Value;
    unsqueeze(axis: number): Value;
    flatten(start?: number, end?: number): Value;
    flip(axes?: Axes | null): Value;
    roll(shifts: number | readonly number[], axes?: number | readonly number[] | null): Value;
    repeat(counts: readonly number[]): Value;
    tile(counts: readonly number[]): Value;
    repeatInterleave(counts: number | readonly number[], axis?: number | null): Value;
    pad(padding: readonly (readonly [before: number, after: number])[], options?: PadOptions): Value;
    split(size: number | readonly number[], axis?: number): readonly Value[];
    chunk(count: number, axis?: number): readonly Value[];
    tril(offset?: number): Value;
    triu(offset?: number): Value;
    diagonal(offset?: number, axis0?: number, axis1?: number): Value;
    diag(offset?: number): Value;
    at(...index: Index[]): Value;
    withAt(index: readonly Index[], source: Value | number): Value;
    addAt(index: readonly Index[], source: Value | number): Value;
    slice(start: number, end?: number, options?: SliceOptions): Value;
    sliceScatter(source: Value, start: number, end?: number, options?: SliceOptions): Value;
    gather(axis: number, index: Value): Value;
    scatter(axis: number, index: Value, source: Value | number): Value;
    scatterAdd(axis: number, index: Value, source: Value): Value;
    indexSelect(axis: number, index: Value): Value;
    indexAdd(axis: number, index: Value, source: Value): Value;
    take(indices: Value, axis?: number | null): Value;
    oneHot(classes: number): Value;
    maskedFill(mask: Value, fill: Value | number): Value;
    maskedSelect(mask: Value): Value;
    nonzero(): Value;
    matmul(other: Value): Value;
    dot(other: Value): Value;
    outer(other: Value): Value;
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
    toString(): string;
    /** What JSON.stringify shows: the entries, as toArray() gives them. To save parameters use state dicts. */
    toJSON(): NestedArray;
  }
}

// No methods: what starts from a list of Values or the state of a generator, or serves only the rules of another op.
const { concat: _, stack: _1, conv2dInput: _2, conv2dWeight: _3, maxPool2dIndices: _4, ...others } = ops;
const {
  randomUniform: _5,
  randomNormal: _6,
  randomIntegers: _7,
  randomPermutation: _8,
  einsum: _9,
  at,
  where,
  ...methods
} = others;

type Call = (...args: unknown[]) => unknown;

for (const [name, op] of Object.entries(methods) as [string, Call][]) {
  // No rest parameter: it would make an array at every call. No method takes more than four arguments.
  define(name, function (this: Value, a?: unknown, b?: unknown, c?: unknown, d?: unknown) {
    return op(this, a, b, c, d);
  });
}
define("at", function (this: Value, ...index: Index[]) {
  return at(this, ...index);
});
define("where", function (this: Value, condition: Value, other: Value | number) {
  return where(condition, this, other);
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
