import { type OpName } from "@chainrule/autograd";
import { anyIndices, anyShape } from "@chainrule/autograd/testing/arbitrary";
import fc from "fast-check";
import { any, asNumber, type Calls, indexed, replaced } from "./call.ts";

export const indexing = {
  gather: indexed.chain(({ shape, axis, at, count, dtype }) =>
    fc
      .tuple(
        any(shape, dtype),
        anyIndices({ shape: replaced(shape, at, count), extent: shape[at], negative: true }),
      )
      .map(([x, index]) => ({ args: [x, axis, index], result: { shape: index.shape, dtype } })),
  ),
  scatterAdd: indexed.chain(({ shape, axis, at, count, dtype }) =>
    fc
      .tuple(
        any(shape, asNumber(dtype)),
        anyIndices({ shape: replaced(shape, at, count), extent: shape[at] }),
        any(replaced(shape, at, count + 1)),
      )
      .map(([x, index, source]) => ({ args: [x, axis, index, source], result: { shape, dtype: x.dtype } })),
  ),
  indexSelect: indexed.chain(({ shape, axis, at, count, dtype }) =>
    fc
      .tuple(any(shape, dtype), anyIndices({ shape: [count], extent: shape[at], negative: true }))
      .map(([x, index]) => ({
        args: [x, axis, index],
        result: { shape: replaced(shape, at, count), dtype },
      })),
  ),
  indexAdd: indexed.chain(({ shape, axis, at, count, dtype }) =>
    fc
      .tuple(
        any(shape, asNumber(dtype)),
        anyIndices({ shape: [count], extent: shape[at], negative: true }),
        any(replaced(shape, at, count)),
      )
      .map(([x, index, source]) => ({ args: [x, axis, index, source], result: { shape, dtype: x.dtype } })),
  ),
  take: indexed.chain(({ shape, axis, at, dtype }) =>
    fc.tuple(any(shape, dtype), anyShape({ maxRank: 2 }), fc.boolean()).chain(([x, picked, flat]) =>
      anyIndices({ shape: picked, extent: flat ? x.size : shape[at], negative: true }).map((indices) => ({
        args: flat ? [x, indices] : [x, indices, axis],
        result: { shape: flat ? picked : shape.toSpliced(at, 1, ...picked), dtype },
      })),
    ),
  ),
  oneHot: fc.tuple(anyShape(), fc.integer({ min: 1, max: 4 })).chain(([shape, classes]) =>
    anyIndices({ shape, extent: classes }).map((indices) => ({
      args: [indices, classes],
      result: { shape: [...shape, classes], dtype: "int32" as const },
    })),
  ),
} satisfies Partial<Record<OpName, Calls>>;
