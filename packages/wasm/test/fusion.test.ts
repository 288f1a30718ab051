import { Generator, type Value, zeros } from "@chainrule/autograd";
import { record } from "@chainrule/autograd/engine";
import { compile } from "@chainrule/wasm";
import { describe, expect, it } from "vitest";
import { buildGraph } from "../src/graph/build.ts";
import { lower } from "../src/lower/lowering.ts";
import { optimize } from "../src/passes/optimize.ts";
import { printKernel } from "../src/print.ts";

/** The kernels of a function, as text. */
function kernels(f: (...values: Value[]) => unknown, values: readonly Value[]): string[] {
  const graph = optimize(buildGraph(record(f as (...args: never) => unknown, values, values)));
  return lower(graph, () => false).kernels.map(printKernel);
}

const [x, y] = [zeros([20, 30]), zeros([20, 30])];

describe("kernels that walk over the same places", () => {
  it("are one: results of maps are used where they are computed", () => {
    const update = (parameter: Value, gradient: Value): Value[] => {
      const moment = parameter.mul(0.5).add(gradient);
      return [moment, parameter.sub(moment.mul(moment.sqrt()))];
    };
    expect(kernels(update, [x, y])).toEqual([
      "map [20, 30] b2 = add(mul(b0, 0.5), b1); " +
        "b3 = sub(b0, mul(add(mul(b0, 0.5), b1), sqrt(add(mul(b0, 0.5), b1))))",
    ]);
  });

  it("write nothing that only they read", () => {
    const f = (a: Value, b: Value): Value => {
      const both = a.mul(b).exp();
      return both.mul(both.tanh());
    };
    expect(kernels(f, [x, y])).toEqual(["map [20, 30] b3 = mul(exp(mul(b0, b1)), tanh(exp(mul(b0, b1))))"]);
  });

  it("are one with the reduction of what they write, along rows or across", () => {
    expect(kernels((a) => [a.exp(), a.exp().sum(1)], [x])).toEqual([
      "rows [20 | 30] b1 = exp(b0); t0 = sum(exp(b0)); b2{1, 0} = float32(t0)",
    ]);
    expect(kernels((a) => [a.exp(), a.exp().sum(0)], [x])).toEqual([
      "rows [30 | 20] b1{1, 30} = exp(b0{1, 30}); t0 = sum(exp(b0{1, 30})); b2{1, 0} = float32(t0)",
    ]);
    expect(kernels((a) => [a.exp(), a.exp().sum()], [x.reshape([600])])).toEqual([
      "rows [ | 600] b1 = exp(b0); t0 = sum(exp(b0)); b2{0} = float32(t0)",
    ]);
  });

  it("are one with what is done with the totals of rows", () => {
    expect(kernels((a) => a.sum(1).div(30).add(1).sqrt(), [x])).toEqual([
      "rows [20 | 30] t0 = sum(b0); b2{1, 0} = sqrt(add(div(float32(t0), 30), 1))",
    ]);
    expect(kernels((a) => a.softmax(1), [x])).toEqual([
      "rows [20 | 30] t0 = max(b0); b1{1, 0} = t0 | " +
        "b2 = exp(sub(b0, b1{1, 0})); t1 = sum(exp(sub(b0, b1{1, 0}))); b3{1, 0} = float32(t1) | " +
        "b4 = div(b2, b3{1, 0})",
    ]);
  });

  it("stay apart where one reads what another wrote elsewhere", () => {
    const f = (a: Value): Value => {
      const power = a.exp();
      return power.add(power.transpose());
    };
    expect(kernels(f, [zeros([30, 30])])).toEqual([
      "map [30, 30] b1 = exp(b0)",
      "map [30, 30] b2 = add(b1, b1{1, 30})",
    ]);
    const g = (a: Value): Value => {
      const power = a.exp();
      return power.slice(0, 10).mul(power.slice(20, 30));
    };
    expect(kernels(g, [zeros([30, 30])])).toHaveLength(2);
  });

  it("stay apart where rows are too long or too few to be swept again and again", () => {
    expect(kernels((a) => a.softmax(1), [zeros([4, 30_000])]).length).toBeGreaterThan(1);
    expect(kernels((a) => a.softmax(1), [zeros([64, 30_000])]).length).toBeGreaterThan(1);
  });

  it("become several where long rows are few: totals of parts, then of these", () => {
    expect(kernels((a) => [a.exp(), a.exp().max()], [zeros([1_000_000])])).toEqual([
      "rows [25 | 40000] b1 = exp(b0); t0 = max(exp(b0)); b3{1, 0} = t0",
      "rows [ | 25] t0 = max(b3); b2{0} = t0",
    ]);
    // 17 parts, and the rest
    expect(kernels((a) => a.sum(0), [zeros([100_003, 4])])).toEqual([
      expect.stringMatching(/^rows \[\d+, 4 \| \d+\] t0 = sum\(b0\{\d+, 1, 4\}\); b2\{4, 1, 0\} = t0$/),
      expect.stringMatching(/^rows \[4 \| \d+\] t0 = sum\(b0\{1, 4 \+ \d+\}\); b2\{1, 0 \+ \d+\} = t0$/),
      expect.stringMatching(/^rows \[4 \| \d+\] t0 = sum\(b2\{1, 4\}\); b1\{1, 0\} = float32\(t0\)$/),
    ]);
  });

  it("stay one where they have one entry each, however many there are", () => {
    expect(kernels((a) => a.max([]), [zeros([100_000])])).toEqual(["rows [100000 | ] t0 = max(b0); b1 = t0"]);
    const x = new Generator(1).normal([100_000]);
    expect(compile((a: Value) => a.max([]))(x).data).toEqual(x.data);
  });

  it("become several where many rows lie across, as memory is read in its order then", () => {
    expect(kernels((a) => a.sum(0), [zeros([2000, 600])])).toEqual([
      "rows [16, 600 | 125] t0 = sum(b0{75000, 1, 600}); b2{600, 1, 0} = t0",
      "rows [600 | 16] t0 = sum(b2{1, 600}); b1{1, 0} = float32(t0)",
    ]);
  });

  it("pass kernels between that have nothing to do with them", () => {
    const f = (a: Value, b: Value): Value[] => {
      const power = a.exp();
      const product = b.matmul(b.transpose());
      return [power, product, power.mul(2), product.exp().sum()];
    };
    expect(kernels(f, [x, y])).toEqual([
      "matmul [20, 30, 20] b3 = b2 · b2{1, 30}",
      "map [20, 30] b1 = exp(b0); b4 = mul(exp(b0), 2)",
      "rows [ | 20, 20] t0 = sum(exp(b3)); b5{0, 0} = float32(t0)",
    ]);
  });
});

