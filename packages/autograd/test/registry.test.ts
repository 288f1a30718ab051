import { type AnyOp, type Op, registry, Value } from "@chainrule/autograd";
import { checkOp } from "@chainrule/autograd/testing";
import { describe, expect, it } from "vitest";

const functionsOnly = new Set([
  "concat",
  "stack",
  "einsum",
  "conv2dInput",
  "conv2dWeight",
  "maxPool2dIndices",
  "randomUniform",
  "randomNormal",
  "randomIntegers",
  "randomPermutation",
]);

// detach has no derivative by design: backward.test.ts shows that nothing passes it.
const { detach: _, ...differentiable } = registry;

describe.each(Object.entries(differentiable))("%s", (key, op: AnyOp) => {
  it("has the name under which it is exported", () => {
    expect(op.name).toBe(key);
  });

  it("is a method of Value, unless it is a function only", () => {
    expect(key in Value.prototype).toBe(!functionsOnly.has(key));
  });

  it("has a batch rule, unless it is composed or the shape of its result depends on numbers", () => {
    expect(op.shape === undefined || op.dynamicShape !== undefined || op.batch !== undefined).toBe(true);
  });

  it("has the derivatives that central differences give, to second order, in both modes", () => {
    checkOp(op as unknown as Op<[Value]>);
  });
});
