import { Generator, tensor, type Value, zeros } from "@chainrule/autograd";
import { compile } from "@chainrule/wasm";
import fc from "fast-check";
import { expect, it } from "vitest";

/** @param sizes what the tolerance is relative to, where it is not the result, but at least 1 */
function agree(f: (...args: Value[]) => Value, args: Value[], tolerance: number, sizes?: Value): void {
  const [compiled, eager] = [compile(f)(...args), f(...args)];
  expect(compiled.shape).toEqual(eager.shape);
  const [a, b] = [compiled.data, eager.data];
  a.forEach((x: number, i: number) => {
    if (Object.is(x, b[i])) return;
    const size = sizes === undefined ? Math.max(1, Math.abs(b[i])) : sizes.data[i];
    expect(Math.abs(x - b[i])).toBeLessThanOrEqual(tolerance * size);
  });
}

const extent = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 10, max: 40 }));
const dtype = fc.constantFrom("float32" as const, "float64" as const);
const tolerances = { float32: 2e-5, float64: 1e-12 };

it("multiplies matrices of all sizes, transposed or cut, alone and in batches", () => {
  const size = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 90, max: 300 }));
  const property = fc.property(
    fc.tuple(size, size, size),
    fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    fc.integer({ min: 1, max: 3 }),
    ([m, k, n], [isTurnedA, isTurnedB, isCut], batch) => {
      fc.pre(m * k * n <= 4e6);
      const generator = new Generator(m + n);
      const extra = isCut ? 3 : 0;
      const normal = (rows: number, columns: number): Value =>
        generator.normal([batch, rows, columns]).squeeze(0);
      const a = isTurnedA ? normal(k + extra, m) : normal(m, k + extra);
      const b = isTurnedB ? normal(n, k) : normal(k, n);
      const f = (x: Value, y: Value): Value => {
        const left = isTurnedA ? x.transpose() : x;
        return left.slice(extra, undefined, { axis: -1 }).matmul(isTurnedB ? y.transpose() : y);
      };
      agree(f, [a, b], 1e-6 * Math.sqrt(k + 1) * 4);
    },
  );
  fc.assert(property, { numRuns: 60 });
});

it("broadcasts, rearranges and sums over any axes", () => {
  const property = fc.property(
    fc.array(extent, { minLength: 1, maxLength: 3 }),
    fc.infiniteStream(fc.boolean()),
    dtype,
    fc.integer(),
    (shape, coins, kind, seed) => {
      fc.pre(shape.reduce((size, n) => size * n, 1) < 20_000);
      const flip = (): boolean => coins.next().value as boolean;
      const generator = new Generator(Math.abs(seed));
      const a = generator.normal(shape, { dtype: kind });
      const b = generator.normal(
        shape.map((n) => (flip() ? n : 1)),
        { dtype: kind },
      );
      const order = Array.from(shape.keys()).sort((x, y) => (flip() ? x - y : y - x));
      const axes = Array.from(shape.keys()).filter(() => flip());
      const [isReshaped, isSummed, isSliced] = [flip(), flip(), flip()];
      const f = (x: Value, y: Value): Value => {
        let result = x.mul(y).add(x.square()).sub(y.abs()).permute(order);
        if (isSliced) result = result.slice(1, undefined, { axis: -1, step: 2 });
        if (isReshaped) result = result.reshape([result.size]).mul(2).reshape(result.shape);
        const chosen = result.where(result.gt(0), result.neg().mul(0.5));
        return isSummed ? chosen.sum(axes) : chosen.add(chosen.sum(axes, { keepDim: true }));
      };
      agree(f, [a, b], tolerances[kind]);
    },
  );
  fc.assert(property, { numRuns: 300 });
});

it("rearranges products along any axes", () => {
  const generator = new Generator(1);
  const [a, b] = [generator.normal([2, 3, 4]), generator.normal([2, 4, 5])];
  for (const axes of [
    [0, 2, 1],
    [1, 0, 2],
    [2, 1, 0],
    [1, 2, 0],
  ]) {
    agree((x, y) => x.matmul(y).permute(axes), [a, b], 1e-5);
    agree((x, y) => x.matmul(y).reshape([6, 5]).transpose().mul(2), [a, b], 1e-5);
  }
});

it("computes large arrays in chunks, cut in any loop", () => {
  const generator = new Generator(1);
  for (const shape of [[300_001], [3, 70_003], [2, 3, 40_001], [513, 7, 61], [5, 300, 200]]) {
    const a = generator.normal(shape);
    const b = generator.normal([...shape.slice(0, -1), 1]);
    const c = generator.normal([...shape].reverse());
    agree((x, y) => x.mul(y).sub(x).abs(), [a, b], 0);
    agree(
      (x, y) =>
        x
          .permute([...shape.keys()].reverse())
          .mul(y)
          .neg(),
      [c, a],
      0,
    );
  }
});

