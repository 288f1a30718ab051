import {
  broadcastTo,
  concat,
  Generator,
  grad,
  registry,
  tensor,
  type Value,
  zeros,
} from "@chainrule/autograd";
import { gradcheck } from "@chainrule/autograd/testing";
import {
  anyAxes,
  anyBroadcastable,
  anyIndices,
  anyPermutation,
  anyShape,
} from "@chainrule/autograd/testing/arbitrary";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { samplesOf } from "../src/testing/samples.ts";

/*
 * Random shapes and axes, size 0 and 1 among them, against the plainest possible reference: loops over indices.
 */

const extent = fc.integer({ min: 0, max: 3 });
const shapes = anyShape({ maxExtent: 3 });
const fill = (shape: readonly number[], seed: number): Value =>
  new Generator(seed).normal(shape, { dtype: "float64" });
const seeds = fc.nat({ max: 1000 });

/** All indices of a shape in row-major order. */
function* indices(shape: readonly number[]): Iterable<number[]> {
  if (shape.length === 0) yield [];

  for (let i = 0; i < shape[0]; i++) for (const rest of indices(shape.slice(1))) yield [i, ...rest];
}

function at(x: Value, index: readonly number[]): number {
  let offset = 0;
  index.forEach((i, axis) => {
    offset = offset * x.shape[axis] + i;
  });
  return x.data[offset];
}

/** Builds a Value entry by entry. */
function build(shape: readonly number[], entry: (index: number[]) => number): Value {
  return tensor(Float64Array.from(Array.from(indices(shape), entry)), { shape: [...shape] });
}

function expectSame(actual: Value, expected: Value, digits = 12): void {
  expect(actual.shape).toEqual(expected.shape);
  actual.data.forEach((x: number, i: number) => expect(x).toBeCloseTo(expected.data[i], digits));
}

/** Two shapes that broadcast, and what they broadcast to. */
const broadcastable = anyBroadcastable({ maxExtent: 3 }).map(({ shapes: [a, b], result }) => ({
  a,
  b,
  shape: result,
}));

/** Up to six indices of one of four rows. */
const someIndices = fc.nat({ max: 6 }).chain((n) => anyIndices({ shape: [n], extent: 4, negative: true }));

