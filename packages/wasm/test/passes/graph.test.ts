import { defineOp, grad, maxPool2d, ones, tensor, type Value, vjp, zeros } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { mergeCommonSubexpressions } from "../../src/passes/commonSubexpressions.ts";
import { eliminateDeadCode } from "../../src/passes/deadCode.ts";
import { expand } from "../../src/passes/expand.ts";
import { foldConstants } from "../../src/passes/foldConstants.ts";
import { joinSlices } from "../../src/passes/joinSlices.ts";
import { scatterLast } from "../../src/passes/scatterLast.ts";
import { simplify } from "../../src/passes/simplify.ts";
import { turnProducts } from "../../src/passes/turnProducts.ts";
import { printed } from "./printed.ts";

const [x, y] = [zeros([2, 3]), zeros([2, 3])];

describe("a graph", () => {
  it("shows what a leaf held when it was read", () => {
    const state = zeros([2]);
    const lines = printed(() => {
      const before = state.mul(2);
      state.assign(before.add(1));
      return state.mul(3);
    }, []);
    expect(lines).toEqual([
      "%0 = mul(leaf float32[2], 2): float32[2]",
      "%1 = add(%0, 1): float32[2]",
      "%2 = mul(%1, 3): float32[2]",
      "return %2, %1",
    ]);
  });

  it("shows calls of several results, and lists of operands", () => {
    const both = defineOp("both", (list: readonly Value[]): readonly Value[] => list.map((v) => v.add(1)), {
      shape: (list) => list.map((value) => value.shape),
    });
    expect(printed((a, b) => both([a, b])[1], [x, y])).toEqual([
      "%0, %1 = both([argument 0, argument 1]): float32[2, 3], float32[2, 3]",
      "return %1",
    ]);
  });
});

describe("mergeCommonSubexpressions", () => {
  it("computes once what is computed twice", () => {
    expect(printed((a, b) => a.mul(b).exp().add(a.mul(b).exp()), [x, y], mergeCommonSubexpressions)).toEqual([
      "%0 = mul(argument 0, argument 1): float32[2, 3]",
      "%1 = exp(%0): float32[2, 3]",
      "%2 = add(%1, %1): float32[2, 3]",
      "return %2",
    ]);
  });

  it("keeps apart what differs in an option, in the sign of a zero, or in an op of the same name", () => {
    const exp = defineOp("exp", (v: Value) => tensor(v.data, { shape: v.shape }), { shape: (v) => v.shape });
    const kept = (f: (a: Value) => readonly Value[]): number =>
      printed((a) => f(a), [x], mergeCommonSubexpressions).length - 1;
    expect(kept((a) => [a.sum(0), a.sum(1)])).toBe(2);
    expect(kept((a) => [a.add(0), a.add(-0)])).toBe(2);
    expect(kept((a) => [a.exp(), exp(a)])).toBe(2);
    expect(kept((a) => [a.sum(0), a.sum(0)])).toBe(1);
  });
});

describe("foldConstants", () => {
  it("computes now what depends on constants only", () => {
    expect(
      printed((a) => a.mul(tensor([1, 4, 9]).sqrt().sum()), [x], foldConstants, simplify, eliminateDeadCode),
    ).toEqual(["%0 = mul(argument 0, 6): float32[2, 3]", "return %0"]);
  });

  it("computes an equal number once, however large the array is that holds it", () => {
    expect(
      printed(
        (a) => a.mul(zeros([100, 100]).exp().sub(3)),
        [zeros([100, 100])],
        foldConstants,
        eliminateDeadCode,
      ),
    ).toEqual(["%0 = mul(argument 0, -2): float32[100, 100]", "return %0"]);
  });

  it("leaves large results to the program, and throws nothing while compiling", () => {
    const large = zeros([100, 100]);
    const numbers = new Float32Array(10_000);
    const lines = printed((a) => a.add(tensor(numbers, { shape: [100, 100] }).exp()), [large], foldConstants);
    expect(lines[0]).toMatch(/exp\(constant float32\[100, 100\]\)/);
    const failing = defineOp(
      "failing",
      (given: Value): Value => {
        throw new Error(`no ${given.rank}`);
      },
      { shape: (v) => v.shape },
    );
    expect(printed(() => failing(tensor([1, 2])), [], foldConstants)[0]).toContain("failing");
  });
});

describe("eliminateDeadCode", () => {
  it("drops calls that no result needs", () => {
    const lines = printed((a) => a.reshape([6]).reshape([3, 2]), [x], simplify);
    expect(lines).toHaveLength(3);
    expect(printed((a) => a.reshape([6]).reshape([3, 2]), [x], simplify, eliminateDeadCode)).toHaveLength(2);
  });
});

describe("expand", () => {
  it("writes softmax as what has kernels", () => {
    const names = printed((a) => a.softmax(1), [x], expand)
      .slice(0, -1)
      .map((line) => line.replace(/^.* = (\w+).*/, "$1"));
    expect(names.filter((name) => !["reshape", "broadcastTo"].includes(name))).toEqual([
      "max",
      "sub",
      "exp",
      "sum",
      "div",
    ]);
  });

  it("writes clamp as the bounds it has", () => {
    expect(printed((a) => [a.clamp(-1, 2), a.clamp(0), a.clamp(null, 3)], [x], expand)).toEqual([
      "%0 = maximum(argument 0, -1): float32[2, 3]",
      "%1 = minimum(%0, 2): float32[2, 3]",
      "%2 = maximum(argument 0, 0): float32[2, 3]",
      "%3 = minimum(argument 0, 3): float32[2, 3]",
      "return %1, %2, %3",
    ]);
  });

  it("takes an author's word for what an op is made of", () => {
    const double = defineOp(
      "double",
      (v: Value) =>
        tensor(
          v.data.map((n) => 2 * n),
          { shape: v.shape },
        ),
      {
        shape: (v) => v.shape,
        lowering: { composed: (v: Value) => v.add(v) },
      },
    );
    expect(printed((a, b) => double(a.mul(b)), [x, y], expand)).toEqual([
      "%0 = mul(argument 0, argument 1): float32[2, 3]",
      "%1 = add(%0, %0): float32[2, 3]",
      "return %1",
    ]);
  });
});

