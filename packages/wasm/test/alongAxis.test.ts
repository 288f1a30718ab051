import {
  argmax,
  argmin,
  cummax,
  cumprod,
  cumsum,
  flip,
  Generator,
  searchSorted,
  sort,
  tensor,
  type Value,
} from "@chainrule/autograd";
import { compile } from "@chainrule/wasm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

function check(f: (...operands: Value[]) => Value, ...operands: Value[]): void {
  const [compiled, eager] = [compile(f)(...operands), f(...operands)];
  expect([compiled.shape, compiled.dtype]).toEqual([eager.shape, eager.dtype]);
  expect(compiled.data).toEqual(eager.data);
}

const shapes = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 6, max: 40 })), {
  minLength: 1,
  maxLength: 3,
});
const dtypes = fc.constantFrom("float32" as const, "float64" as const, "int32" as const, "bool" as const);

describe("compiled code", () => {
  it("goes along axes as eager code does, of any dtype and layout", () => {
    const property = fc.property(shapes, fc.nat(), dtypes, fc.boolean(), fc.integer(), (...given) => {
      const [shape, any, dtype, isTurned, seed] = given;
      const axis = any % shape.length;
      const generator = new Generator(seed);
      const x = generator.integers(shape, -3, 4).to(dtype);
      const turn = (x: Value): Value => (isTurned ? x.transpose(0, -1) : x);
      check((x) => cumsum(turn(x), axis), x);
      check((x) => flip(turn(x), [axis, 0].slice(axis === 0 ? 1 : 0)), x);
      if (turn(x).shape[axis] > 0) {
        check((x) => argmax(turn(x), axis), x);
        check((x) => argmin(turn(x), axis), x);
        check((x) => cummax(turn(x), axis)[0], x);
      }
      if (dtype === "float64") check((x) => cumprod(turn(x), axis), x);
      const [sorted] = sort(x.to(dtype === "bool" ? "int32" : dtype));
      for (const right of [false, true])
        check((sorted, x) => searchSorted(sorted, x, { right }), sorted, x.to("float64"));
    });
    fc.assert(property, { numRuns: 60 });
  });

  it("counts NaN as largest", () => {
    const x = tensor([1, Number.NaN, 3, Number.NaN, Number.NEGATIVE_INFINITY, 2], { shape: [2, 3] });
    for (const axis of [0, 1]) {
      check((x) => argmax(x, axis), x);
      check((x) => argmin(x, axis), x);
    }
  });

  it("takes entries at lists of indices and says which are out of range", () => {
    const x = new Generator(1).normal([4, 5, 3]);
    const [rows, columns] = [tensor([-1, 2, 0], { dtype: "int32" }), tensor([4, -5, 1], { dtype: "int32" })];
    check((x, rows, columns) => x.at(rows, columns), x, rows, columns);
    check((x, rows) => x.at(":", rows.unsqueeze(1)), x, rows);
    const far = tensor([0, 5, 0], { dtype: "int32" });
    const f = compile((x: Value, rows: Value, columns: Value) => x.at(rows, columns));
    expect(() => f(x, rows, far)).toThrow("at: index 5 is out of range for an axis of 5 entries");
  });
});
