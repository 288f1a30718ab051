import { allocate, type Dtype, getDefaultDtype, isFloat, roundTo } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { fold, splitAt } from "../kernels/reduce.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { type Axes, formatShape, normalizeAxes, normalizeAxis, type Shape } from "../shape.ts";
import { Value } from "../value.ts";
import { concat } from "./concat.ts";

export interface ReductionOptions {
  /** Keep the reduced axes with extent 1. */
  readonly keepDim?: boolean;
}

/** Over all axes when none are named. */
export type Reduction = Op<[x: Value, axes?: Axes | null, options?: ReductionOptions]>;

const without = (shape: Shape, axes: readonly number[]): Shape =>
  shape.filter((_, axis) => !axes.includes(axis));
const kept = (shape: Shape, axes: readonly number[]): Shape =>
  shape.map((n, axis) => (axes.includes(axis) ? 1 : n));

/** A reduced Value stretched back over the axes it lost. */
function spread(reduced: Value, shape: Shape, axes: readonly number[]): Value {
  return reduced.reshape(kept(shape, axes)).broadcastTo(shape);
}

/** Reads the axes as users give them, reduces, and restores the axes with extent 1 if asked to. */
function reducing(op: string, reduce: (x: Value, axes: readonly number[]) => Value) {
  return (x: Value, axes?: Axes | null, { keepDim = false }: ReductionOptions = {}): Value => {
    const list = normalizeAxes(op, axes, checkValue(op, x).rank);
    const result = reduce(x, list);
    return keepDim ? result.reshape(kept(x.shape, list)) : result;
  };
}

const samples = [
  { args: [{ shape: [2, 3] }] },
  { args: [{ shape: [2, 3, 2] }, 1] },
  { args: [{ shape: [2, 3, 2] }, [0, -1], { keepDim: true }] },
] as const;
const distinctSamples = samples.map(({ args: [x, ...rest] }) => ({
  args: [{ ...x, distinct: true }, ...rest] as const,
}));
const floating = (x: Value): Value => (isFloat(x.dtype) ? x : x.to(getDefaultDtype()));

const sumDtype = (x: Value): Dtype => (isFloat(x.dtype) ? x.dtype : "int32");

const sumAxes = defineOp(
  "sum",
  (x: Value, axes: readonly number[]) => {
    const dtype = sumDtype(x);
    const shape = without(x.shape, axes);
    if (typeof x.storage === "number") {
      const count = axes.reduce((n, axis) => n * x.shape[axis], 1);
      return new Value(shape, dtype, roundTo(dtype, sumOfEqual(x.storage, count)));
    }
    return fromFolded(
      fold(x.storage, x.shape, axes, 0, (sum, entry) => sum + entry),
      shape,
      dtype,
    );
  },
  {
    shape: (x, axes) => without(x.shape, axes),
    dtype: sumDtype,
    vjp: [(cotangent, _output, x, axes) => spread(cotangent, x.shape, axes)],
    jvp: "linear",
  },
);

/** x added to 0 `count` times, as a loop over an array would give it. */
function sumOfEqual(x: number, count: number): number {
  if (Number.isInteger(x) && Number.isSafeInteger(x * count)) return x * count + 0;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += x;
  return sum;
}

/** The sum over the given axes, added up in float64; 0 over none. Bools count as integers. */
export const sum: Reduction = withSignature(sumAxes, reducing("sum", sumAxes), { samples });

/** The mean over the given axes; NaN over none. */
export const mean: Reduction = defineOp(
  "mean",
  reducing("mean", (x, axes) =>
    sumAxes(floating(x), axes).div(axes.reduce((n, axis) => n * x.shape[axis], 1)),
  ),
  { samples },
);

/** The largest entry along the given axes; entries that tie share the gradient equally. NaN if any is. */
export const max: Reduction = extremum("max", Number.NEGATIVE_INFINITY, Math.max);

/** The smallest entry along the given axes; entries that tie share the gradient equally. NaN if any is. */
export const min: Reduction = extremum("min", Number.POSITIVE_INFINITY, Math.min);

function extremum(name: string, worst: number, better: (a: number, b: number) => number): Reduction {
  const isBest = (x: Value, output: Value, axes: readonly number[]): Value =>
    x.eq(spread(output, x.shape, axes));
  const share = (best: Value, dtype: Dtype, axes: readonly number[]): Value => best.to(dtype).sum(axes);
  const op = defineOp(
    name,
    (x: Value, axes: readonly number[]) => {
      const shape = without(x.shape, axes);
      if (typeof x.storage === "number") return new Value(shape, x.dtype, x.storage);
      return fromFolded(fold(x.storage, x.shape, axes, worst, better), shape, x.dtype);
    },
    {
      shape: (x, axes) => {
        if (axes.some((axis) => x.shape[axis] === 0)) {
          throw new RangeError(
            `${name} over an axis without entries has no value; got shape ${formatShape(x.shape)}, axes ${formatShape(axes)}.`,
          );
        }
        return without(x.shape, axes);
      },
      vjp: [
        (cotangent, output, x, axes) => {
          const best = isBest(x, output, axes);
          return spread(cotangent, x.shape, axes)
            .where(best, 0)
            .div(spread(share(best, x.dtype, axes), x.shape, axes));
        },
      ],
      jvp: [
        (tangent, output, x, axes) => {
          const best = isBest(x, output, axes);
          return tangent
            .where(best, 0)
            .sum(axes)
            .div(share(best, x.dtype, axes));
        },
      ],
    },
  );
  return withSignature(op, reducing(name, op), { samples: distinctSamples });
}