describe("for all shapes", () => {
  it("binary ops broadcast as NumPy", () => {
    fc.assert(
      fc.property(broadcastable, seeds, ({ a, b, shape }, seed) => {
        const [x, y] = [fill(a, seed), fill(b, seed + 1)];
        const pick = (v: Value, index: number[]): number =>
          at(
            v,
            index.slice(index.length - v.rank).map((i, axis) => (v.shape[axis] === 1 ? 0 : i)),
          );
        expectSame(
          x.sub(y),
          build(shape, (index) => pick(x, index) - pick(y, index)),
        );
      }),
    );
  });

  it("binary ops refuse shapes that do not broadcast, and name both", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 5 }), (m, n) => {
        fc.pre(m !== n);
        expect(() => zeros([2, m]).add(zeros([n]))).toThrow(`add cannot broadcast [2, ${m}] with [${n}]`);
      }),
    );
  });

  it("sum and mean reduce any axes, and their gradients are those of finite differences", () => {
    const axes = shapes.chain((shape) =>
      fc.tuple(fc.constant(shape), anyAxes(shape.length), fc.boolean(), seeds),
    );
    fc.assert(
      fc.property(axes, ([shape, signed, keepDim, seed]) => {
        const x = fill(shape, seed);
        const reduced = new Set(signed.map((axis) => (axis < 0 ? axis + shape.length : axis)));
        const outer = shape.map((n, axis) => (reduced.has(axis) ? 1 : n));
        const expected = build(outer, (index) => {
          let sum = 0;
          for (const inner of indices(shape.map((n, axis) => (reduced.has(axis) ? n : 1))))
            sum += at(
              x,
              index.map((i, axis) => i + inner[axis]),
            );
          return sum;
        });
        const target = keepDim ? outer : shape.filter((_, axis) => !reduced.has(axis));
        expectSame(x.sum(signed, { keepDim }), expected.reshape(target));
        if (x.size > 0) gradcheck((v) => v.mean(signed, { keepDim }).square(), [x], { order: 1 });
      }),
      { numRuns: 60 },
    );
  });

  it("matmul multiplies every combination of ranks", () => {
    const operands = fc.tuple(
      broadcastable,
      fc.nat({ max: 3 }),
      extent,
      extent,
      fc.integer({ min: 0, max: 2 }),
      seeds,
    );
    fc.assert(
      fc.property(operands, ([{ a, b, shape }, m, k, n, vectors, seed]) => {
        const left = vectors === 1 ? [k] : [...a, m, k];
        const right = vectors === 2 ? [k] : [...b, k, n];
        const [x, y] = [fill(left, seed), fill(right, seed + 1)];
        const [batch, rows, columns] = [
          vectors === 1 ? b : vectors === 2 ? a : shape,
          vectors === 1 ? 1 : m,
          vectors === 2 ? 1 : n,
        ];
        const [xs, ys] = [
          broadcastTo(vectors === 1 ? x.reshape([1, k]) : x, [...batch, rows, k]),
          broadcastTo(vectors === 2 ? y.reshape([k, 1]) : y, [...batch, k, columns]),
        ];
        const expected = build([...batch, rows, columns], (index) => {
          const [outer, i, j] = [index.slice(0, -2), index[index.length - 2], index[index.length - 1]];
          let sum = 0;
          for (let l = 0; l < k; l++) sum += at(xs, [...outer, i, l]) * at(ys, [...outer, l, j]);
          return sum;
        });
        const target = [...batch, ...(vectors === 1 ? [] : [m]), ...(vectors === 2 ? [] : [n])];
        expectSame(x.matmul(y), expected.reshape(target));
      }),
    );
  });

  it("permute moves entries where its axes say, and back", () => {
    const permuted = shapes.chain((shape) =>
      fc.tuple(fc.constant(shape), anyPermutation(shape.length), seeds),
    );
    fc.assert(
      fc.property(permuted, ([shape, axes, seed]) => {
        const x = fill(shape, seed);
        const y = x.permute(axes);
        expectSame(
          y,
          build(
            axes.map((axis) => shape[axis]),
            (index) =>
              at(
                x,
                shape.map((_, axis) => index[axes.indexOf(axis)]),
              ),
          ),
        );
        expectSame(y.permute(axes.map((_, axis) => axes.indexOf(axis))), x);
      }),
    );
  });

  it("slice cuts like Array.slice, and concat puts the pieces together again", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: -8, max: 8 }),
        fc.integer({ min: -8, max: 8 }),
        fc.integer({ min: 1, max: 3 }),
        (n, start, end, step) => {
          const x = fill([2, n], 1);
          const rows = (x.toArray() as number[][]).map((row) =>
            row.slice(start, end).filter((_, i) => i % step === 0),
          );
          expect(x.slice(start, end, { axis: 1, step }).toArray()).toEqual(rows);
          const cut = Math.min(Math.max(start, 0), n);
          expectSame(concat([x.slice(0, cut, { axis: 1 }), x.slice(cut, n, { axis: 1 })], 1), x);
        },
      ),
    );
  });

  it("take reads what an index of any shape lists, and its gradient counts how often", () => {
    fc.assert(
      fc.property(someIndices, (index) => {
        const x = fill([4, 2], 3);
        const list = Array.from(index.data);
        expect(x.take(index, 0).toArray()).toEqual(list.map((i) => (x.toArray() as number[][]).at(i)));
        const counts = grad((v: Value) => v.take(index, 0).sum())(x).toArray() as number[][];
        expect(counts.map((row) => row[0])).toEqual(
          [0, 1, 2, 3].map((i) => list.filter((j) => (j + 4) % 4 === i).length),
        );
      }),
    );
  });

  it("conv2d is the sum over windows, for every stride, padding, dilation and number of groups", () => {
    const pair = (max: number, min = 1): fc.Arbitrary<[number, number]> =>
      fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
    const cases = fc.record({
      stride: pair(3),
      padding: pair(2, 0),
      dilation: pair(2),
      kernel: pair(3),
      size: pair(6),
      groups: fc.integer({ min: 1, max: 2 }),
      seed: seeds,
    });
    fc.assert(
      fc.property(cases, ({ stride, padding, dilation, kernel, size, groups, seed }) => {
        const out = [0, 1].map(
          (s) => Math.floor((size[s] + 2 * padding[s] - dilation[s] * (kernel[s] - 1) - 1) / stride[s]) + 1,
        );
        const [x, w] = [fill([2, 2 * groups, ...size], seed), fill([3 * groups, 2, ...kernel], seed + 1)];
        const options = { stride, padding, dilation, groups };
        if (out.some((n) => n < 1)) {
          expect(() => x.conv2d(w, options)).toThrow(/does not fit/);
          return;
        }
        const expected = build([2, 3 * groups, ...out], ([image, plane, i, j]) => {
          let sum = 0;
          for (const [c, a, b] of indices([2, ...kernel])) {
            const y = i * stride[0] - padding[0] + a * dilation[0];
            const z = j * stride[1] - padding[1] + b * dilation[1];
            if (y < 0 || y >= size[0] || z < 0 || z >= size[1]) continue;
            sum += at(w, [plane, c, a, b]) * at(x, [image, Math.floor(plane / 3) * 2 + c, y, z]);
          }
          return sum;
        });
        expectSame(x.conv2d(w, options), expected);
      }),
    );
  });
});

describe("every op of one float argument", () => {
  const unaries = Object.values(registry).filter((op) => {
    const samples = samplesOf(op);
    return samples.length > 0 && samples.every(({ args }) => args.length === 1 && !Array.isArray(args[0]));
  });

  it.each(unaries.map((op) => [op.name, op] as const))(
    "%s keeps or throws on size-0 axes, scalars and every dtype",
    (_name, op) => {
      const call = op as unknown as (x: Value) => Value | readonly Value[];
      for (const dtype of ["float32", "float64", "int32", "bool"] as const) {
        for (const shape of [[], [0], [2, 0, 3], [1, 1]]) {
          let results: readonly Value[];
          try {
            results = [call(zeros(shape, { dtype }))].flat();
          } catch (error) {
            expect((error as Error).message).toContain(op.name);
            continue;
          }
          for (const result of results) expect(result.data.length).toBe(result.size);
        }
      }
    },
  );
});
