import { type OpName, type Shape } from "@chainrule/autograd";
import { anyAxes, anyIndices, anyShape } from "@chainrule/autograd/testing/arbitrary";
import fc from "fast-check";
import { any, asNumber, type Calls, each, indexed, replaced } from "./call.ts";

/** Counts of new entries before and after, for some of the last axes. */
const anyPadding = (rank: number): fc.Arbitrary<[number, number][]> =>
  fc.array(fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 })), { maxLength: rank });

const anyCounts = (least: number): fc.Arbitrary<number[]> =>
  fc.array(fc.nat({ max: 2 }), { minLength: least, maxLength: least + 1 });

/** The shape with ones in front, up to a rank. */
const raised = (shape: Shape, rank: number): Shape => [
  ...new Array<number>(Math.max(rank - shape.length, 0)).fill(1),
  ...shape,
];

/** How many entries lie on a diagonal. */
const diagonalLength = (rows: number, columns: number, offset: number): number => {
  let count = 0;
  for (let i = 0; i < rows; i++) if (i + offset >= 0 && i + offset < columns) count++;
  return count;
};

export const placing = {
  pad: any(anyShape({ maxSize: 16 })).chain((x) =>
    anyPadding(x.rank).map((padding) => ({
      args: [x, padding, { value: 1 }],
      result: {
        shape: x.shape.map((n, axis) => {
          const [before, after] = padding[axis - x.rank + padding.length] ?? [0, 0];
          return before + n + after;
        }),
        dtype: x.dtype,
      },
    })),
  ),
  repeat: any(anyShape({ maxSize: 16 })).chain((x) =>
    anyCounts(x.rank).map((counts) => ({
      args: [x, counts],
      result: { shape: raised(x.shape, counts.length).map((n, axis) => n * counts[axis]), dtype: x.dtype },
    })),
  ),
  tile: any(anyShape({ maxSize: 16 })).chain((x) =>
    fc.array(fc.nat({ max: 2 }), { maxLength: x.rank + 1 }).map((counts) => {
      const all = [...new Array<number>(Math.max(x.rank - counts.length, 0)).fill(1), ...counts];
      return {
        args: [x, counts],
        result: { shape: raised(x.shape, counts.length).map((n, axis) => n * all[axis]), dtype: x.dtype },
      };
    }),
  ),
  repeatInterleave: indexed.chain(({ shape, axis, at, count, dtype }) =>
    any(shape, dtype).map((x) => ({
      args: [x, count, axis],
      result: { shape: replaced(shape, at, shape[at] * count), dtype },
    })),
  ),
  roll: any(anyShape()).chain((x) =>
    anyAxes(x.rank).chain((axes) =>
      fc
        .array(fc.integer({ min: -7, max: 7 }), { minLength: axes.length, maxLength: axes.length })
        .map((shifts) => ({ args: [x, shifts, axes], result: { shape: x.shape, dtype: x.dtype } })),
    ),
  ),
  diagonal: fc
    .tuple(any(anyShape({ minRank: 2, maxRank: 3 })), fc.integer({ min: -5, max: 5 }))
    .map(([x, offset]) => ({
      args: [x, offset],
      result: {
        shape: [...x.shape.slice(2), diagonalLength(x.shape[0], x.shape[1], offset)],
        dtype: x.dtype,
      },
    })),
  diag: fc
    .tuple(any(anyShape({ minRank: 1, maxRank: 1 })), fc.integer({ min: -3, max: 3 }))
    .map(([x, offset]) => ({
      args: [x, offset],
      result: { shape: [x.size + Math.abs(offset), x.size + Math.abs(offset)], dtype: x.dtype },
    })),
  scatter: indexed.chain(({ shape, axis, at, count, dtype }) =>
    fc
      .tuple(
        any(shape, dtype),
        anyIndices({ shape: replaced(shape, at, count), extent: shape[at], negative: true }),
        any(replaced(shape, at, count + 1)),
      )
      .map(([x, index, source]) => ({ args: [x, axis, index, source], result: { shape, dtype } })),
  ),
  maskedSelect: anyShape().chain((shape) =>
    fc.tuple(any(shape), any(shape, "bool")).map(([x, mask]) => ({
      args: [x, mask],
      result: {
        shape: [Array.from(mask.data).filter((entry) => entry !== 0).length],
        dtype: x.dtype,
      },
    })),
  ),
  nonzero: any(anyShape()).map((x) => ({
    args: [x],
    result: {
      shape: [Array.from(x.data).filter((entry) => entry !== 0).length, x.rank],
      dtype: "int32" as const,
    },
  })),
  unique: any(anyShape()).map((x) => {
    const entries = Array.from(x.data);
    const distinct =
      new Set(entries.filter((entry) => !Number.isNaN(entry))).size + entries.filter(Number.isNaN).length;
    return {
      args: [x],
      result: [
        { shape: [distinct], dtype: x.dtype },
        { shape: x.shape, dtype: "int32" as const },
        { shape: [distinct], dtype: "int32" as const },
      ],
    };
  }),
  searchSorted: fc
    .tuple(any(anyShape({ minRank: 1, maxRank: 1 }), "int32"), any(anyShape()))
    .map(([sorted, x]) => ({ args: [sorted, x], result: { shape: x.shape, dtype: "int32" as const } })),
  at: indexed.chain(({ shape, dtype }) =>
    fc.tuple(any(shape, dtype), fc.integer({ min: -shape[0], max: shape[0] - 1 })).map(([x, i]) => ({
      args: [x, i, "...", null],
      result: { shape: [...shape.slice(1), 1], dtype },
    })),
  ),
  ...each(
    ["withAt", "addAt"],
    indexed.chain(({ shape, dtype }) =>
      fc
        .tuple(any(shape, asNumber(dtype)), fc.integer({ min: -shape[0], max: shape[0] - 1 }))
        .map(([x, i]) => ({ args: [x, [i], 1], result: { shape, dtype: x.dtype } })),
    ),
  ),
} satisfies Partial<Record<OpName, Calls>>;