describe("scatterLast", () => {
  it("masks and adds up the gradient of a pooling before it is scattered", () => {
    const gradient = (x: Value): Value[] => {
      const cotangent = vjp((y) => maxPool2d(y.relu(), 2), x)[1](ones([1, 2, 2, 2]))[0];
      return [cotangent, cotangent.sum([0, 2, 3])];
    };
    const passes = [simplify, scatterLast, mergeCommonSubexpressions, eliminateDeadCode];
    const lines = printed(gradient, [zeros([1, 2, 4, 4])], ...passes);
    expect(lines.slice(-9)).toEqual([
      "%2 = reshape(%1, [1, 2, 4]): int32[1, 2, 4]",
      "%3 = reshape(%0, [1, 2, 16]): float32[1, 2, 16]",
      "%4 = gather(%3, 2, %2): float32[1, 2, 4]",
      "%5 = ne(%4, 0): bool[1, 2, 4]",
      "%6 = where(%5, 1, 0): float32[1, 2, 4]",
      "%7 = scatterAdd(0, 2, %2, %6): float32[1, 2, 16]",
      "%8 = reshape(%7, [1, 2, 4, 4]): float32[1, 2, 4, 4]",
      "%9 = sum(%6, [0, 2]): float32[2]",
      "return %8, %9",
    ]);
  });
});

describe("turnProducts", () => {
  const [a, b] = [zeros([2, 3]), zeros([3, 4])];

  it("computes a product transposed where only that is needed", () => {
    expect(printed((p, q) => p.matmul(q).permute([1, 0]), [a, b], turnProducts, eliminateDeadCode)).toEqual([
      "%0 = permute(argument 0, [1, 0]): float32[3, 2]",
      "%1 = permute(argument 1, [1, 0]): float32[4, 3]",
      "%2 = matmul(%1, %0): float32[4, 2]",
      "return %2",
    ]);
  });

  it("computes those transposed too that follow from others", () => {
    const f = (p: Value, q: Value) => p.matmul(q.matmul(p).transpose().relu()).transpose();
    const passes = [turnProducts, eliminateDeadCode];
    expect(printed(f, [zeros([2, 3]), zeros([3, 2])], ...passes)).toEqual([
      "%0 = permute(argument 1, [1, 0]): float32[2, 3]",
      "%1 = permute(argument 0, [1, 0]): float32[3, 2]",
      "%2 = matmul(%1, %0): float32[3, 3]",
      "%3 = relu(%2): float32[3, 3]",
      "%4 = permute(argument 0, [1, 0]): float32[3, 2]",
      "%5 = permute(%3, [1, 0]): float32[3, 3]",
      "%6 = matmul(%5, %4): float32[3, 2]",
      "return %6",
    ]);
  });

  it("leaves a product that is needed both ways, and other permutations", () => {
    const both = (p: Value, q: Value) => {
      const product = p.matmul(q);
      return [product, product.permute([1, 0])];
    };
    expect(printed((p, q) => both(p, q), [a, b], turnProducts)[0]).toContain("matmul(argument 0");
    const batched = [zeros([5, 2, 3]), zeros([5, 3, 4])];
    const moved = printed((p, q) => p.matmul(q).permute([1, 0, 2]), batched, simplify, turnProducts);
    expect(moved.join()).not.toContain("matmul(%");
  });
});

describe("joinSlices", () => {
  const gradient = (f: (a: Value) => Value): string[] =>
    printed((a) => grad(f)(a), [x], simplify, joinSlices, eliminateDeadCode);

  it("makes one concatenation of the gradients of all slices", () => {
    const lines = gradient((a) => {
      const [left, middle, right] = a.split(1, 1);
      return left.exp().add(right.mul(2)).add(middle.square()).sum();
    });
    expect(lines.filter((line) => line.includes("sliceScatter"))).toEqual([]);
    expect(lines[lines.length - 2]).toMatch(/concat\(\[%\d+, %\d+, 2\], 1\): float32\[2, 3\]/);
  });

  it("leaves slices that overlap, leave a gap, or skip entries", () => {
    const left = (f: (a: Value) => Value): boolean =>
      gradient(f).some((line) => line.includes("sliceScatter"));
    const along = { axis: 1 };
    expect(
      left((a) =>
        a
          .slice(0, 2, along)
          .exp()
          .sum()
          .add(a.slice(1, 3, along).exp().sum()),
      ),
    ).toBe(true);
    expect(
      left((a) =>
        a
          .slice(0, 1, along)
          .exp()
          .sum()
          .add(a.slice(2, 3, along).exp().sum()),
      ),
    ).toBe(true);
    expect(left((a) => a.slice(0, 3, { axis: 1, step: 2 }).exp().sum())).toBe(true);
  });
});
