import { binary, defineOp, grad, type Op, unary, Value, vjp } from "@chainrule/autograd";
import { describe, expectTypeOf, it } from "vitest";

const same = (x: Value): Value => x;

describe("defineOp", () => {
  it("infers arguments and result from forward", () => {
    const op = defineOp("f", (x: Value, factor: number, axis?: number) =>
      axis === undefined ? x.mul(factor) : x,
    );
    expectTypeOf(op).toEqualTypeOf<Op<[x: Value, factor: number, axis?: number]>>();
    expectTypeOf(op).returns.toEqualTypeOf<Value>();
  });

  it("wants a rule for each argument that is a Value, and for no other", () => {
    const forward = (x: Value, factor: number, y: Value): Value => x.mul(factor).mul(y);
    const shape = (x: Value): readonly number[] => x.shape;
    defineOp("f", forward, { shape, vjp: [(c) => c, (c) => c] });
    // @ts-expect-error one gradient too few
    defineOp("f", forward, { shape, vjp: [(c) => c] });
    // @ts-expect-error one gradient too many: factor is no Value
    defineOp("f", forward, { shape, vjp: [(c) => c, (c) => c, (c) => c] });
    // @ts-expect-error one tangent rule too few
    defineOp("f", forward, { shape, jvp: [(t) => t] });
    // @ts-expect-error a gradient is a Value
    defineOp("f", forward, { shape, vjp: [(c) => c, () => 1] });
    // @ts-expect-error a gradient of a list is a list
    defineOp("f", (xs: readonly Value[]) => xs[0], { shape: () => [], vjp: [(c: Value) => c] });
    defineOp("f", (xs: readonly Value[]) => xs[0], {
      shape: () => [],
      vjp: [(c, _y, xs) => xs.map(() => c)],
    });
  });

  it("refuses rules where an argument may be a Value or something else", () => {
    const forward = (x: Value | number, y: Value): Value => y.mul(x);
    const shape = (_x: Value | number, y: Value): readonly number[] => y.shape;
    // @ts-expect-error such an argument is sorted out in withSignature
    defineOp("f", forward, { shape, vjp: [(c: Value) => c, (c: Value) => c] });
  });

  it("types what rules are called with", () => {
    defineOp("f", (x: Value, name: string) => (name === "" ? x : x), {
      shape: (x, name) => {
        expectTypeOf(x).toEqualTypeOf<Value>();
        expectTypeOf(name).toEqualTypeOf<string>();
        return x.shape;
      },
      vjp: [
        (cotangent, output, x, name) => {
          expectTypeOf([cotangent, output, x]).toEqualTypeOf<Value[]>();
          expectTypeOf(name).toEqualTypeOf<string>();
          return cotangent;
        },
      ],
    });
  });

  it("gives a cotangent for each of several outputs, some of which may be absent", () => {
    defineOp("f", (x: Value): [Value, Value] => [x, x], {
      shape: (x) => [x.shape, x.shape],
      vjp: [
        ([a, b]) => {
          expectTypeOf(a).toEqualTypeOf<Value | undefined>();
          return a ?? b ?? new Value([], "float32", 0);
        },
      ],
    });
  });

  it("wants the shape of an op that states rules", () => {
    // @ts-expect-error an opaque op states its shape
    defineOp("f", same, { vjp: [(c) => c] });
    defineOp("f", same);
    // @ts-expect-error a shape is a list of numbers
    defineOp("f", same, { shape: () => 3 });
  });

  it("types samples by the arguments", () => {
    defineOp("f", (x: Value, factor: number) => x.mul(factor), { samples: [{ args: [{ shape: [2] }, 3] }] });
    // @ts-expect-error the second argument is a number
    defineOp("f", (x: Value, n: number) => x.mul(n), { samples: [{ args: [{ shape: [2] }, "3"] }] });
    // @ts-expect-error a Value is described by its shape
    defineOp("f", (x: Value, factor: number) => x.mul(factor), { samples: [{ args: [1, 3] }] });
  });
});

describe("unary and binary", () => {
  it("type derivatives without annotations", () => {
    expectTypeOf(
      unary({ name: "f", forward: (x) => x, derivative: (x, y) => x.mul(y) }),
    ).returns.toEqualTypeOf<Value>();
    // @ts-expect-error one derivative too few
    binary({ name: "f", forward: (x, y) => x * y, derivatives: [(_x, y) => y] });
  });
});

describe("transforms", () => {
  it("keep the form of what they differentiate", () => {
    expectTypeOf(grad((x) => x.sum())).toEqualTypeOf<(x: Value) => Value>();
    const gradient = grad(({ w }: { w: Value[]; b: Value }, scale: number) => w[0].mul(scale));
    expectTypeOf(gradient).parameters.toEqualTypeOf<[x: { w: Value[]; b: Value }, scale: number]>();
    expectTypeOf(gradient).returns.toEqualTypeOf<{ w: Value[]; b: Value }>();
    // @ts-expect-error the loss is a Value
    grad((x: Value) => x.item());
    const [output, pull] = vjp(
      (a: Value, b: Value) => ({ sum: a.add(b) }),
      new Value([], "float32", 0),
      new Value([], "float32", 0),
    );
    expectTypeOf(output).toEqualTypeOf<{ sum: Value }>();
    expectTypeOf(pull).parameters.toEqualTypeOf<[cotangent: { sum: Value }]>();
    expectTypeOf(pull).returns.toEqualTypeOf<[a: Value, b: Value]>();
  });
});
