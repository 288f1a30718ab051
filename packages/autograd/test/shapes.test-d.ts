import {
  add,
  arange,
  concat,
  exp,
  eye,
  full,
  Generator,
  grad,
  hessian,
  jacobian,
  matmul,
  ones,
  type Shape,
  stack,
  tensor,
  type Value,
  value,
  valueAndGrad,
  vmap,
  zeros,
  zerosLike,
} from "@chainrule/autograd";
import { describe, expectTypeOf, it } from "vitest";
import type { Add, Divide, Multiply, Size } from "../src/shapes/arithmetic.ts";
import type { ExistingAxes } from "../src/shapes/axis.ts";
import type { Broadcastable } from "../src/shapes/broadcast.ts";
import type { Concatenable, Stackable } from "../src/shapes/join.ts";
import type { Permutable } from "../src/shapes/layout.ts";
import type { Multipliable } from "../src/shapes/matmul.ts";
import type { Reshapable } from "../src/shapes/reshape.ts";

declare const n: number;
declare const plain: Value;
const matrix = zeros([2, 3]);
const rows = zeros([n, 3]);

describe("a new Value", () => {
  it("has the extents that are written, and number for the others", () => {
    expectTypeOf(matrix).toEqualTypeOf<Value<[2, 3]>>();
    expectTypeOf(rows).toEqualTypeOf<Value<[number, 3]>>();
    expectTypeOf(ones([])).toEqualTypeOf<Value<[]>>();
    expectTypeOf(full([4], true)).toEqualTypeOf<Value<[4]>>();
    expectTypeOf(value(3)).toEqualTypeOf<Value<[]>>();
    expectTypeOf(eye(3)).toEqualTypeOf<Value<[3, 3]>>();
    expectTypeOf(arange(3)).toEqualTypeOf<Value<[number]>>();
    expectTypeOf(zerosLike(matrix)).toEqualTypeOf<Value<[2, 3]>>();
    expectTypeOf(new Generator(1).normal([2, 3])).toEqualTypeOf<Value<[2, 3]>>();
    expectTypeOf(zeros(plain.shape)).toEqualTypeOf<Value>();
    expectTypeOf(zeros([...plain.shape, 3])).toEqualTypeOf<Value>();
  });

  it("from data has the number of axes, or the shape that goes with it", () => {
    expectTypeOf(tensor([[1, 2]])).toEqualTypeOf<Value<[number, number]>>();
    expectTypeOf(tensor([true])).toEqualTypeOf<Value<[number]>>();
    expectTypeOf(tensor(3)).toEqualTypeOf<Value<[]>>();
    expectTypeOf(tensor(new Float32Array(6))).toEqualTypeOf<Value<[number]>>();
    expectTypeOf(tensor([1, 2, 3, 4], { shape: [2, 2] })).toEqualTypeOf<Value<[2, 2]>>();
  });
});

describe("a Value of unknown shape", () => {
  it("fits wherever a shape is wanted, and every shape fits it", () => {
    const known: Value<[2, 3]> = plain;
    const unknown: Value = known;
    const batch: Value<[number, 3]> = known;
    // @ts-expect-error an extent that differs
    const wrong: Value<[2, 4]> = known;
    // @ts-expect-error a number of axes that differs
    const vector: Value<[3]> = known;
    void [unknown, batch, wrong, vector];
  });

  it("is what ops with it give, and what is chosen from Values of several shapes", () => {
    expectTypeOf(plain.matmul(matrix)).toEqualTypeOf<Value>();
    expectTypeOf(matrix.add(plain)).toEqualTypeOf<Value>();
    expectTypeOf([matrix, plain]).toEqualTypeOf<Value[]>();
    const parameters = [matrix, zeros([4])];
    for (const parameter of parameters) {
      parameter.assign(parameter.sub(parameter.exp().mul(0.1)));
      parameter.grad = null;
      expectTypeOf(parameter.matmul(parameter)).toEqualTypeOf<Value>();
    }
  });

  it("lets a loop assign what it has computed", () => {
    let x = zeros([2]);
    for (let step = 0; step < 3; step++) x = x.sub(x.mul(0.1)).add(plain);
    let changing: Value = zeros([2]);
    changing = changing.matmul(zeros([2, 5]));
    // @ts-expect-error the variable has the shape of its first Value; annotated as Value it can hold any
    x = zeros([3]);
    void changing;
  });

  it("shows plain numbers as its shape", () => {
    expectTypeOf(matrix.shape).toEqualTypeOf<Shape>();
    expectTypeOf(plain.shape).toEqualTypeOf<Shape>();
  });
});

