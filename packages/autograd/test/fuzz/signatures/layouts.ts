import { type OpName, type Shape } from "@chainrule/autograd";
import {
  anyAxes,
  anyAxis,
  anyBroadcastable,
  anyDtype,
  anyPermutation,
  anyShape,
} from "@chainrule/autograd/testing/arbitrary";
import fc from "fast-check";
import { any, type Calls, countOf, each, fromFront, indexed, replaced } from "./call.ts";

const slices = fc
  .record({
    shape: anyShape({ minRank: 1 }),
    start: fc.integer({ min: -6, max: 6 }),
    end: fc.option(fc.integer({ min: -6, max: 6 }), { nil: undefined }),
    step: fc.integer({ min: 1, max: 3 }),
  })
  .chain((range) => anyAxis(range.shape.length).map((axis) => ({ ...range, axis })))
  .map(({ shape, start, end, step, axis }) => {
    const at = fromFront(axis, shape.length);
    const picked = Array.from({ length: shape[at] })
      .slice(start, end)
      .filter((_, i) => i % step === 0).length;
    return { shape, start, end, axis, step, picked: shape.map((n, i) => (i === at ? picked : n)) };
  });

/** Joined along an axis: shapes that agree but for it. */
const joined: Calls = anyShape({ minRank: 1, maxSize: 24 }).chain((shape) =>
  fc
    .tuple(anyAxis(shape.length), fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 3 }), anyDtype())
    .chain(([axis, extents, dtype]) => {
      const at = fromFront(axis, shape.length);
      return fc.tuple(...extents.map((extent) => any(replaced(shape, at, extent), dtype))).map((values) => ({
        args: [values, axis],
        result: {
          shape: replaced(
            shape,
            at,
            extents.reduce((sum, n) => sum + n, 0),
          ),
          dtype,
        },
      }));
    }),
);

const stacked: Calls = anyShape({ maxSize: 24 }).chain((shape) =>
  fc
    .tuple(anyAxis(shape.length + 1), fc.integer({ min: 1, max: 3 }), anyDtype())
    .chain(([axis, count, dtype]) =>
      fc.array(any(shape, dtype), { minLength: count, maxLength: count }).map((values) => {
        const at = fromFront(axis, shape.length + 1);
        return { args: [values, axis], result: { shape: shape.toSpliced(at, 0, count), dtype } };
      }),
    ),
);

export const layouts = {
  reshape: any(anyShape()).chain((x) =>
    fc
      .constantFrom<Shape>([x.size], x.shape.toReversed(), [1, ...x.shape], x.size > 0 ? [-1, 1] : [0, 3])
      .filter((shape) => x.size > 0 || countOf(shape) === 0)
      .map((shape) => ({
        args: [x, shape],
        result: { shape: shape.map((n) => (n === -1 ? x.size : n)), dtype: x.dtype },
      })),
  ),
  permute: any(anyShape()).chain((x) =>
    anyPermutation(x.rank).map((axes) => ({
      args: [x, axes],
      result: { shape: axes.map((axis) => x.shape[axis]), dtype: x.dtype },
    })),
  ),
  transpose: any(anyShape({ minRank: 2 })).chain((x) =>
    fc.tuple(anyAxis(x.rank), anyAxis(x.rank)).map(([i, j]) => {
      const [a, b] = [fromFront(i, x.rank), fromFront(j, x.rank)];
      return {
        args: [x, i, j],
        result: { shape: x.shape.with(a, x.shape[b]).with(b, x.shape[a]), dtype: x.dtype },
      };
    }),
  ),
  broadcastTo: anyBroadcastable().chain(({ shapes: [a, b], result }) =>
    any(a).map((x) => ({ args: [x, result], result: { shape: result, dtype: x.dtype }, b })),
  ),
  squeeze: any(anyShape({ minRank: 1, maxExtent: 2 })).chain((x) =>
    fc.option(anyAxis(x.rank)).map((axis) => ({
      args: [x, axis],
      result: {
        shape: x.shape.filter((n, i) => n !== 1 || (axis !== null && fromFront(axis, x.rank) !== i)),
        dtype: x.dtype,
      },
    })),
  ),
  unsqueeze: any(anyShape()).chain((x) =>
    anyAxis(x.rank + 1).map((axis) => ({
      args: [x, axis],
      result: { shape: x.shape.toSpliced(fromFront(axis, x.rank + 1), 0, 1), dtype: x.dtype },
    })),
  ),
  flatten: any(anyShape()).map((x) => ({ args: [x], result: { shape: [x.size], dtype: x.dtype } })),
  flip: any(anyShape()).chain((x) =>
    anyAxes(x.rank).map((axes) => ({ args: [x, axes], result: { shape: x.shape, dtype: x.dtype } })),
  ),
  ...each(
    ["tril", "triu"],
    fc.tuple(any(anyShape({ minRank: 2 })), fc.integer({ min: -5, max: 5 })).map(([x, offset]) => ({
      args: [x, offset],
      result: { shape: x.shape, dtype: x.dtype },
    })),
  ),
  slice: slices.chain(({ shape, start, end, axis, step, picked }) =>
    any(shape).map((x) => ({
      args: [x, start, end, { axis, step }],
      result: { shape: picked, dtype: x.dtype },
    })),
  ),
  sliceScatter: slices.chain(({ shape, start, end, axis, step, picked }) =>
    fc.tuple(any(shape), any(picked)).map(([x, source]) => ({
      args: [x, source, start, end, { axis, step }],
      result: { shape, dtype: x.dtype },
    })),
  ),
  concat: joined,
  stack: stacked,
  split: indexed.chain(({ shape, axis, at, dtype, count }) =>
    any(shape, dtype).map((x) => {
      const size = count + 1;
      return {
        args: [x, size, axis],
        result: Array.from({ length: Math.ceil(shape[at] / size) }, (_, i) => ({
          shape: replaced(shape, at, Math.min(size, shape[at] - i * size)),
          dtype,
        })),
      };
    }),
  ),
  chunk: indexed.chain(({ shape, axis, at, dtype, count }) =>
    any(shape, dtype).map((x) => {
      const size = Math.ceil(shape[at] / (count + 1));
      return {
        args: [x, count + 1, axis],
        result: Array.from({ length: Math.ceil(shape[at] / size) }, (_, i) => ({
          shape: replaced(shape, at, Math.min(size, shape[at] - i * size)),
          dtype,
        })),
      };
    }),
  ),
} satisfies Partial<Record<OpName, Calls>>;
