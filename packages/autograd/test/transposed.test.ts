import { Generator, grad, tensor, type Value } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";

describe("transposed matrices", () => {
  const generator = new Generator(3);
  const x = generator.normal([3, 20, 30]);
  /** Entry by entry. */
  const copied = (x: Value): Value => {
    const [rows, columns] = x.shape.slice(-2);
    const entries = x.data.map((_, place) => {
      const [matrix, within] = [Math.floor(place / (rows * columns)), place % (rows * columns)];
      return x.data[(matrix * rows + (within % rows)) * columns + Math.floor(within / rows)];
    });
    return tensor(entries, { shape: [...x.shape.slice(0, -2), columns, rows] });
  };

  it("are read, computed with and reshaped as any others", () => {
    const y = x.transpose();
    expect(y.shape).toEqual([3, 30, 20]);
    expect(y.data).toEqual(copied(x).data);
    expect(y.data).toBe(y.data);
    expect(x.transpose().mul(2).data).toEqual(copied(x).mul(2).data);
    expect(x.transpose().reshape([60, 30]).data).toEqual(copied(x).data);
    expect(x.transpose().transpose().data).toEqual(x.data);
    expect(String(x.transpose().at(0, 0))).toBe(String(copied(x).at(0, 0)));
    expect(x.transpose().sum().item()).toBe(copied(x).sum().item());
  });

  it("give the same products as copies of them", () => {
    const b = generator.normal([3, 20, 40]);
    expect(x.transpose().matmul(b).data).toEqual(copied(x).matmul(b).data);
    expect(b.transpose().matmul(x).data).toEqual(copied(b).matmul(x).data);
    expect(b.transpose().matmul(x.transpose().transpose()).data).toEqual(copied(b).matmul(x).data);
    const flat = generator.normal([20, 30]);
    expect(flat.transpose().matmul(b).data).toEqual(copied(flat).matmul(b).data);
    expect(flat.matmul(flat.transpose()).data).toEqual(flat.matmul(copied(flat)).data);
  });

  it("keep the numbers that they were made of when a leaf is assigned", () => {
    const leaf = generator.normal([20, 30]);
    const [before, transposed] = [copied(leaf), leaf.transpose()];
    leaf.assign(generator.normal([20, 30]));
    expect(transposed.data).toEqual(before.data);
  });

  it("have derivatives", () => {
    const w = generator.normal([30, 20]);
    const gradient = grad((w: Value) => x.matmul(w).square().sum())(w);
    // d|xw|² = 2 xᵀ x w
    const expected = copied(x).matmul(x.matmul(w)).mul(2).sum(0);
    const most = gradient.sub(expected).abs().max().item() / expected.abs().max().item();
    expect(most).toBeLessThan(1e-5);
  });
});