describe("entrywise ops", () => {
  it("broadcast", () => {
    expectTypeOf(matrix.exp().mul(2).clamp(0).to("float64")).toEqualTypeOf<Value<[2, 3]>>();
    expectTypeOf(matrix.add(zeros([3]))).toEqualTypeOf<Value<[2, 3]>>();
    expectTypeOf(zeros([2, 1]).mul(zeros([4, 1, 3]))).toEqualTypeOf<Value<[4, 2, 3]>>();
    expectTypeOf(rows.add(matrix)).toEqualTypeOf<Value<[2, 3]>>();
    expectTypeOf(rows.add(zeros([1, 3]))).toEqualTypeOf<Value<[number, 3]>>();
    expectTypeOf(matrix.gt(0)).toEqualTypeOf<Value<[2, 3]>>();
    expectTypeOf(matrix.where(zeros([2, 1]).gt(0), 0)).toEqualTypeOf<Value<[2, 3]>>();
    expectTypeOf(add(2, matrix)).toEqualTypeOf<Value<[2, 3]>>();
    expectTypeOf(exp(matrix)).toEqualTypeOf<Value<[2, 3]>>();
  });

  it("refuse shapes that do not", () => {
    // @ts-expect-error 3 is not 4
    matrix.add(zeros([4]));
    // @ts-expect-error 3 is not 4, whatever the other axis
    rows.mul(zeros([4]));
    // @ts-expect-error as the method does
    add(matrix, zeros([4]));
    // @ts-expect-error the condition has to broadcast too
    matrix.where(zeros([4]), 0);
    // @ts-expect-error no operand
    matrix.add("1");
    expectTypeOf<
      Broadcastable<"add", Value<[2, 3]>, Value<[4]>>
    >().toEqualTypeOf<"add cannot broadcast [2, 3] with [4]. Reshape, or add an axis with unsqueeze.">();
    expectTypeOf<
      Broadcastable<"mul", Value<[number, 3]>, Value<[4]>>
    >().toEqualTypeOf<"mul cannot broadcast [number, 3] with [4]. Reshape, or add an axis with unsqueeze.">();
  });

  it("keep a shape that is a type parameter", () => {
    const scaled = <S extends Shape>(x: Value<S>): Value<S> => x.exp().mul(2).sub(1);
    expectTypeOf(scaled(matrix)).toEqualTypeOf<Value<[2, 3]>>();
    const shifted = <S extends Shape>(x: Value<S>): Value<S> => x.add(plain).mul(x);
    expectTypeOf(shifted(matrix)).toEqualTypeOf<Value<[2, 3]>>();
  });
});

describe("matmul", () => {
  it("multiplies the last two axes and broadcasts the others", () => {
    expectTypeOf(zeros([64, 784]).matmul(zeros([784, 10]))).toEqualTypeOf<Value<[64, 10]>>();
    expectTypeOf(rows.matmul(zeros([3, 4]))).toEqualTypeOf<Value<[number, 4]>>();
    expectTypeOf(matrix.matmul(zeros([n, 4]))).toEqualTypeOf<Value<[2, 4]>>();
    expectTypeOf(zeros([5, 1, 2, 3]).matmul(zeros([6, 3, 2]))).toEqualTypeOf<Value<[5, 6, 2, 2]>>();
    expectTypeOf(matrix.matmul(zeros([3]))).toEqualTypeOf<Value<[2]>>();
    expectTypeOf(zeros([3]).matmul(zeros([5, 3, 2]))).toEqualTypeOf<Value<[5, 2]>>();
    expectTypeOf(zeros([3]).matmul(zeros([3]))).toEqualTypeOf<Value<[]>>();
    expectTypeOf(matmul(matrix, zeros([3, 4]))).toEqualTypeOf<Value<[2, 4]>>();
  });

  it("refuses factors that do not fit", () => {
    // @ts-expect-error 3 is not 4
    matrix.matmul(zeros([4, 5]));
    // @ts-expect-error a scalar is no factor
    matrix.matmul(value(2));
    // @ts-expect-error 2 matrices cannot broadcast with 3
    zeros([2, 2, 2]).matmul(zeros([3, 2, 2]));
    // @ts-expect-error as the method does
    matmul(matrix, zeros([4, 5]));
    expectTypeOf<
      Multipliable<Value<[2, 3]>, Value<[4, 5]>>
    >().toEqualTypeOf<"matmul needs [m, k] and [k, n], got [2, 3] and [4, 5]. Transpose or reshape one of them.">();
  });
});

