import { Generator, grad, noGrad, ones, tensor, zeros } from "@chainrule/autograd";
import { gradcheck } from "@chainrule/autograd/testing";
import { AdaptiveAvgPool2d, Embedding } from "@chainrule/nn";
import { describe, expect, it } from "vitest";

const int32 = { dtype: "int32" } as const;
const float64 = { dtype: "float64" } as const;

describe("Embedding", () => {
  it("starts with normal numbers, and zeros at its padding", () => {
    const table = new Embedding(100, 50, { paddingIdx: -1, generator: new Generator(1) });
    noGrad(() => {
      expect(Math.abs(table.weight.variance().item() - 0.99)).toBeLessThan(0.1);
      expect(table.weight.slice(99).abs().max().item()).toBe(0);
      expect(table.weight.slice(98, 99).abs().min().item()).toBeGreaterThan(0);
    });
    expect(table.weight.requiresGrad).toBe(true);
    expect(table.paddingIdx).toBe(99);
  });

  it("rejects indices that are not in the table, negative ones too, and those of another dtype", () => {
    const table = new Embedding(3, 2);
    for (const index of [3, -1]) {
      expect(() => table.forward(tensor([0, index], int32))).toThrow(
        `Embedding: index ${index} (entry 1) is out of range: the 3 there are count from 0 to 2.`,
      );
    }
    expect(() => table.forward(tensor([0]))).toThrow("Embedding needs int32 indices, got float32.");
    expect(() => new Embedding(3, 2, { paddingIdx: 3 })).toThrow(
      "Embedding: paddingIdx is an integer from -3 to 2, got 3.",
    );
    expect(() => new Embedding(0, 2)).toThrow("Embedding: numEmbeddings is an integer of at least 1");
  });

  it("sums what flows back to a vector from each of its uses", () => {
    const table = new Embedding(3, 1);
    table
      .forward(tensor([2, 2, 0], int32))
      .sum()
      .backward();
    expect(table.weight.grad?.toArray()).toEqual([[1], [0], [2]]);
  });
});

describe("AdaptiveAvgPool2d", () => {
  it("keeps infinities in the windows they are in", () => {
    const x = tensor([Number.POSITIVE_INFINITY, 1, 2, 3]).reshape([1, 1, 4]);
    expect(new AdaptiveAvgPool2d([1, 2]).forward(x).toArray()).toEqual([[[Number.POSITIVE_INFINITY, 2.5]]]);
    const uses = grad((y) => new AdaptiveAvgPool2d([null, 3]).forward(y).sum())(ones([1, 1, 4]));
    expect(uses.toArray()).toEqual([[[0.5, 1, 1, 0.5]]]);
  });

  it("has the derivatives that differences give", () => {
    gradcheck(
      (x) => new AdaptiveAvgPool2d([2, 3]).forward(x).square(),
      [new Generator(1).normal([1, 1, 3, 4], float64)],
    );
  });

  it("rejects sizes that are none, and inputs without rows and columns", () => {
    expect(() => new AdaptiveAvgPool2d([2, 0])).toThrow(
      "the number of columns is an integer of at least 1, got 0.",
    );
    expect(() => new AdaptiveAvgPool2d(2).forward(zeros([3, 3]))).toThrow(
      "AdaptiveAvgPool2d needs images [channels, height, width] or [N, channels, height, width], got [3, 3].",
    );
  });
});
