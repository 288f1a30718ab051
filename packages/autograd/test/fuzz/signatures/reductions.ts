import { type Dtype, type OpName, type Shape } from "@chainrule/autograd";
import { anyAxes, anyAxis, anyShape } from "@chainrule/autograd/testing/arbitrary";
import fc from "fast-check";
import {
  along,
  any,
  asFloat,
  asNumber,
  type Calls,
  each,
  fromFront,
  indexed,
  type Result,
  replaced,
  same,
  toBool,
  toInt32,
  withAxes,
} from "./call.ts";

function reduced(shape: Shape, axes: readonly number[] | null | undefined, keepDim: boolean): Shape {
  const gone = axes?.map((axis) => fromFront(axis, shape.length)) ?? [...shape.keys()];
  return keepDim
    ? shape.map((n, axis) => (gone.includes(axis) ? 1 : n))
    : shape.filter((_, axis) => !gone.includes(axis));
}

function reduction(dtypeOf: (dtype: Dtype) => Dtype, shapes: fc.Arbitrary<Shape> = anyShape()): Calls {
  return shapes.chain((shape) =>
    fc
      .tuple(
        any(shape),
        fc.oneof(fc.constantFrom(null, undefined), anyAxes(shape.length)),
        fc.constantFrom(undefined, false, true),
        fc.boolean(),
      )
      .map(([x, axes, keepDim, single]) => ({
        args: [
          x,
          single && axes?.length === 1 ? axes[0] : axes,
          ...(keepDim === undefined ? [] : [{ keepDim }]),
        ],
        result: { shape: reduced(shape, axes, keepDim ?? false), dtype: dtypeOf(x.dtype) },
      })),
  );
}

function indexOfBest(): Calls {
  return withAxes(0).chain((shape) =>
    fc
      .tuple(
        any(shape),
        shape.length === 0 ? fc.constant(undefined) : fc.option(anyAxis(shape.length)),
        fc.boolean(),
      )
      .map(([x, axis, keepDim]) => ({
        args: [x, axis, { keepDim }],
        result: {
          shape: reduced(shape, axis === null || axis === undefined ? null : [axis], keepDim),
          dtype: "int32",
        },
      })),
  );
}

const nonEmpty = withAxes(0);

export const reductions = {
  ...each(["sum", "prod"], reduction(asNumber)),
  ...each(["mean", "variance", "standardDeviation", "norm", "logSumExp"], reduction(asFloat)),
  ...each(["any", "all"], reduction(toBool)),
  ...each(["max", "min"], reduction(same, nonEmpty)),
  ...each(["argmax", "argmin"], indexOfBest()),
  ...each(["cumsum", "cumprod"], along(asNumber)),
  ...each(["softmax", "logSoftmax"], along(asFloat)),
  argsort: along(toInt32).map(({ args: [x, axis], result }) => ({
    args: [x, { axis, descending: true }],
    result,
  })),
  sort: along(same).map(({ args: [x, axis], result }) => ({
    args: [x, { axis }],
    result: [result as Result, { shape: (result as Result).shape, dtype: "int32" as const }],
  })),
  topK: indexed.chain(({ shape, axis, at, dtype, count }) =>
    any(shape, dtype).map((x) => {
      const k = Math.min(count, shape[at]);
      const picked = replaced(shape, at, k);
      return {
        args: [x, k, { axis, largest: count % 2 === 0 }],
        result: [
          { shape: picked, dtype },
          { shape: picked, dtype: "int32" as const },
        ],
      };
    }),
  ),
  ...each(
    ["cummax", "cummin"],
    indexed.chain(({ shape, axis, dtype }) =>
      any(shape, dtype).map((x) => ({
        args: [x, axis],
        result: [
          { shape, dtype },
          { shape, dtype: "int32" as const },
        ],
      })),
    ),
  ),
} satisfies Partial<Record<OpName, Calls>>;
