import { runInNewContext } from "node:vm";
import {
  arange,
  concat,
  conv2dWeight,
  full,
  Generator,
  grad,
  hessian,
  linspace,
  ones,
  tensor,
  type Value,
  value,
  zeros,
  zerosLike,
} from "@chainrule/autograd";
import { gradcheck } from "@chainrule/autograd/testing";
import { describe, expect, it } from "vitest";

describe("Values whose entries are all equal", () => {
  it("give the same sums before and after somebody has looked at them", () => {
    const tenths = full([10], 0.1, { dtype: "float64" });
    const before = [tenths.sum().item(), tenths.mean().item()];
    expect(String(tenths)).toContain("0.1");
    expect(tenths.data.length).toBe(10);
    expect([tenths.sum().item(), tenths.mean().item()]).toEqual(before);
    expect(full([3], -0).sum().item()).toBe(0);
  });

  it("take no memory to make, to compute with and to print", () => {
    const huge = zeros([100_000, 100_000]).add(1).mul(2);
    expect(String(huge)).toContain("[2, 2, 2, ..., 2, 2, 2]");
    expect(huge.sum().item()).toBe(2e10);
  });
});

describe("a leaf that is assigned to", () => {
  it.each<[string, (x: Value) => Value]>([
    ["reshape", (x) => x.reshape([2])],
    ["squeeze", (x) => x.squeeze()],
    ["broadcastTo", (x) => x.broadcastTo([2])],
    ["cumprod", (x) => x.unsqueeze(0).cumprod(0).squeeze(0)],
  ])("does not change what %s gave before, though there was nothing to do", (_name, f) => {
    const x = tensor([1, 2]);
    const y = f(x);
    x.assign(tensor([5, 6]));
    expect(y.toArray()).toEqual([1, 2]);
  });

  it("does not change the gradient of another leaf", () => {
    const [a, b] = [value(1, { requiresGrad: true }), value(2, { requiresGrad: true })];
    a.add(b).backward();
    a.grad?.assign(value(0.5));
    expect(b.grad?.item()).toBe(1);
  });
});

describe("integers and bools", () => {
  it("multiply exactly, modulo 2³²", () => {
    const x = tensor(Int32Array.of(100_000_007));
    expect(x.square().item()).toBe(Math.imul(100_000_007, 100_000_007));
    expect(x.square().item()).toBe(x.mul(x).item());
  });

  it("stay 0 and 1, or are refused", () => {
    expect(Array.from(arange(5, { dtype: "bool" }).data)).toEqual([0, 1, 1, 1, 1]);
    const index = tensor(Int32Array.of(0, 0));
    expect(() => zeros([2], { dtype: "bool" }).scatterAdd(0, index, ones([2]))).toThrow(
      /adds numbers, not bools/,
    );
    expect(() => zeros([2], { dtype: "bool" }).indexAdd(0, index, ones([2]))).toThrow(
      /adds numbers, not bools/,
    );
    const image = full([1, 1, 2, 2], true);
    expect(image.conv2d(image).dtype).toBe("int32");
    expect(image.conv2d(image).item()).toBe(4);
  });

  it("stay bools as masks", () => {
    expect(full([2, 2], true).tril().toArray()).toEqual([
      [true, false],
      [true, true],
    ]);
  });

  it("are encoded only when they are classes", () => {
    expect(() => tensor(Int32Array.of(3)).oneHot(3)).toThrow(/index 3 is no class/);
    expect(() => tensor(Int32Array.of(-1)).oneHot(3)).toThrow(/index -1 is no class/);
  });

  it("count past int32 as floats", () => {
    expect(arange(2147483646, 2147483649).dtype).toBe("float32");
    expect(arange(2147483646, 2147483648).toArray()).toEqual([2147483646, 2147483647]);
  });
});

