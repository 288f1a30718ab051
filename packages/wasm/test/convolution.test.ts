import { conv2d, conv2dInput, conv2dWeight, Generator, tensor, type Value } from "@chainrule/autograd";
import { compile } from "@chainrule/wasm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

interface Case {
  readonly images: number;
  readonly groups: number;
  readonly channels: number;
  readonly planes: number;
  readonly size: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
}

const pair = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
const cases = fc
  .record({
    images: fc.integer({ min: 0, max: 3 }),
    groups: fc.integer({ min: 1, max: 3 }),
    channels: fc.integer({ min: 1, max: 5 }),
    planes: fc.integer({ min: 1, max: 9 }),
    size: pair(1, 20),
    kernel: pair(1, 5),
    stride: pair(1, 3),
    padding: pair(0, 4),
    dilation: pair(1, 3),
  })
  .filter(({ size, kernel, padding, dilation }) =>
    [0, 1].every((side) => dilation[side] * (kernel[side] - 1) + 1 <= size[side] + 2 * padding[side]),
  );

/** All three ops of a convolution, in a dtype, against the sums of products that eager code adds up in float64. */
function check(given: Case, dtype: "float32" | "float64"): void {
  const { images, groups, channels, planes, size, kernel, stride, padding, dilation } = given;
  const options = { stride, padding, dilation, groups };
  const generator = new Generator(planes);
  const x = generator.normal([images, groups * channels, ...size], { dtype });
  const weight = generator.normal([groups * planes, channels, ...kernel], { dtype });
  const y = generator.normal(conv2d(x, weight, options).shape, { dtype });
  const ops: [f: (a: Value, b: Value) => Value, operands: [Value, Value], terms: number][] = [
    [(a, b) => conv2d(a, b, options), [x, weight], channels * kernel[0] * kernel[1]],
    [(a, b) => conv2dInput(a, b, size, options), [y, weight], planes * kernel[0] * kernel[1]],
    [(a, b) => conv2dWeight(a, b, kernel, options), [x, y], images * y.shape[2] * y.shape[3]],
  ];
  for (const [f, operands, terms] of ops) {
    const result = compile(f)(...operands);
    const [a, b] = operands.map((operand) => operand.to("float64"));
    const expected = f(a, b);
    const magnitude = f(a.abs(), b.abs());
    const unit = dtype === "float32" ? 2 ** -24 : 2 ** -53;
    const bound = 4 * Math.sqrt(Math.max(terms, 1)) * 2 * unit;
    expect([result.shape, result.dtype]).toEqual([expected.shape, dtype]);
    const [numbers, sums, sizes] = [result.data, expected.data, magnitude.data];
    numbers.forEach((entry: number, i: number) => {
      expect(Math.abs(entry - sums[i])).toBeLessThanOrEqual(bound * sizes[i]);
    });
  }
}

describe("a compiled convolution and its gradients", () => {
  it("give the sums of products, whatever the stride, padding, dilation and groups", () => {
    const property = fc.property(cases, fc.constantFrom("float32" as const, "float64" as const), check);
    fc.assert(property, { numRuns: 60 });
  });

  it("do so where the work is shared among chunks", () => {
    const base = { groups: 1, stride: [1, 1], padding: [1, 1], dilation: [1, 1] } as const;
    check({ ...base, images: 9, channels: 8, planes: 16, size: [14, 14], kernel: [3, 3] }, "float32");
    check({ ...base, images: 1, channels: 3, planes: 2, size: [90, 70], kernel: [7, 7] }, "float32");
    check({ ...base, images: 2, channels: 40, planes: 13, size: [9, 9], kernel: [1, 1] }, "float64");
    check({ ...base, images: 2, channels: 1, planes: 1, size: [40, 50], kernel: [1, 40] }, "float32");
    check(
      { ...base, images: 2, channels: 3, planes: 8, size: [32, 32], kernel: [8, 8], stride: [8, 8] },
      "float32",
    );
  });

  it("do not let NaN and infinity into windows that they are not in", () => {
    const options = { padding: 1 };
    const f = (x: Value, y: Value): Value => conv2dWeight(x, y, [3, 3], options);
    const generator = new Generator(1);
    const numbers = Float32Array.from(generator.normal([36]).data);
    numbers[6 * 3] = Number.POSITIVE_INFINITY;
    numbers[6 * 2 + 5] = Number.NaN;
    const x = tensor(numbers, { shape: [1, 1, 6, 6] });
    const y = generator.normal([1, 1, 6, 6]);
    const [compiled, expected] = [compile(f)(x, y).data, f(x, y).data];
    compiled.forEach((entry: number, i: number) => {
      expect(Number.isFinite(entry)).toBe(Number.isFinite(expected[i]));
    });
  });
});
