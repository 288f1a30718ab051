import { tensor, type Value, zeros, zerosLike } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { clipGradNorm } from "../src/index.ts";
import { foreignMessage, foreignValue } from "./foreignValue.ts";
import { decode, expectClose, fixture } from "./torchFixture.ts";

describe("clipped gradients and norms equal PyTorch's", () => {
  it.each(fixture.clipping)("$name", ({ gradients, maxNorm, normType, clipped, totalNorm }) => {
    const parameters = gradients.map((gradient) => {
      const grad = decode(gradient);
      return Object.assign(zerosLike(grad, { requiresGrad: true }), { grad });
    });
    const tolerance = gradients[0].dtype === "float32" ? 1e-6 : 1e-10;
    const total = clipGradNorm(parameters, maxNorm, { normType: Number(normType) });
    expect(total.shape).toEqual([]);
    expectClose(total.data, [totalNorm], tolerance);
    parameters.forEach(({ grad, dtype }, i) => {
      expect(grad?.dtype).toBe(dtype);
      expectClose(grad?.data ?? [], clipped[i].data, tolerance);
    });
  });
});

it("the gradient as it was keeps its numbers", () => {
  const x = tensor([3, 4], { requiresGrad: true });
  const gradient = tensor([3, 4]);
  x.grad = gradient;
  expect(clipGradNorm(new Set([x]), 1).item()).toBe(5);
  expect(gradient.toArray()).toEqual([3, 4]);
  expect(x.grad).not.toBe(gradient);
  expect(x.grad?.requiresGrad).toBe(false);
});

it("parameters without a gradient, or without entries, do not count", () => {
  const [x, y, z] = [[1], [2], [0]].map((shape) => zeros(shape, { requiresGrad: true }));
  expect(clipGradNorm([x, y], 1).item()).toBe(0);
  y.grad = tensor([3, -4]);
  z.grad = zeros([0]);
  expect(clipGradNorm([x, y, z], 1, { normType: Number.POSITIVE_INFINITY }).item()).toBe(4);
  expect(x.grad).toBeNull();
});

it("a single parameter is clipped without a list around it", () => {
  const x = tensor([0, 0], { requiresGrad: true });
  x.grad = tensor([3, 4]);
  expect(clipGradNorm(x, 1).item()).toBe(5);
  expectClose(x.grad.data, [0.6, 0.8], 1e-6);
});

it.each([undefined, 3, {}, [3], [tensor([1]), null]])("what holds no Values is refused: %j", (parameters) => {
  expect(() => clipGradNorm(parameters as Value[], 1)).toThrow(
    "clipGradNorm needs a Value or an array of Values. Pass model.parameters(), or Values.",
  );
});

it("Values of another copy of autograd are called that", () => {
  expect(() => clipGradNorm(foreignValue(), 1)).toThrow(`clipGradNorm ${foreignMessage}`);
  expect(() => clipGradNorm([foreignValue()], 1)).toThrow(`clipGradNorm ${foreignMessage}`);
});

it("limits and norms that make no sense are refused", () => {
  expect(() => clipGradNorm([], -1)).toThrow("clipGradNorm needs a maxNorm of at least 0, got -1");
  expect(() => clipGradNorm([], Number.NaN)).toThrow("maxNorm");
  expect(() => clipGradNorm([], 1, { normType: 0 })).toThrow("clipGradNorm needs a normType above 0, got 0");
});