describe("arguments that make no sense", () => {
  it.each<[string, () => unknown, RegExp]>([
    ["full of a Value", () => full([2], value(3) as never), /full needs a number/],
    ["full of nothing", () => full([2], undefined as never), /full needs a number, got undefined/],
    ["clamp by options", () => value(1).clamp({ min: 2 } as never), /clamp needs numbers/],
    [
      "an approximation that does not exist",
      () => value(1).gelu({ approximate: "Tanh" as never }),
      /"none" or "tanh", got "Tanh"/,
    ],
    ["uniform integers", () => new Generator(0).uniform([2], { dtype: "int32" as never }), /integers\(\)/],
    [
      "options in place of axes",
      () => ones([2]).sum({ keepDim: true } as never),
      /sum needs an axis or an array of axes, got an object/,
    ],
    [
      "a slice from nowhere",
      () => ones([2]).slice(undefined as never),
      /start and end are integers, got undefined/,
    ],
    ["axes one by one", () => ones([2, 3]).permute(1 as never), /permute needs an array of axes, got 1/],
    ["positional options", () => ones([2]).sum(0, true as never), /sum takes its options by name.*got true/],
    [
      "options of null",
      () => ones([2]).argsort(null as never),
      /argsort takes its options by name.*got null/,
    ],
    ["a slope in words", () => ones([2]).leakyRelu("0.1" as never), /leakyRelu: negativeSlope is a number/],
    [
      "value of an array",
      () => value([1] as never),
      /value needs a number, got an array. For arrays use tensor/,
    ],
    [
      "whole numbers at equal distances",
      () => linspace(0, 1, 3, { dtype: "int32" }),
      /linspace gives float32/,
    ],
    ["axes backwards", () => ones([2, 3]).flatten(1, 0), /flatten needs its axes in order, got 1 and 0/],
    ["a norm of order 0", () => ones([2]).norm(0, { p: 0 }), /norm needs a p above 0, got 0/],
    ["nothing to join", () => concat([]), /concat needs at least one Value/],
    ["one Value to join", () => concat(ones([2]) as never), /concat needs an array of Values/],
    ["a remainder by 0", () => full([2], 3, { dtype: "int32" }).remainder(0), /no remainder by 0/],
    [
      "whole numbers to negative powers",
      () => full([2], 3, { dtype: "int32" }).pow(-1),
      /cannot be raised to the negative power -1/,
    ],
    [
      "more padding than half the window",
      () => ones([1, 1, 4, 4]).maxPool2d(2, { padding: 2 }),
      /padding is at most half the window/,
    ],
    [
      "more than fits into memory",
      () =>
        tensor([1, 2])
          .unsqueeze(1)
          .broadcastTo([2, 2 ** 45]),
      /A float32 Value of \d+ entries does not fit into memory/,
    ],
    ["a shape beyond counting", () => zeros([2 ** 30, 2 ** 30]), /zeros: a shape has at most 2\^53 entries/],
    [
      "channels that groups do not divide",
      () => conv2dWeight(ones([1, 3, 4, 4]), ones([1, 2, 3, 3]), [2, 2], { groups: 2 }),
      /conv2dWeight needs channels that 2 groups divide, got 3/,
    ],
    [
      "an op inside of another",
      () => ones([2] as number[]).argmin(5),
      /argmin: argmax: axis 5 does not exist; axes run from -1 to 0/,
    ],
    [
      "pooling with windows on padding only",
      () => ones([1, 1, 1, 1]).maxPool2d(2, { padding: 1, dilation: 2 }),
      /wholly on the padding/,
    ],
  ])("are refused: %s", (_name, f, message) => {
    expect(f).toThrow(message);
  });

  it("leave the dtype alone when an option is undefined", () => {
    expect(zerosLike(value(1, { dtype: "float64" }), { dtype: undefined as never }).dtype).toBe("float64");
  });
});

describe("second derivatives where a first one is 0", () => {
  it("of x^y by x and y is 1/x at y = 0", () => {
    const mixed = grad((y: Value) => grad((x: Value) => x.pow(y).sum())(tensor([4, 0.5])).sum());
    expect(mixed(tensor([0, 0])).toArray()).toEqual([0.25, 2]);
    expect(grad((x: Value) => x.pow(0).sum())(tensor([0, Number.NaN])).toArray()).toEqual([0, 0]);
  });

  it("of a norm by an entry of 0 is one over the norm", () => {
    const x = tensor([0, 2], { dtype: "float64" });
    expect(hessian((v: Value) => v.norm())(x).toArray()).toEqual([
      [0.5, 0],
      [0, 0],
    ]);
  });
});

describe("another realm", () => {
  it("may have made the typed array", () => {
    expect(tensor(runInNewContext("Float32Array.of(1, 2)") as Float32Array).toArray()).toEqual([1, 2]);
  });
});

describe("printing many axes", () => {
  it("stays short", () => {
    expect(String(arange(10 ** 6).reshape([10, 10, 10, 10, 10, 10])).length).toBeLessThan(2500);
  });
});

describe("matrix products of long vectors", () => {
  it("take little memory, and the same numbers as short ones", () => {
    const before = process.memoryUsage().rss;
    const [a, b] = [full([3_000_000], 0.5), full([3_000_000], 2)];
    expect(a.matmul(b).item()).toBe(3_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
    const x = new Generator(1).normal([5, 1300], { dtype: "float64" });
    const expected = Array.from({ length: 5 }, (_, i) => {
      let sum = 0;
      for (let l = 0; l < 1300; l++) sum += x.data[i * 1300 + l] * x.data[l];
      return sum;
    });
    expect(x.matmul(x.slice(0, 1).reshape([1300])).toArray()).toEqual(expected);
  });
});

describe("a generator at the end of its first 2³² draws", () => {
  it("goes on with the next word of its counter", () => {
    const generator = new Generator(1);
    generator.state.assign(tensor(Int32Array.of(1, 0, -1, 4)));
    generator.uniform([1]);
    expect(generator.state.toArray()).toEqual([1, 0, 0, 5]);
  });
});

describe("sums of a number that takes no memory", () => {
  it("do not count for hours", () => {
    expect(
      full([2 ** 40], 0.5, { dtype: "float64" })
        .sum()
        .item(),
    ).toBe(2 ** 39);
  });
});

describe("powers to the 0", () => {
  it("have second derivatives as differences give them: that in base and exponent is 1 / base", () => {
    const [base, exponent] = [
      [-2, 0.5, 3],
      [0, 0, 0],
    ].map((entries) => tensor(entries, { dtype: "float64" }));
    gradcheck((x) => x.pow(exponent).mul(2), [base]);
    gradcheck((x, y) => x.pow(y), [base.abs(), exponent]);
  });
});