it("computes what kernels compute one by one, with rows that share their sweeps", () => {
  const generator = new Generator(1);
  const cases: [f: (x: Value) => unknown, shape: number[]][] = [
    [(a) => [a.softmax(-1), a.softmax(0), a.logSoftmax(1)], [17, 23]],
    [(a) => [a.softmax(-1), a.softmax(1), a.softmax(0)], [5, 6, 7]],
    [
      (a) => a.sub(a.mean(0, { keepDim: true })).div(a.variance(0, { keepDim: true }).add(1).sqrt()),
      [33, 18],
    ],
    [
      (a) => a.sub(a.mean([0, 2], { keepDim: true })).div(a.variance([0, 2], { keepDim: true }).sqrt()),
      [6, 5, 9],
    ],
    [
      (a) =>
        a
          .mul(a.sum(1, { keepDim: true }))
          .sub(a.max(1, { keepDim: true }))
          .sum(0),
      [40, 40],
    ],
    [(a) => a.exp().transpose().sub(a.sum(1)).max(1), [19, 11]],
    [(a) => [a.tanh(), a.tanh().max(), a.mul(0.01).sum(1)], [2, 150_001]],
    [(a) => [a.sum(1), a.min(0), a.square().mul(1e-4).sum()], [100_001, 3]],
    [(a) => [a.sum([0, 2]).mul(0.1), a.square().max([0, 2])], [7, 2, 30_011]],
    // Columns: few, in parts, and more than have their totals in memory at once.
    [(a) => [a.softmax(0), a.max(0)], [300, 21]],
    [(a) => [a.tanh(), a.tanh().sum(0), a.max(0)], [513, 531]],
    [(a) => [a.softmax(0), a.variance(0), a.sum(0), a.min(0)], [70, 1101]],
    [(a) => a.softmax(1).mul(a.sum(1, { keepDim: true })), [3, 40, 1024]],
  ];
  for (const [f, shape] of cases)
    for (const dtype of ["float32", "float64"] as const) {
      const given = generator.normal(shape, { dtype });
      const [compiled, eager] = [compile(f)(given), f(given)].map((result) => [result].flat() as Value[]);
      compiled.forEach((value, i) => {
        expect(value.shape).toEqual(eager[i].shape);
        const [entries, wanted] = [value.data, eager[i].data];
        const tolerance = dtype === "float32" ? 1e-5 : 1e-12;
        const wrong = entries.findIndex(
          (entry: number, at: number) =>
            !(Math.abs(entry - wanted[at]) <= tolerance * Math.max(1, Math.abs(wanted[at]))),
        );
        expect(wrong).toBe(-1);
      });
    }
});
