import { zerosLike } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { clipGradValue } from "../src/index.ts";
import { decode, expectClose, more } from "./torchFixture.ts";

describe("clipped gradients equal PyTorch's", () => {
  it.each(more.valueClipping)("$name", ({ gradients, clipValue, clipped }) => {
    const parameters = gradients.map((gradient) => {
      const grad = decode(gradient);
      return Object.assign(zerosLike(grad, { requiresGrad: true }), { grad });
    });
    const without = zerosLike(parameters[0], { requiresGrad: true });
    clipGradValue([...parameters, without], clipValue);
    expect(without.grad).toBeNull();
    parameters.forEach(({ grad }, i) => {
      expect(grad.dtype).toBe(gradients[i].dtype);
      expectClose(grad.data, clipped[i].data, 1e-7);
      expect(grad.requiresGrad).toBe(false);
    });
  });
});

it("what makes no sense is refused", () => {
  expect(() => clipGradValue([], -1)).toThrow("clipGradValue needs a clipValue of at least 0, got -1.");
  expect(() => clipGradValue([], Number.NaN)).toThrow("clipValue");
  expect(() => clipGradValue(3 as never, 1)).toThrow("clipGradValue needs a Value or an array of Values.");
});