/** What is left of a fold, in the dtype it is to have. */
function fromFolded(folded: Float64Array<ArrayBuffer>, shape: Shape, dtype: Dtype): Value {
  if (dtype === "float64") return new Value(shape, dtype, folded);
  const output = allocate(dtype, folded.length);
  output.set(folded);
  return new Value(shape, dtype, output);
}

const firstBest = defineOp(
  "argmax",
  (x: Value, axis: number) => {
    const { outer, length, inner } = splitAt(x.shape, axis);
    const data = x.array();
    const output = new Int32Array(outer * inner);
    for (let i = 0; i < outer; i++) {
      for (let l = 0; l < inner; l++) {
        let best = 0;
        const start = i * length * inner + l;
        for (let j = 1; j < length; j++) {
          const entry = data[start + j * inner];
          const champion = data[start + best * inner];
          if (entry > champion || (Number.isNaN(entry) && !Number.isNaN(champion))) best = j;
        }
        output[i * inner + l] = best;
      }
    }
    return new Value(without(x.shape, [axis]), "int32", output);
  },
  {
    shape: (x, axis) => {
      if (x.shape[axis] === 0)
        throw new RangeError(
          `argmax over axis ${axis} of shape ${formatShape(x.shape)} has no entries to choose from.`,
        );
      return without(x.shape, [axis]);
    },
    dtype: () => "int32",
    vjp: [null],
    jvp: [null],
  },
);

/** The index of the largest entry along an axis, or in row-major order over all; the first of several. NaN is largest. */
export const argmax: Op<[x: Value, axis?: number | null, options?: ReductionOptions]> = withSignature(
  firstBest,
  (x: Value, axis?: number | null, { keepDim = false }: ReductionOptions = {}): Value => {
    checkValue("argmax", x);
    if (axis === undefined || axis === null) {
      const index = firstBest(x.reshape([x.size]), 0);
      return keepDim ? index.reshape(x.shape.map(() => 1)) : index;
    }
    const along = normalizeAxis("argmax", axis, x.rank);
    const index = firstBest(x, along);
    return keepDim ? index.unsqueeze(along) : index;
  },
  { samples: [{ args: [{ shape: [2, 3] }] }, { args: [{ shape: [2, 3] }, 1, { keepDim: true }] }] },
);

export interface VarianceOptions extends ReductionOptions {
  /** The sum of squares is divided by n − correction: 1 (the default) for a sample, 0 for a whole population. */
  readonly correction?: number;
}

const varianceAxes = defineOp(
  "variance",
  (x: Value, axes: readonly number[], freedom: number) => centered(x, axes).square().sum(axes).div(freedom),
  {
    shape: (x, axes) => without(x.shape, axes),
    // d Σ(x − m)² = 2 Σ(x − m) dx: what m contributes cancels
    vjp: [
      (cotangent, _output, x, axes, freedom) =>
        spread(cotangent, x.shape, axes).mul(centered(x, axes).mul(2 / freedom)),
    ],
    jvp: [(tangent, _output, x, axes, freedom) => tangent.mul(centered(x, axes).mul(2 / freedom)).sum(axes)],
  },
);

const centered = (x: Value, axes: readonly number[]): Value => x.sub(x.mean(axes, { keepDim: true }));

/** The variance over the given axes. */
export const variance: Op<[x: Value, axes?: Axes | null, options?: VarianceOptions]> = withSignature(
  varianceAxes,
  (x: Value, axes?: Axes | null, { correction = 1, keepDim = false }: VarianceOptions = {}): Value =>
    reducing("variance", (operand, list) => {
      const count = list.reduce((n, axis) => n * operand.shape[axis], 1);
      return varianceAxes(floating(operand), list, Math.max(count - correction, 0));
    })(x, axes, { keepDim }),
  { samples: [...samples, { args: [{ shape: [4] }, 0, { correction: 0 }] }] },
);

const logSumExpAxes = defineOp(
  "logSumExp",
  (x: Value, axes: readonly number[]) => {
    const data = x.array();
    const largest = fold(data, x.shape, axes, Number.NEGATIVE_INFINITY, Math.max);
    // Shifting by an infinite maximum would give ∞ − ∞.
    const shape = without(x.shape, axes);
    const shift = fromFolded(
      largest.map((m) => (Number.isFinite(m) ? m : 0)),
      shape,
      "float64",
    );
    const shifted = new Float64Array(data);
    const spreadShift = spread(shift, x.shape, axes).array();
    for (let i = 0; i < shifted.length; i++) shifted[i] = Math.exp(shifted[i] - spreadShift[i]);
    const sums = fold(shifted, x.shape, axes, 0, (sum, entry) => sum + entry);
    const shifts = shift.array();
    return fromFolded(
      sums.map((sum, i) => Math.log(sum) + shifts[i]),
      shape,
      x.dtype,
    );
  },
  {
    shape: (x, axes) => without(x.shape, axes),
    vjp: [
      (cotangent, output, x, axes) =>
        spread(cotangent, x.shape, axes).mul(x.sub(spread(output, x.shape, axes)).exp()),
    ],
    jvp: [(tangent, output, x, axes) => tangent.mul(x.sub(spread(output, x.shape, axes)).exp()).sum(axes)],
  },
);

