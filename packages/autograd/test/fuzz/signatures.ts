import { type Dtype, getDefaultDtype, type OpName, type Shape, Value } from "@chainrule/autograd";
import {
  anyAxes,
  anyAxis,
  anyBroadcastable,
  anyDtype,
  anyIndices,
  anyPermutation,
  anyShape,
  anyValue,
} from "@chainrule/autograd/testing/arbitrary";
import fc from "fast-check";

/*
 * Calls that are right, and what NumPy's and PyTorch's documents say of the result: written here once more, apart from the
 * rules in the package.
 */

export interface Result {
  readonly shape: Shape;
  readonly dtype: Dtype;
}

export interface Call {
  readonly args: readonly unknown[];
  /** What the call must return; several for an op with several outputs. */
  readonly result: Result | readonly Result[];
}

type Calls = fc.Arbitrary<Call>;

const isFloat = (dtype: Dtype): boolean => dtype === "float32" || dtype === "float64";
const asFloat = (dtype: Dtype): Dtype => (isFloat(dtype) ? dtype : getDefaultDtype());
const asNumber = (dtype: Dtype): Dtype => (dtype === "bool" ? "int32" : dtype);
const toInt32 = (): Dtype => "int32";
const toBool = (): Dtype => "bool";
const same = (dtype: Dtype): Dtype => dtype;
const countOf = (shape: Shape): number => shape.reduce((n, extent) => n * extent, 1);
const fromFront = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** A Value of any dtype, special entries included. */
const any = (shape: Shape | fc.Arbitrary<Shape>, dtype: Dtype | fc.Arbitrary<Dtype> = anyDtype()) =>
  anyValue({ shape, dtype, special: true });
const withAxes = (least = 1): fc.Arbitrary<Shape> => anyShape({ minRank: least, minExtent: 1 });

function unary(dtypeOf: (dtype: Dtype) => Dtype): Calls {
  return any(anyShape()).map((x) => ({ args: [x], result: { shape: x.shape, dtype: dtypeOf(x.dtype) } }));
}

/** PyTorch's table of promotions, for two Values with axes, without them, and numbers. */
function promoted(a: Value | number, b: Value | number): Dtype {
  const order: readonly Dtype[] = ["bool", "int32", "float32", "float64"];
  const kind = (dtype: Dtype): number =>
    ["bool", "int32", "float32"].indexOf(dtype === "float64" ? "float32" : dtype);
  const dtypeOf = (x: Value | number): Dtype =>
    x instanceof Value ? x.dtype : Number.isInteger(x) ? "int32" : getDefaultDtype();
  const weight = (x: Value | number): number => (x instanceof Value ? (x.rank > 0 ? 2 : 1) : 0);
  const [p, q] = [dtypeOf(a), dtypeOf(b)];
  if (kind(p) !== kind(q)) return kind(p) > kind(q) ? p : q;
  if (weight(a) !== weight(b)) return weight(a) > weight(b) ? p : q;
  return order.indexOf(p) > order.indexOf(q) ? p : q;
}

function binary(dtypeOf: (dtype: Dtype) => Dtype): Calls {
  const values = anyBroadcastable().chain(({ shapes: [a, b], result }) =>
    fc.tuple(any(a), any(b)).map(([x, y]) => ({
      args: [x, y],
      result: { shape: result, dtype: dtypeOf(promoted(x, y)) },
    })),
  );
  const withNumber = fc
    .tuple(any(anyShape()), fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(0.5, 2.5)), fc.boolean())
    .map(([x, y, swap]) => ({
      args: swap ? [y, x] : [x, y],
      result: { shape: x.shape, dtype: dtypeOf(promoted(x, y)) },
    }));
  return fc.oneof({ weight: 3, arbitrary: values }, withNumber);
}

/** Binary ops that refuse some integers: whole numbers to negative powers, remainders by 0. */
function binaryOfPositives(dtypeOf: (dtype: Dtype) => Dtype): Calls {
  return anyBroadcastable().chain(({ shapes: [a, b], result }) => {
    const positive = (shape: Shape): fc.Arbitrary<Value> =>
      anyValue({ shape, dtype: fc.constantFrom("float32", "float64", "int32"), range: [1, 4] });
    return fc.tuple(positive(a), positive(b)).map(([x, y]) => ({
      args: [x, y],
      result: { shape: result, dtype: dtypeOf(promoted(x, y)) },
    }));
  });
}

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

/** An op along one axis that keeps the shape. */
function along(dtypeOf: (dtype: Dtype) => Dtype): Calls {
  return anyShape({ minRank: 1 }).chain((shape) =>
    fc.tuple(any(shape), anyAxis(shape.length)).map(([x, axis]) => ({
      args: [x, axis],
      result: { shape, dtype: dtypeOf(x.dtype) },
    })),
  );
}

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

