import { defaultGenerator, Generator, manualSeed, ones, tensor } from "@chainrule/autograd";
import { Dropout, Sequential } from "@chainrule/nn";
import { describe, expect, it } from "vitest";

describe("Dropout", () => {
  it("drops entries with probability p and scales the others so that the mean stays", () => {
    const dropout = new Dropout(0.2, { generator: new Generator(1) });
    const output = dropout.forward(ones([100_000], { dtype: "float64" }));
    expect(new Set(output.data)).toEqual(new Set([0, 1 / 0.8]));
    const dropped = Array.from(output.data).filter((x) => x === 0).length / output.size;
    // six standard deviations
    expect(Math.abs(dropped - 0.2)).toBeLessThan(6 * Math.sqrt((0.2 * 0.8) / output.size));
  });

  it("lets the gradient through where the entry passed, and no other", () => {
    const x = ones([50], { requiresGrad: true });
    const output = new Dropout(0.5, { generator: new Generator(2) }).forward(x);
    output.sum().backward();
    expect(x.grad?.toArray()).toEqual(output.toArray());
  });

  it("passes everything on in eval", () => {
    const x = ones([50]);
    const model = new Sequential(new Dropout()).eval();
    expect(model.forward(x)).toBe(x);
  });

  it("of p = 0 drops nothing, of p = 1 everything, even infinity", () => {
    const x = tensor([1, Number.POSITIVE_INFINITY, -2], { requiresGrad: true });
    expect(new Dropout(0).forward(x)).toBe(x);
    const output = new Dropout(1).forward(x);
    expect(output.toArray()).toEqual([0, 0, 0]);
    output.sum().backward();
    expect(x.grad?.toArray()).toEqual([0, 0, 0]);
  });

  it("repeats by seed, and draws anew at each call", () => {
    const run = (): unknown[] => {
      const dropout = new Dropout(0.5, { generator: new Generator(5) });
      return [dropout.forward(ones([64])).toArray(), dropout.forward(ones([64])).toArray()];
    };
    const [first, second] = run();
    expect(run()).toEqual([first, second]);
    expect(second).not.toEqual(first);
  });

  it("without a generator uses the default one of the moment", () => {
    const dropout = new Dropout();
    manualSeed(9);
    const first = dropout.forward(ones([64])).toArray();
    manualSeed(9);
    expect(dropout.forward(ones([64])).toArray()).toEqual(first);
    expect(defaultGenerator().state.data[2]).toBe(1);
  });

  it.each([-0.1, 1.5, Number.NaN])("rejects a probability of %d", (p) => {
    expect(() => new Dropout(p)).toThrow(`Dropout needs a probability p from 0 to 1, got ${p}.`);
  });
});
