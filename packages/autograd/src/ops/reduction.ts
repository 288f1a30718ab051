import { type Dtype, isFloat, roundTo } from "../dtype.ts";
import { fold } from "../kernels/reduce.ts";
import { defineOp, type Op, withSignature } from "../op.ts";
import { formatShape } from "../shape.ts";
import { Value } from "../value.ts";
import { later } from "./batching.ts";
import { concat } from "./concat.ts";
import { floating, fromFolded, type Reduction, reducing, spread, without } from "./reducing.ts";

const sumDtype = (x: Value): Dtype => (isFloat(x.dtype) ? x.dtype : "int32");

const sumAxes: Op<[x: Value, axes: readonly number[]]> = defineOp(
  "sum",
  (x: Value, axes: readonly number[]) => {
    const dtype = sumDtype(x);
    const shape = without(x.shape, axes);
    const numbers = x.numbers();
    if (typeof numbers === "number") {
      const count = axes.reduce((n, axis) => n * x.shape[axis], 1);
      return new Value(shape, dtype, roundTo(dtype, sumOfEqual(numbers, count)));
    }
    return fromFolded(
      fold(numbers, x.shape, axes, 0, (sum, entry) => sum + entry),
      shape,
      dtype,
    );
  },
  {
    shape: (x, axes) => without(x.shape, axes),
    dtype: sumDtype,
    vjp: [(cotangent, _output, x, axes) => spread(cotangent, x.shape, axes)],
    jvp: "linear",
    batch: (_size, _isBatched, x, axes): Value => sumAxes(x, later(axes)),
  },
);

/** x added to 0 `count` times, as a loop over an array would give it. */
function sumOfEqual(x: number, count: number): number {
  if (Number.isInteger(x) && Number.isSafeInteger(x * count)) return x * count + 0;
  if (count > 2 ** 32) return x * count; // no array is as long
  let sum = 0;
  for (let i = 0; i < count; i++) sum += x;
  return sum;
}

/** The sum over the given axes, added up in float64; 0 over none. Bools count as integers. */
export const sum: Reduction = withSignature(sumAxes, reducing("sum", sumAxes));

/** The mean over the given axes; NaN over none. */
export const mean: Reduction = defineOp(
  "mean",
  reducing("mean", (x, axes) =>
    sumAxes(floating(x), axes).div(axes.reduce((n, axis) => n * x.shape[axis], 1)),
  ),
);

/** The largest entry along the given axes; entries that tie share the gradient equally. NaN if any is. */
export const max: Reduction = extremum("max", Number.NEGATIVE_INFINITY, larger);

/** The smallest entry along the given axes; entries that tie share the gradient equally. NaN if any is. */
export const min: Reduction = extremum("min", Number.POSITIVE_INFINITY, smaller);

/** Math.max of two. Calling that, which knows NaN and −0, for each entry takes twice as long. */
function larger(a: number, b: number): number {
  if (a > b || Number.isNaN(a)) return a;
  return a === b ? Math.max(a, b) : b;
}

/** Math.min of two. */
function smaller(a: number, b: number): number {
  if (a < b || Number.isNaN(a)) return a;
  return a === b ? Math.min(a, b) : b;
}

function extremum(name: string, worst: number, better: (a: number, b: number) => number): Reduction {
  const isBest = (x: Value, output: Value, axes: readonly number[]): Value =>
    x.eq(spread(output, x.shape, axes));
  const share = (best: Value, dtype: Dtype, axes: readonly number[]): Value => best.to(dtype).sum(axes);
  const op: Op<[x: Value, axes: readonly number[]]> = defineOp(
    name,
    (x: Value, axes: readonly number[]) => {
      const shape = without(x.shape, axes);
      const numbers = x.numbers();
      if (typeof numbers === "number") return new Value(shape, x.dtype, numbers);
      return fromFolded(fold(numbers, x.shape, axes, worst, better), shape, x.dtype);
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
      batch: (_size, _isBatched, x, axes): Value => op(x, later(axes)),
    },
  );
  return withSignature(op, reducing(name, op));
}

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
);

/** Whether any entry over the given axes is true, or not 0; false over none. */
export const any: Reduction = defineOp(
  "any",
  reducing("any", (x, axes) => sumAxes(x.ne(0), axes).gt(0)),
);

/** Whether all entries over the given axes are true, or not 0; true over none. */
export const all: Reduction = defineOp(
  "all",
  reducing("all", (x, axes) => sumAxes(x.eq(0), axes).eq(0)),
);