const indexed = withAxes().chain((shape) =>
  fc
    .tuple(anyAxis(shape.length), fc.nat({ max: 4 }), anyDtype())
    .map(([axis, count, dtype]) => ({ shape, axis, at: fromFront(axis, shape.length), count, dtype })),
);
const replaced = (shape: Shape, at: number, extent: number): Shape =>
  shape.map((n, i) => (i === at ? extent : n));

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

const chosen: Calls = anyBroadcastable({ count: 3 }).chain(({ shapes: [c, a, b], result }) =>
  fc.tuple(any(c, "bool"), any(a), any(b)).map(([condition, x, y]) => ({
    args: [condition, x, y],
    result: { shape: result, dtype: promoted(x, y) },
  })),
);

const floatUnaries = {
  exp: 0,
  exp2: 0,
  expm1: 0,
  log: 0,
  log1p: 0,
  log2: 0,
  log10: 0,
  sqrt: 0,
  rsqrt: 0,
  reciprocal: 0,
  sin: 0,
  cos: 0,
  tan: 0,
  asin: 0,
  acos: 0,
  atan: 0,
  sinh: 0,
  cosh: 0,
  tanh: 0,
  asinh: 0,
  acosh: 0,
  atanh: 0,
  sigmoid: 0,
  softplus: 0,
  erf: 0,
  erfc: 0,
  gelu: 0,
  silu: 0,
  mish: 0,
  elu: 0,
  selu: 0,
  softsign: 0,
};

function each<K extends string>(names: Record<K, unknown>, calls: Calls): Record<K, Calls> {
  return Object.fromEntries(Object.keys(names).map((name) => [name, calls])) as Record<K, Calls>;
}

const keeping = (dtypeOf: (dtype: Dtype) => Dtype): Calls => unary(dtypeOf);
const nonEmpty = withAxes(0);

export const signatures: Partial<Record<OpName, Calls>> = {
  ...each(floatUnaries, keeping(asFloat)),
  ...each({ isNaN: 0, isFinite: 0, logicalNot: 0 }, keeping(toBool)),
  ...each(
    { neg: 0, abs: 0, sign: 0, square: 0, floor: 0, ceil: 0, trunc: 0, round: 0, relu: 0, hardtanh: 0 },
    keeping(asNumber),
  ),
  ...each({ clone: 0, detach: 0 }, keeping(same)),
  ...each({ leakyRelu: 0 }, keeping(asFloat)),
  clamp: keeping(asNumber).map(({ args, result }) => ({ args: [...args, -1, 2], result })),
  to: fc.tuple(any(anyShape()), anyDtype()).map(([x, dtype]) => ({
    args: [x, dtype],
    result: { shape: x.shape, dtype },
  })),

  ...each({ add: 0, mul: 0, maximum: 0, minimum: 0 }, binary(same)),
  ...each({ sub: 0 }, binary(asNumber)),
  ...each({ div: 0, atan2: 0, hypot: 0 }, binary(asFloat)),
  ...each(
    { eq: 0, ne: 0, lt: 0, le: 0, gt: 0, ge: 0, logicalAnd: 0, logicalOr: 0, logicalXor: 0 },
    binary(toBool),
  ),
  ...each({ pow: 0, remainder: 0 }, binaryOfPositives(asNumber)),
  where: chosen,
  maskedFill: anyBroadcastable().chain(({ shapes: [mask, x], result }) =>
    fc.tuple(any(x, "float32"), any(mask, "bool")).map(([x, mask]) => ({
      args: [x, mask, -1],
      result: { shape: result, dtype: "float32" as const },
    })),
  ),

  ...each({ sum: 0, prod: 0 }, reduction(asNumber)),
  ...each({ mean: 0, variance: 0, standardDeviation: 0, norm: 0, logSumExp: 0 }, reduction(asFloat)),
  ...each({ any: 0, all: 0 }, reduction(toBool)),
  ...each({ max: 0, min: 0 }, reduction(same, nonEmpty)),
  ...each({ argmax: 0, argmin: 0 }, indexOfBest()),
  ...each({ cumsum: 0, cumprod: 0 }, along(asNumber)),
  ...each({ softmax: 0, logSoftmax: 0 }, along(asFloat)),
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
    { tril: 0, triu: 0 },
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

  matmul: matrices,
  dot: vectors(() => [], true),
  outer: vectors((m, n) => [m, n], false),
  conv2d: convolutions,
  maxPool2d: pooling(same),
  avgPool2d: pooling(asFloat),
  maxPool2dIndices: pooling(toInt32),
};
