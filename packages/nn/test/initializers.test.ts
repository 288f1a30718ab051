import { Generator, noGrad, setDefaultDtype } from "@chainrule/autograd";
import {
  calculateGain,
  fanInAndOut,
  kaimingNormal,
  kaimingUniform,
  type Nonlinearity,
  xavierNormal,
  xavierUniform,
} from "@chainrule/nn";
import { describe, expect, it } from "vitest";

const shape = [200, 300];

describe.each([
  { initializer: xavierUniform, variance: 2 / 500, isUniform: true },
  { initializer: xavierNormal, variance: 2 / 500, isUniform: false },
  { initializer: kaimingUniform, variance: 2 / 300, isUniform: true },
  { initializer: kaimingNormal, variance: 2 / 300, isUniform: false },
])("$initializer.name", ({ initializer, variance, isUniform }) => {
  const draw = () => initializer(shape, { generator: new Generator(4), dtype: "float64" });

  it("gives a parameter of the mean and variance that it promises", () => {
    const weight = draw();
    expect(weight.requiresGrad).toBe(true);
    expect(weight.node).toBeNull();
    expect(weight.shape).toEqual(shape);
    noGrad(() => {
      // six standard deviations of the mean, and of the variance of normally distributed numbers
      expect(Math.abs(weight.mean().item())).toBeLessThan(6 * Math.sqrt(variance / weight.size));
      expect(Math.abs(weight.variance().item() / variance - 1)).toBeLessThan(6 * Math.sqrt(2 / weight.size));
    });
  });

  it(isUniform ? "stays within its bound and comes close to it" : "has tails", () => {
    const largest = noGrad(() => draw().abs().max().item());
    const bound = Math.sqrt(3 * variance);
    if (isUniform) {
      expect(largest).toBeLessThanOrEqual(bound);
      expect(largest).toBeGreaterThan(0.999 * bound);
    } else expect(largest).toBeGreaterThan(2 * bound);
  });

  it("repeats by seed, and uses the default dtype", () => {
    expect(draw().toArray()).toEqual(draw().toArray());
    expect(initializer([2, 3]).dtype).toBe("float32");
    try {
      setDefaultDtype("float64");
      expect(initializer([2, 3]).dtype).toBe("float64");
    } finally {
      setDefaultDtype("float32");
    }
  });

  it("rejects the shape of a bias", () => {
    expect(() => initializer([3])).toThrow(
      "An initializer needs the shape of a weight, [out, in, ...window], got [3].",
    );
  });
});

describe("fanInAndOut", () => {
  it("multiplies both fans by the area of the window", () => {
    expect(fanInAndOut([8, 2, 3, 5])).toEqual({ fanIn: 30, fanOut: 120 });
  });
});

describe("calculateGain", () => {
  it("rejects a nonlinearity it does not know", () => {
    expect(() => calculateGain("swish" as Nonlinearity)).toThrow(
      'Unknown nonlinearity "swish". Use "linear"',
    );
  });
});

describe("options that would give a weight of NaN", () => {
  it.each([kaimingUniform, kaimingNormal])("are refused: an unknown mode of $name", (initializer) => {
    expect(() => initializer(shape, { mode: "fan_in" as "fanIn" })).toThrow(
      'Unknown mode "fan_in". Use "fanIn" or "fanOut".',
    );
  });

  it("are refused: an unknown nonlinearity", () => {
    expect(() => kaimingUniform(shape, { nonlinearity: "leaky_relu" as "leakyRelu" })).toThrow(
      'Unknown nonlinearity "leaky_relu". Use "linear", "sigmoid", "tanh", "relu" or "leakyRelu".',
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1])("are refused: a gain of %d", (gain) => {
    for (const initializer of [xavierUniform, xavierNormal]) {
      expect(() => initializer(shape, { gain })).toThrow(
        `An xavier initializer needs a gain of at least 0, got ${gain}.`,
      );
    }
  });

  it("are refused: a slope that is not finite", () => {
    expect(() => kaimingNormal(shape, { nonlinearity: "leakyRelu", negativeSlope: Number.NaN })).toThrow(
      "calculateGain: negativeSlope is a finite number, got NaN.",
    );
  });
});