describe("reductions", () => {
  it("drop or keep the axes named", () => {
    expectTypeOf(matrix.sum()).toEqualTypeOf<Value<[]>>();
    expectTypeOf(matrix.mean(0)).toEqualTypeOf<Value<[3]>>();
    expectTypeOf(matrix.max(-1, { keepDim: true })).toEqualTypeOf<Value<[2, 1]>>();
    expectTypeOf(zeros([2, 3, 4]).variance([0, -1])).toEqualTypeOf<Value<[3]>>();
    expectTypeOf(matrix.argmax(1)).toEqualTypeOf<Value<[2]>>();
    expectTypeOf(matrix.sum(n)).toEqualTypeOf<Value>();
    expectTypeOf(matrix.sum(0, { keepDim: n > 0 })).toEqualTypeOf<Value>();
    expectTypeOf(matrix.sub(matrix.mean(1, { keepDim: true }))).toEqualTypeOf<Value<[2, 3]>>();
  });

  it("refuse axes that do not exist", () => {
    // @ts-expect-error a matrix has the axes 0 and 1
    matrix.sum(2);
    // @ts-expect-error an option that does not exist
    matrix.sum(0, { keepdim: true });
    // @ts-expect-error a matrix has the axes 0 and 1
    matrix.transpose(0, 2);
    expectTypeOf<
      ExistingAxes<"sum", Value<[2, 3]>, 2>
    >().toEqualTypeOf<"sum: axis 2 does not exist in [2, 3].">();
  });
});

describe("reshape and its kin", () => {
  it("work out sizes", () => {
    expectTypeOf(matrix.reshape([3, 2])).toEqualTypeOf<Value<[3, 2]>>();
    expectTypeOf(matrix.reshape([-1])).toEqualTypeOf<Value<[6]>>();
    expectTypeOf(zeros([64, 28, 28]).reshape([64, -1])).toEqualTypeOf<Value<[64, 784]>>();
    expectTypeOf(zeros([64, 784]).reshape([32, -1, 28])).toEqualTypeOf<Value<[32, 56, 28]>>();
    expectTypeOf(rows.reshape([3, -1])).toEqualTypeOf<Value<[3, number]>>();
    expectTypeOf(zeros([n]).reshape([n, n])).toEqualTypeOf<Value<[number, number]>>();
    expectTypeOf(matrix.reshape([n, -1])).toEqualTypeOf<Value<[number, number]>>();
    expectTypeOf(plain.reshape([2, -1])).toEqualTypeOf<Value<[2, number]>>();
    expectTypeOf(matrix.reshape(plain.shape)).toEqualTypeOf<Value>();
    expectTypeOf(zeros([64, 1, 28, 28]).flatten(1)).toEqualTypeOf<Value<[64, 784]>>();
    expectTypeOf(matrix.transpose()).toEqualTypeOf<Value<[3, 2]>>();
    expectTypeOf(zeros([2, 3, 4]).permute([2, 0, 1])).toEqualTypeOf<Value<[4, 2, 3]>>();
    expectTypeOf(zeros([2, 3, 4]).permute([-1, 0, -2])).toEqualTypeOf<Value<[4, 2, 3]>>();
    expectTypeOf(value(1).permute([])).toEqualTypeOf<Value<[]>>();
    expectTypeOf(matrix.permute([n, 0])).toEqualTypeOf<Value<[number, 2]>>();
    expectTypeOf(plain.permute([5, 0])).toEqualTypeOf<Value>();
    expectTypeOf(matrix.unsqueeze(-1)).toEqualTypeOf<Value<[2, 3, 1]>>();
    expectTypeOf(zeros([1, 3, 1]).squeeze()).toEqualTypeOf<Value<[3]>>();
    expectTypeOf(zeros([1, 3, 1]).squeeze(0)).toEqualTypeOf<Value<[3, 1]>>();
    expectTypeOf(rows.squeeze()).toEqualTypeOf<Value>();
    expectTypeOf(tensor([1, 2]).oneHot(10)).toEqualTypeOf<Value<[number, 10]>>();
  });

  it("refuse axes to permute that are not each of them once", () => {
    // @ts-expect-error axis 2 does not exist
    matrix.permute([0, 2]);
    // @ts-expect-error axis 0 comes twice
    matrix.permute([0, 0]);
    // @ts-expect-error axis 1 comes twice, also counted from the end
    matrix.permute([0, 1, -1]);
    // @ts-expect-error axis 1 is missing
    matrix.permute([0]);
    expectTypeOf<
      Permutable<Value<[2, 3]>, [0, 2]>
    >().toEqualTypeOf<"permute needs each of the axes of [2, 3] once, got [0, 2].">();
  });

  it("refuse other sizes", () => {
    // @ts-expect-error 6 entries are not 8
    matrix.reshape([4, 2]);
    // @ts-expect-error 4 does not divide 6
    matrix.reshape([4, -1]);
    // @ts-expect-error two extents left open
    matrix.reshape([-1, -1]);
    expectTypeOf<
      Reshapable<Value<[2, 3]>, [4, 2]>
    >().toEqualTypeOf<"reshape cannot turn [2, 3] into [4, 2]: the numbers of entries differ.">();
  });

  it("calculate as arithmetic does", () => {
    expectTypeOf<[Add<999, 1>, Add<784, 10>, Add<95, 905>, Add<0, 7>]>().toEqualTypeOf<
      [1000, 794, 1000, 7]
    >();
    expectTypeOf<[Multiply<64, 784>, Multiply<999, 999>, Multiply<0, 5>, Multiply<1, 10>]>().toEqualTypeOf<
      [50176, 998001, 0, 10]
    >();
    expectTypeOf<[Divide<50176, 28>, Divide<1000, 10>, Divide<0, 5>, Divide<12, 12>]>().toEqualTypeOf<
      [1792, 100, 0, 1]
    >();
    expectTypeOf<[Divide<12, 5>, Divide<7, 100>, Divide<5, 0>]>().toEqualTypeOf<[never, never, never]>();
    expectTypeOf<[Size<[64, 28, 28]>, Size<[]>, Size<[number, 3]>]>().toEqualTypeOf<[50176, 1, number]>();
  });
});