/** ln Σ eˣ over the given axes, without overflow; −∞ over none. */
export const logSumExp: Reduction = withSignature(
  logSumExpAxes,
  reducing("logSumExp", (x, axes) => logSumExpAxes(floating(x), axes)),
  { samples },
);

/** x where it is not 0, made safe for a function whose derivative at 0 is infinite; 0 and without a gradient elsewhere. */
function rootOrZero(x: Value, root: (positive: Value) => Value): Value {
  const isPositive = x.ne(0);
  return root(x.where(isPositive, 1)).where(isPositive, 0);
}

/** The standard deviation over the given axes: the root of the variance, with derivative 0 where that is 0. */
export const standardDeviation: Op<[x: Value, axes?: Axes | null, options?: VarianceOptions]> = defineOp(
  "standardDeviation",
  (x: Value, axes?: Axes | null, options: VarianceOptions = {}) =>
    rootOrZero(variance(x, axes, options), (positive) => positive.sqrt()),
  { samples },
);

export interface NormOptions extends ReductionOptions {
  /** (Σ |x|^p)^(1/p): 2 when absent; Infinity for the largest |x|, 1 for their sum. */
  readonly p?: number;
}

/** The p-norm over the given axes, with derivative 0 where it is 0. */
export const norm: Op<[x: Value, axes?: Axes | null, options?: NormOptions]> = defineOp(
  "norm",
  (x: Value, axes?: Axes | null, { p = 2, ...options }: NormOptions = {}) => {
    if (typeof p !== "number" || !(p > 0)) throw new RangeError(`norm needs a p above 0, got ${String(p)}.`);
    const size = floating(checkValue("norm", x)).abs();
    if (p === Number.POSITIVE_INFINITY) return size.max(axes, options);
    if (p === 1) return size.sum(axes, options);
    if (p === 2) return rootOrZero(size.square().sum(axes, options), (positive) => positive.sqrt());
    return rootOrZero(rootOrZero(size, (positive) => positive.pow(p)).sum(axes, options), (positive) =>
      positive.pow(1 / p),
    );
  },
  {
    samples: [
      ...samples,
      { args: [{ shape: [4], avoid: [0] }, 0, { p: 3 }] },
      { args: [{ shape: [4], avoid: [0] }, 0, { p: 1 }] },
    ],
  },
);

/** The product over the given axes; 1 over none. Right to any order of derivative, also where entries are 0. */
export const prod: Reduction = defineOp(
  "prod",
  reducing("prod", (x, axes) => {
    const counted = axes.reduce((n, axis) => n * x.shape[axis], 1);
    const last = x.permute([...x.shape.keys()].filter((axis) => !axes.includes(axis)).concat(axes));
    let rows = last.reshape([...without(x.shape, axes), counted]).to(x.dtype === "bool" ? "int32" : x.dtype);
    if (counted === 0) return rows.sum(-1).add(1);
    // Halves multiplied with each other until one entry is left.
    for (let length = counted; length > 1; length = Math.ceil(length / 2)) {
      const half = length >> 1;
      const pairs = rows.slice(0, half, { axis: -1 }).mul(rows.slice(half, 2 * half, { axis: -1 }));
      const rest = rows.slice(2 * half, length, { axis: -1 });
      rows = length % 2 === 0 ? pairs : concat([pairs, rest], -1);
    }
    return rows.squeeze(-1);
  }),
  { samples },
);

/** Whether any entry over the given axes is true, or not 0; false over none. */
export const any: Reduction = defineOp(
  "any",
  reducing("any", (x, axes) => sumAxes(x.ne(0), axes).gt(0)),
  { samples },
);

/** Whether all entries over the given axes are true, or not 0; true over none. */
export const all: Reduction = defineOp(
  "all",
  reducing("all", (x, axes) => sumAxes(x.eq(0), axes).eq(0)),
  { samples },
);

/** The index of the smallest entry, as {@link argmax} has that of the largest. NaN is smallest. */
export const argmin: Op<[x: Value, axis?: number | null, options?: ReductionOptions]> = defineOp(
  "argmin",
  (x: Value, axis?: number | null, options: ReductionOptions = {}) =>
    argmax(
      checkValue("argmin", x).dtype === "bool"
        ? x.eq(false).to("int32")
        : isFloat(x.dtype)
          ? x.neg()
          : x.mul(-1).sub(1),
      axis,
      options,
    ),
  { samples: [{ args: [{ shape: [2, 3] }] }, { args: [{ shape: [2, 3] }, 1, { keepDim: true }] }] },
);
