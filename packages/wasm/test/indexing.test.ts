import {
  concat,
  Generator,
  gather,
  indexAdd,
  indexSelect,
  oneHot,
  scatter,
  scatterAdd,
  tensor,
  type Value,
  zeros,
} from "@chainrule/autograd";
import { crossEntropy, Embedding } from "@chainrule/nn";
import { compile } from "@chainrule/wasm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

type Call = (...operands: Value[]) => Value;

/** Eager code adds in the same order: all bits are equal. */
function check(f: Call, ...operands: Value[]): void {
  const [compiled, eager] = [compile(f)(...operands), f(...operands)];
  expect([compiled.shape, compiled.dtype]).toEqual([eager.shape, eager.dtype]);
  expect(compiled.data).toEqual(eager.data);
}

const extents = fc.array(fc.oneof(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 8, max: 90 })), {
  minLength: 1,
  maxLength: 3,
});
const dtypes = fc.constantFrom("float32" as const, "float64" as const, "int32" as const);
const counts = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 10, max: 200 }));
const shorter = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 3 });

describe("compiled code", () => {
  it("reads and writes entries that an index names, however often, along any axis", () => {
    const property = fc.property(extents, shorter, fc.nat(), counts, dtypes, fc.boolean(), (...given) => {
      const [shape, less, any, count, dtype, isTurned] = given;
      fc.pre(shape.reduce((size, n) => size * n, count) < 400_000);
      const axis = any % shape.length;
      const generator = new Generator(count);
      const draw = (of: readonly number[]): Value => generator.normal(of).mul(9).to(dtype);
      const extent = shape[axis];
      const order = shape.map((_, i) => shape.length - 1 - i);
      const x = isTurned ? draw(order.map((i) => shape[i])) : draw(shape);
      const turn = (x: Value): Value => (isTurned ? x.permute(order) : x);
      const indexShape = shape.map((n, i) => (i === axis ? count : Math.max(0, n - less[i])));
      const index = generator.integers(indexShape, -extent, extent);
      const source = draw(indexShape);
      check((x, index) => gather(turn(x), axis, index), x, index);
      check((x, index, source) => scatter(turn(x), axis, index, source), x, index, source);
      check((x, index, source) => scatterAdd(turn(x), axis, index, source), x, index, source);
      const list = generator.integers([count], -extent, extent);
      const slices = draw(shape.map((n, i) => (i === axis ? count : n)));
      check((x, list) => indexSelect(turn(x), axis, list), x, list);
      check((x, list, slices) => indexAdd(turn(x), axis, list, slices), x, list, slices);
      check((list) => oneHot(list.add(extent), 2 * extent), list);
    });
    fc.assert(property, { numRuns: 40 });
  });

  it("joins and replaces slices of all extents", () => {
    const generator = new Generator(1);
    const parts = [generator.normal([2, 3, 5]), generator.normal([2, 0, 5]), generator.normal([2, 40, 5])];
    check((...parts) => concat(parts, 1), ...parts);
    check(
      (...parts) =>
        concat(
          parts.map((part) => part.neg()),
          1,
        ).mul(2),
      ...parts,
    );
    check((x, y) => x.sliceScatter(y.neg(), 1, 38, { axis: 1, step: 14 }), parts[2], parts[0]);
    check((x, y) => x.add(1).sliceScatter(y, 20, 23, { axis: 1 }), parts[2], parts[0]);
  });

  it("checks indices as eager code does, before anything has changed", () => {
    const table = new Embedding(5, 3);
    const counter = zeros([2]);
    const step = compile((tokens: Value, labels: Value) => {
      counter.assign(counter.add(1));
      return crossEntropy(table.forward(tokens), labels);
    });
    const tokens = tensor([0, 4], { dtype: "int32" });
    const labels = tensor([2, 0], { dtype: "int32" });
    step(tokens, labels);
    expect(() => step(tensor([0, 5], { dtype: "int32" }), labels)).toThrow(
      "Embedding: index 5 (entry 1) is out of range",
    );
    expect(() => step(tokens, tensor([-1, 0], { dtype: "int32" }))).toThrow("class index -1 (entry 0)");
    expect(counter.toArray()).toEqual([1, 1]);
    expect(step(tokens, labels).item()).toBeGreaterThan(0);

    const x = zeros([3]);
    const far = tensor([1, 3], { dtype: "int32" });
    expect(() => compile((x: Value, i: Value) => x.gather(0, i))(x, far)).toThrow(
      "gather: index 3 is out of range for an axis of 3 entries",
    );
    expect(() => compile((i: Value) => oneHot(i, 3))(far)).toThrow("oneHot: index 3 is no class");
  });
});
