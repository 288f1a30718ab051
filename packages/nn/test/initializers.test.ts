import { eye, Generator, noGrad, setDefaultDtype, type Value, value } from "@chainrule/autograd";
import {
  calculateGain,
  fanInAndOut,
  kaimingNormal,
  kaimingUniform,
  lecunNormal,
  lecunUniform,
  type Nonlinearity,
  orthogonal,
  truncNormal,
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
  { initializer: lecunUniform, variance: 1 / 300, isUniform: true },
  { initializer: lecunNormal, variance: 1 / 300, isUniform: false },
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

describe("orthogonal", () => {
  const options = { dtype: "float64", generator: new Generator(5) } as const;
  const far = (x: Value, y: Value): number => noGrad(() => x.sub(y).abs().max().item());

  it.each([[[4, 7]], [[7, 4]], [[30, 30]], [[6, 2, 3, 1]], [[1, 5]]])(
    "gives %j, flattened after the first axis, orthonormal rows or columns, whichever are fewer",
    (extents) => {
      const weight = orthogonal(extents, options);
      const matrix = noGrad(() => weight.reshape([extents[0], -1]));
      const [rows, columns] = matrix.shape;
      const product = noGrad(() =>
        rows <= columns ? matrix.matmul(matrix.transpose()) : matrix.transpose().matmul(matrix),
      );
      expect(far(product, eye(Math.min(rows, columns), undefined, { dtype: "float64" }))).toBeLessThan(1e-14);
      expect([weight.shape, weight.requiresGrad, weight.node]).toEqual([extents, true, null]);
    },
  );

  it("has no preferred direction: entries of either sign, of mean square 1 / n", () => {
    const corners = Array.from({ length: 400 }, () => orthogonal([3, 3], options).data[0]);
    const mean = (of: (x: number) => number) => corners.reduce((sum, x) => sum + of(x), 0) / corners.length;
    expect(Math.abs(mean((x) => x))).toBeLessThan(6 / Math.sqrt(3 * 400));
    expect(Math.abs(mean((x) => x * x) - 1 / 3)).toBeLessThan(0.1);
  });

  it("multiplies by its gain, repeats by seed, and uses the default dtype", () => {
    const draw = (gain: number) => orthogonal([3, 5], { ...options, generator: new Generator(1), gain });
    expect(
      far(
        draw(2),
        noGrad(() => draw(1).mul(2)),
      ),
    ).toBeLessThan(1e-15);
    expect(orthogonal([2, 3]).dtype).toBe("float32");
  });

  it("rejects the shape of a bias, and a gain that is none", () => {
    expect(() => orthogonal([3])).toThrow("An initializer needs the shape of a weight");
    expect(() => orthogonal([3, 3], { gain: -1 })).toThrow("orthogonal needs a gain of at least 0, got -1.");
  });
});

describe("truncNormal", () => {
  const draw = (options: object) =>
    truncNormal([200, 200], { dtype: "float64", generator: new Generator(6), ...options });
  const moments = (x: Value) => noGrad(() => [x.mean(), x.variance(), x.min(), x.max()].map((y) => y.item()));

  it("has the moments of a normal distribution cut off at two standard deviations", () => {
    const [mean, variance, min, max] = moments(draw({}));
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 0.7737)).toBeLessThan(0.03); // 1 − 4 φ(2) / (2 Φ(2) − 1)
    expect(min).toBeGreaterThanOrEqual(-2);
    expect(max).toBeLessThanOrEqual(2);
    expect(max - min).toBeGreaterThan(3.98);
  });

  it("has the quantiles of its distribution, in the tails too", () => {
    for (const [min, max] of [
      [-2, 2],
      [3, 5],
      [-6, -1],
      [-Infinity, Infinity],
    ]) {
      const options = { dtype: "float64", generator: new Generator(7) } as const;
      const x = truncNormal([1000], { ...options, min, max });
      const u = new Generator(7).uniform([1000], { dtype: "float64" });
      noGrad(() => {
        const of = (z: Value | number) =>
          typeof z === "number" ? value(z / Math.SQRT2, { dtype: "float64" }).erf() : z.div(Math.SQRT2).erf();
        const share = of(x)
          .sub(of(min))
          .div(of(max).sub(of(min)));
        expect(share.sub(u).abs().max().item(), `${min} to ${max}`).toBeLessThan(1e-10);
      });
    }
  });

  it("is scaled and moved", () => {
    const [mean, variance, min, max] = moments(draw({ mean: 3, standardDeviation: 0.5, min: 2, max: 4 }));
    expect(mean).toBeCloseTo(3, 1);
    expect(variance).toBeCloseTo(0.7737 / 4, 1);
    expect(min >= 2 && max <= 4).toBe(true);
  });

  it("gives a parameter of the default dtype, for a bias too", () => {
    const bias = truncNormal([3]);
    expect([bias.dtype, bias.requiresGrad, bias.node]).toEqual(["float32", true, null]);
  });

  it("rejects bounds between which there is nothing", () => {
    expect(() => truncNormal([2], { min: 1, max: 1 })).toThrow("truncNormal needs min < max, got 1 and 1.");
    expect(() => truncNormal([2], { standardDeviation: 0 })).toThrow(
      "truncNormal needs a positive standardDeviation, got 0.",
    );
    expect(() => truncNormal([2], { min: 8, max: 9 })).toThrow("within 7 standard deviations of the mean");
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
      'Unknown nonlinearity "leaky_relu". Use "linear", "sigmoid", "tanh", "relu", "leakyRelu" or "selu".',
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