describe("concat and stack", () => {
  it("join shapes", () => {
    expectTypeOf(concat([matrix, zeros([4, 3])])).toEqualTypeOf<Value<[6, 3]>>();
    expectTypeOf(concat([matrix, zeros([2, 5])], -1)).toEqualTypeOf<Value<[2, 8]>>();
    expectTypeOf(concat([matrix, rows])).toEqualTypeOf<Value<[number, 3]>>();
    expectTypeOf(concat([matrix, plain])).toEqualTypeOf<Value>();
    expectTypeOf(concat([1, 2].map(() => matrix))).toEqualTypeOf<Value<[number, 3]>>();
    expectTypeOf(stack([zeros([3]), zeros([n])], 1)).toEqualTypeOf<Value<[3, 2]>>();
    expectTypeOf(stack([1, 2].map(() => matrix))).toEqualTypeOf<Value<[number, 2, 3]>>();
  });

  it("refuse shapes that do not fit", () => {
    // @ts-expect-error 3 is not 4
    concat([matrix, zeros([2, 4])]);
    // @ts-expect-error a vector and a matrix
    stack([matrix, zeros([3])]);
    expectTypeOf<
      Concatenable<[Value<[2, 3]>, Value<[2, 4]>], 0>
    >().toEqualTypeOf<"concat along axis 0 needs the other extents to agree, got [2, 3], [2, 4].">();
    expectTypeOf<
      Stackable<[Value<[2, 3]>, Value<[3]>], 0>
    >().toEqualTypeOf<"stack needs Values of one shape, got [2, 3], [3]. To join along an axis use concat.">();
  });
});

describe("transforms", () => {
  it("keep the shape of the argument", () => {
    const energy = (x: Value<[3]>): Value<[]> => x.square().sum();
    expectTypeOf(grad(energy)(zeros([3]))).toEqualTypeOf<Value<[3]>>();
    expectTypeOf(valueAndGrad(energy)(zeros([3]))).toEqualTypeOf<[value: Value<[]>, gradient: Value<[3]>]>();
    expectTypeOf(hessian(energy)(zeros([3]))).toEqualTypeOf<Value<[3, 3]>>();
    const linear = (x: Value<[3]>) => x.matmul(zeros([3, 2]));
    expectTypeOf(jacobian(linear)(zeros([3]))).toEqualTypeOf<Value<[2, 3]>>();
    expectTypeOf(jacobian((x) => x.exp())(plain)).toEqualTypeOf<Value>();
    // @ts-expect-error a gradient is that of a scalar
    grad((x: Value<[3]>) => x.square());
  });

  it("forget under vmap, whose axis the function does not see", () => {
    const lengths = vmap((x: Value<[3]>) => x.square().sum());
    expectTypeOf(lengths(zeros([10, 3]))).toEqualTypeOf<Value>();
    const gradients = vmap(grad(({ w }: { w: Value<[3]> }, x: Value<[3]>) => w.mul(x).sum()));
    expectTypeOf(gradients).returns.toEqualTypeOf<{ w: Value }>();
  });
});