const anyDtype = fc.constantFrom("float32" as const, "float64" as const, "int32" as const, "bool" as const);

/** Numbers of any dtype, some of them 0. */
function draw(generator: Generator, shape: number[], kind: Value["dtype"]): Value {
  const numbers = generator.normal(shape, { dtype: "float64" }).mul(5);
  return kind.startsWith("float") ? numbers.to(kind) : numbers.to("int32").to(kind);
}

it("reduces entries of any dtype, NaN and infinities too", () => {
  const property = fc.property(
    fc.array(extent, { minLength: 1, maxLength: 3 }),
    fc.infiniteStream(fc.boolean()),
    anyDtype,
    fc.constantFrom("sum" as const, "max" as const, "min" as const),
    fc.constantFrom(0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    (shape, coins, kind, op, special) => {
      fc.pre(shape.reduce((size, n) => size * n, 1) < 20_000);
      const flip = (): boolean => coins.next().value as boolean;
      const axes = Array.from(shape.keys()).filter(() => flip());
      fc.pre(op === "sum" || axes.every((axis) => shape[axis] > 0));
      const [keepDim, isTurned, isRare] = [flip(), flip(), flip()];
      const x = draw(new Generator(shape[0]), shape, kind);
      const rare = (y: Value): Value =>
        kind.startsWith("float") && isRare ? tensor(special, { dtype: kind }).where(y.gt(12), y) : y;
      const over = isTurned ? axes.map((axis) => shape.length - 1 - axis) : axes;
      const turned = (given: Value): Value => (isTurned ? given.permute([...shape.keys()].reverse()) : given);
      const f = (given: Value): Value => rare(turned(given))[op](over, { keepDim });
      // Sums in another order; all else is exact.
      const terms = axes.reduce((count, axis) => count * shape[axis], 1);
      const unit = kind === "float32" ? 2 ** -24 : 2 ** -53;
      const sizes = turned(x.to("float64").abs()).sum(over, { keepDim });
      agree(f, [x], op === "sum" && kind.startsWith("float") ? 4 * Math.sqrt(terms) * unit : 0, sizes);
    },
  );
  fc.assert(property, { numRuns: 300 });
});

it("computes with several dtypes side by side", () => {
  const property = fc.property(
    fc.array(extent, { minLength: 1, maxLength: 3 }),
    fc.infiniteStream(fc.boolean()),
    fc.tuple(anyDtype, anyDtype, anyDtype, anyDtype),
    (shape, coins, [first, second, third, last]) => {
      fc.pre(shape.reduce((size, n) => size * n, 1) < 20_000);
      const flip = (): boolean => coins.next().value as boolean;
      const generator = new Generator(shape[0]);
      const some = (): number[] => shape.map((n) => (flip() ? n : 1));
      const order = Array.from(shape.keys()).sort((x, y) => (flip() ? x - y : y - x));
      const [a, b, c] = [
        draw(generator, shape, first),
        draw(generator, some(), second),
        draw(generator, some(), third),
      ];
      const f = (x: Value, y: Value, z: Value): Value => {
        const product = x.permute(order).to(last);
        const back = Array.from(order.keys()).sort((i, j) => order[i] - order[j]);
        const chosen = y.where(z.gt(x).logicalOr(y.eq(x)), x.permute(order).permute(back).neg());
        return chosen.permute(order).to("float64").add(product.to("float32")).lt(2).to(last).mul(product);
      };
      agree(f, [a, b, c], 1e-6);
    },
  );
  fc.assert(property, { numRuns: 300 });
});

it("reads nothing behind the end of memory, however far apart entries lie", () => {
  const generator = new Generator(1);
  // In some of these sizes memory ends soon after the arrays.
  for (let columns = 620; columns < 632; columns++) {
    const [a, b] = [1, 2].map(() => generator.normal([columns, 29], { dtype: "float64" }));
    const f = (x: Value, y: Value): Value => {
      const product = x.mul(y).add(x.square()).sub(y.abs()).transpose().reshape([a.size]).mul(2);
      const chosen = product.reshape([29, columns]).relu();
      return chosen.add(chosen.sum(0, { keepDim: true }));
    };
    agree(f, [a, b], 1e-12);
  }
});

it("divides up no entries", () => {
  for (const softmax of [(x: Value) => x.softmax(0), (x: Value) => x.logSoftmax(0)])
    expect(compile(softmax)(zeros([0, 3])).shape).toEqual([0, 3]);
});
