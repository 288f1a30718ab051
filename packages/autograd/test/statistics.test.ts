import {
  arange,
  conv2d,
  countOperations,
  defineOp,
  graphStatistics,
  noGrad,
  ones,
  tensor,
  type Value,
  value,
  vmap,
  withPrefix,
} from "@chainrule/autograd";
import { describe, expect, it } from "vitest";

const parameter = (...shape: number[]): Value =>
  arange(shape.reduce((a, b) => a * b, 1))
    .add(1)
    .reshape(shape)
    .to("float64");

function leaf(...shape: number[]): Value {
  const x = parameter(...shape);
  x.requiresGrad = true;
  return x;
}

describe("countOperations", () => {
  const operations = (f: () => unknown): number => countOperations(f).operations;

  it("counts products of matrices, convolutions, entrywise ops and reductions by their shapes", () => {
    const [a, b] = [parameter(2, 3), parameter(3, 5)];
    expect(operations(() => a.matmul(b))).toBe(2 * 2 * 3 * 5);
    const [as, bs] = [parameter(4, 2, 3), parameter(4, 3, 5)];
    expect(operations(() => as.matmul(bs))).toBe(4 * 2 * 2 * 3 * 5);
    const [x, w] = [parameter(2, 4, 6, 6), parameter(8, 2, 3, 3)];
    expect(operations(() => conv2d(x, w, { groups: 2 }))).toBe(2 * (2 * 8 * 4 * 4) * (2 * 3 * 3));
    expect(operations(() => a.exp())).toBe(6);
    expect(operations(() => a.sum())).toBe(6);
    expect(operations(() => a.add(a))).toBe(6);
    expect(operations(() => a.reshape([3, 2]).permute([1, 0]).clone())).toBe(0);
  });

  it("counts derivatives of products as the products that they are", () => {
    const [a, b] = [leaf(2, 3), leaf(3, 5)];
    const counted = countOperations(() => a.matmul(b).sum().backward());
    expect(counted.byOp.matmul).toEqual({ calls: 3, operations: 3 * 2 * 2 * 3 * 5 });
    const [x, w] = [leaf(1, 2, 5, 5), leaf(3, 2, 3, 3)];
    const { byOp } = countOperations(() => conv2d(x, w).sum().backward());
    const one = 2 * (3 * 3 * 3) * (2 * 3 * 3);
    expect([byOp.conv2d, byOp.conv2dInput, byOp.conv2dWeight].map(({ operations }) => operations)).toEqual([
      one,
      one,
      one,
    ]);
  });

  it("gives the result, sees what is not recorded, and counts inside counts", () => {
    const outer = countOperations(() => {
      const inner = countOperations(() => noGrad(() => ones([10]).exp()));
      expect(inner.operations).toBe(10);
      return inner.result.add(1);
    });
    expect(outer.operations).toBe(20);
    expect(outer.byOp).toEqual({ exp: { calls: 1, operations: 10 }, add: { calls: 1, operations: 10 } });
    expect(outer.result.shape).toEqual([10]);
  });

  it("counts an op of raw data by what it states, and only as one; and in vmap the run on all examples", () => {
    const pairs = defineOp("pairs", (x: Value) => tensor(x.exp().data, { shape: x.shape }), {
      shape: (x) => x.shape,
      operations: (x) => x.size ** 2,
    });
    expect(countOperations(() => pairs(ones([5]))).byOp).toEqual({ pairs: { calls: 1, operations: 25 } });
    const f = vmap((x: Value) => x.exp());
    expect(countOperations(() => f(ones([3, 4]))).byOp.exp).toEqual({ calls: 1, operations: 12 });
  });
});

describe("graphStatistics", () => {
  it("counts calls, Values, parameters and operations forward and backward", () => {
    const [w, b] = [leaf(3, 4), leaf(4)];
    const x = parameter(2, 3);
    const statistics = graphStatistics(x.matmul(w).add(b).sum());
    expect(statistics.calls).toBe(4); // matmul, broadcastTo, add, sum
    expect(statistics.values).toBe(7);
    expect(statistics.parameters).toEqual({ values: 2, entries: 16 });
    const { matmul, add, broadcastTo } = statistics.ops;
    expect(matmul).toEqual({ calls: 1, bytes: 8 * 8, forward: 48, backward: 48 }); // x wants no gradient
    expect(add).toMatchObject({ forward: 8, backward: 0 });
    expect(broadcastTo).toMatchObject({ forward: 0, backward: 8 });
    expect(statistics.operations).toEqual({ forward: 48 + 8 + 8, backward: 48 + 8 });
    expect(w.grad).toBeNull();
  });

  it("predicts what backward() computes", () => {
    const x = leaf(3, 4);
    const loss = x.sin().mul(x.exp()).add(x.matmul(x.transpose()).sum()).sum();
    const { backward } = graphStatistics(loss).operations;
    // Less what backward() does besides: nothing here, since no leaf has a gradient yet.
    expect(backward).toBe(countOperations(() => loss.backward()).operations);
  });

  it("counts each array once: none for equal numbers, and none for what shares", () => {
    const w = leaf(10, 10);
    const loss = w
      .reshape([100])
      .mul(ones([100], { dtype: "float64" }))
      .sum();
    expect(graphStatistics(loss).bytes).toEqual({
      parameters: 800,
      gradients: 0,
      constants: 0,
      computed: 800,
      total: 1600,
    });
    expect(graphStatistics(loss).ops.reshape.bytes).toBe(0);
    w.mul(w).sum().backward();
    expect(graphStatistics(loss).bytes.gradients).toBe(800);
    expect(graphStatistics(value(1)).bytes.total).toBe(0);
  });

  it("prints a table", () => {
    const text = String(graphStatistics(parameter(2, 3).matmul(leaf(3, 4)).sum()));
    expect(text.split("\n")).toEqual([
      "op       calls   memory   forward   backward",
      "matmul       1     64 B        48         48",
      "sum          1      0 B         8          0",
      "             2     64 B        56         48",
      "",
      "4 Values; 1 are parameters, of 12 numbers",
      "208 B in memory: 96 B parameters, 48 B constants, 64 B computed",
      "104 operations: 56 forward, 48 backward",
    ]);
    expect(String(graphStatistics(value(1)))).toContain("0 B in memory");
  });
});

describe("withPrefix", () => {
  it("writes three digits and a prefix", () => {
    expect([0, 7, 999, 999.6, 1234, 437544].map((x) => withPrefix(x))).toEqual([
      "0",
      "7",
      "999",
      "1 k",
      "1.23 k",
      "438 k",
    ]);
    expect(withPrefix(1.5e9, "B")).toBe("1.5 GB");
    expect(withPrefix(12, "B")).toBe("12 B");
  });
});
