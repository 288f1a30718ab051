import { type Dtype, type OpName, type Shape } from "@chainrule/autograd";
import { anyBroadcastable, anyShape } from "@chainrule/autograd/testing/arbitrary";
import fc from "fast-check";
import { any, asFloat, asNumber, type Calls, promoted, same, toInt32 } from "./call.ts";

const matrices: Calls = anyBroadcastable({ maxRank: 2, maxExtent: 3 }).chain(({ shapes: [a, b], result }) =>
  fc
    .tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 }), fc.nat({ max: 3 }), fc.boolean(), fc.boolean())
    .chain(([m, k, n, isRow, isColumn]) =>
      fc.tuple(any(isRow ? [k] : [...a, m, k]), any(isColumn ? [k] : [...b, k, n])).map(([x, y]) => {
        const leading = isRow ? (isColumn ? [] : b) : isColumn ? a : result;
        return {
          args: [x, y],
          result: {
            shape: [...leading, ...(isRow ? [] : [m]), ...(isColumn ? [] : [n])],
            dtype: asNumber(promoted(x, y)),
          },
        };
      }),
    ),
);

const vectors = (shapeOf: (m: number, n: number) => Shape, equal: boolean): Calls =>
  fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 4 })).chain(([m, n]) =>
    fc.tuple(any([m]), any([equal ? m : n])).map(([x, y]) => ({
      args: [x, y],
      result: { shape: shapeOf(m, n), dtype: equal ? asNumber(promoted(x, y)) : promoted(x, y) },
    })),
  );

interface Window {
  readonly kernel: readonly [number, number];
  readonly size: readonly [number, number];
  readonly options: {
    readonly stride: readonly [number, number];
    readonly padding: readonly [number, number];
    readonly dilation: readonly [number, number];
  };
  readonly places: readonly [number, number];
}

const pairOf = (min: number, max: number): fc.Arbitrary<[number, number]> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

/** Windows that fit into their images; padding no more than half of them. */
const windows: fc.Arbitrary<Window> = fc
  .record({
    kernel: pairOf(1, 3),
    size: pairOf(1, 6),
    stride: pairOf(1, 3),
    padding: pairOf(0, 1),
    dilation: pairOf(1, 2),
  })
  .map(({ kernel, size, stride, padding, dilation }) => {
    const along = (side: 0 | 1): number =>
      Math.floor((size[side] + 2 * padding[side] - dilation[side] * (kernel[side] - 1) - 1) / stride[side]) +
      1;
    return { kernel, size, options: { stride, padding, dilation }, places: [along(0), along(1)] as const };
  })
  .filter(({ places }) => places.every((count) => count > 0));

const convolutions: Calls = fc
  .tuple(
    windows,
    fc.integer({ min: 1, max: 2 }),
    fc.nat({ max: 2 }),
    fc.integer({ min: 1, max: 2 }),
    fc.boolean(),
  )
  .chain(([{ kernel, size, options, places }, groups, batch, channels, single]) =>
    fc
      .tuple(
        any([...(single ? [] : [batch]), groups * channels, ...size]),
        any([groups * 2, channels, ...kernel]),
      )
      .map(([x, weight]) => ({
        args: [x, weight, { ...options, groups }],
        result: {
          shape: [...(single ? [] : [batch]), groups * 2, ...places],
          dtype: asNumber(promoted(x, weight)),
        },
      })),
  );

function pooling(dtypeOf: (dtype: Dtype) => Dtype): Calls {
  return windows
    .filter(
      ({ kernel, size, options: { padding, dilation } }) =>
        // No window wholly on the padding.
        padding.every((p, side) => 2 * p <= kernel[side] && (dilation[side] === 1 || p === 0)) &&
        size.every((n, side) => n > kernel[side]),
    )
    .chain(({ kernel, size, options, places }) =>
      fc.tuple(any([2, 1, ...size])).map(([x]) => ({
        args: [x, kernel, options],
        result: { shape: [2, 1, ...places], dtype: dtypeOf(x.dtype) },
      })),
    );
}

const anyExtent = fc.nat({ max: 3 });

/** The three Values of a convolution: images, result and weight. */
const adjoints = windows.chain(({ kernel, size, options, places }) =>
  fc.record({
    x: any([2, 1, ...size], "float32"),
    y: any([2, 3, ...places], "float32"),
    weight: any([3, 1, ...kernel], "float32"),
    size: fc.constant(size),
    options: fc.constant(options),
  }),
);

export const products = {
  matmul: matrices,
  dot: vectors(() => [], true),
  outer: vectors((m, n) => [m, n], false),
  conv2d: convolutions,
  maxPool2d: pooling(same),
  avgPool2d: pooling(asFloat),
  maxPool2dIndices: pooling(toInt32),
  conv2dInput: adjoints.map(({ x, y, weight, size, options }) => ({
    args: [y, weight, size, options],
    result: { shape: x.shape, dtype: "float32" as const },
  })),
  conv2dWeight: adjoints.map(({ x, y, weight, options }) => ({
    args: [x, y, weight.shape.slice(2), options],
    result: { shape: weight.shape, dtype: "float32" as const },
  })),
  kron: fc.tuple(anyShape({ maxRank: 3, maxSize: 8 }), fc.nat({ max: 3 })).chain(([shape, dropped]) =>
    fc.tuple(any(shape), any(shape.slice(dropped))).map(([a, b]) => ({
      args: [a, b],
      result: { shape: shape.map((n, axis) => (axis < dropped ? n : n * n)), dtype: promoted(a, b) },
    })),
  ),
  tensordot: fc
    .tuple(anyShape({ maxRank: 2 }), anyShape({ maxRank: 2 }), anyShape({ maxRank: 2 }))
    .chain(([m, k, n]) =>
      fc.tuple(any([...m, ...k]), any([...k, ...n])).map(([a, b]) => ({
        args: [a, b, k.length],
        result: { shape: [...m, ...n], dtype: asNumber(promoted(a, b)) },
      })),
    ),
  einsum: fc.tuple(anyExtent, anyExtent, anyExtent).chain(([i, j, k]) =>
    fc.tuple(any([i, j], "float32"), any([j, k], "float32")).map(([a, b]) => ({
      args: ["ij,jk->ki", a, b],
      result: { shape: [k, i], dtype: "float32" as const },
    })),
  ),
} satisfies Partial<Record<OpName, Calls>>;
