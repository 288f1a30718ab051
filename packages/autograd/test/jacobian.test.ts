import {
  arange,
  Generator,
  grad,
  hessian,
  hvp,
  jacobian,
  tensor,
  type Value,
  value,
  zeros,
} from "@chainrule/autograd";
import { gradcheck } from "@chainrule/autograd/testing";
import { describe, expect, it } from "vitest";

const x = tensor([0.3, -0.7, 1.1], { dtype: "float64" });
const matrix = arange(0, 6, 1, { dtype: "float64" }).reshape([2, 3]);
const f = (v: Value): Value => matrix.matmul(v).sin().unsqueeze(0);
const modes = ["reverse", "forward"] as const;

function expectClose(actual: Value, expected: Value): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.sub(expected).abs().max().item()).toBeLessThan(1e-12);
}

describe.each(modes)("jacobian in %s mode", (mode) => {
  it("has the axes of the output and then those of the input", () => {
    const expected = matrix.matmul(x).cos().unsqueeze(1).mul(matrix).unsqueeze(0);
    expectClose(jacobian(f, { mode })(x), expected);
  });

  it("works from and to scalars and size-0 axes", () => {
    expect(jacobian((v) => v.square(), { mode })(value(3)).item()).toBe(6);
    expect(jacobian((v) => v.sum(), { mode })(tensor([1, 2])).toArray()).toEqual([1, 1]);
    expect(jacobian((v) => v.mul(2), { mode })(zeros([0])).shape).toEqual([0, 0]);
    expect(jacobian((v) => v.slice(0, 0), { mode })(x).shape).toEqual([0, 3]);
  });

  it("calls the function once, so that random numbers are the same in every row and column", () => {
    const noise = new Generator(1);
    const factors = jacobian((v) => v.mul(noise.uniform([], { dtype: "float64" })), { mode })(x);
    const [first, second] = [
      factors.slice(0, 1).slice(0, 1, { axis: 1 }),
      factors.slice(1, 2).slice(1, 2, { axis: 1 }),
    ];
    expect(first.item()).toBe(second.item());
    expect(() => jacobian((v) => v.argmax(), { mode })(x)).toThrow(/returns a float Value, got int32/);
  });

  it("is differentiable itself", () => {
    gradcheck((v) => jacobian(f, { mode })(v), [x], { order: 1 });
  });
});

describe("hessian and hvp", () => {
  const g = (v: Value): Value => v.pow(3).sum().mul(v.exp().sum());

  it("agree with the Jacobian of the gradient, in every combination of modes", () => {
    for (const mode of modes) expectClose(hessian(g)(x), jacobian(grad(g), { mode })(x));
  });

  it("agree with each other, and hvp gives the gradient too", () => {
    const v = tensor([1, -2, 0.5], { dtype: "float64" });
    const [gradient, product] = hvp(g, x, v);
    expectClose(product, hessian(g)(x).matmul(v));
    expectClose(gradient, grad(g)(x));
  });

  it("take records of Values", () => {
    const [, { a, b }] = hvp(
      ({ a, b }: { a: Value; b: Value }) => a.square().mul(b),
      { a: value(2), b: value(3) },
      { a: value(1), b: value(0) },
    );
    expect([a.item(), b.item()]).toEqual([6, 4]);
  });
});

it("jacobian refuses a mode that does not exist", () => {
  expect(() => jacobian(f, { mode: "rev" as never })).toThrow(/"reverse" or "forward", got "rev"/);
});
