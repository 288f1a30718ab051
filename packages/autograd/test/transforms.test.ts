import { grad, jvp, noGrad, tensor, type Value, value, valueAndGrad, vjp, vmap } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";

const float64 = (x: number): Value => value(x, { dtype: "float64" });

describe("grad", () => {
  it("nests to any order", () => {
    // dⁿ/dxⁿ eˢⁱⁿˣ at 0 from its Taylor series 1 + x + x²/2 − x⁴/8 − x⁵/15 − x⁶/240 + x⁷/90
    const expected = [1, 1, 1, 0, -3, -8, -3, 56];
    let f = (x: Value): Value => x.sin().exp();
    for (const [order, derivative] of expected.entries()) {
      expect(f(float64(0)).item(), `order ${order}`).toBeCloseTo(derivative, 9);
      f = grad(f);
    }
  });

  it("differentiates with respect to arrays and records of Values, in their form", () => {
    const loss = ({ w, b }: { w: Value[]; b: Value }, x: number): Value => w[0].mul(x).add(w[1]).mul(b);
    const gradient = grad(loss)({ w: [float64(2), float64(3)], b: float64(5) }, 7);
    expect([gradient.w.map((v) => v.item()), gradient.b.item()]).toEqual([[35, 5], 17]);
  });

  it("gives zeros for what the result does not depend on", () => {
    const [, unused] = grad(([x]: [Value, Value]) => x.square())([float64(2), tensor([1, 2])]);
    expect(unused.toArray()).toEqual([0, 0]);
  });

  it("leaves captured parameters alone and stays differentiable in them", () => {
    const w = value(3, { dtype: "float64", requiresGrad: true });
    const slope = grad((x: Value) => w.mul(x.square()))(float64(2)); // 2wx
    expect([slope.item(), w.grad]).toEqual([12, null]);
    slope.backward();
    expect(w.grad?.item()).toBe(4);
  });

  it("does not confuse the perturbations of nested calls", () => {
    // d/dx (x · d/dy (x + y)) = 1, and 2 when the two are confused (Siskind and Pearlmutter 2005)
    const f = grad((x: Value) => x.mul(grad((y: Value) => x.add(y))(float64(1))));
    expect(f(float64(1)).item()).toBe(1);
    // d/dx (x · d/dy (x · y)) = 2x
    expect(grad((x: Value) => x.mul(grad((y: Value) => x.mul(y))(float64(2))))(float64(3)).item()).toBe(6);
  });

  it("gives Values without a graph when nothing outside requires a gradient", () => {
    const [loss, gradient] = valueAndGrad((x: Value) => x.square().sum())(tensor([1, 2]));
    expect([loss.node, gradient.node, loss.requiresGrad, gradient.requiresGrad]).toEqual([
      null,
      null,
      false,
      false,
    ]);
    expect([loss.item(), gradient.toArray()]).toEqual([5, [2, 4]]);
  });

  it("is part of the graph when its argument requires a gradient", () => {
    const x = value(2, { dtype: "float64", requiresGrad: true });
    grad((y: Value) => y.pow(3))(x).backward(); // 3x² → 6x
    expect(x.grad?.item()).toBe(12);
  });

  it("works inside noGrad, and respects noGrad inside", () => {
    expect(noGrad(() => grad((x: Value) => x.square())(value(3))).item()).toBe(6);
    expect(grad((x: Value) => x.mul(noGrad(() => x.square())))(value(3)).item()).toBe(9);
  });

  it("refuses integers, non-scalar results and what is no tree of Values", () => {
    expect(() => grad((x: Value) => x)(value(1, { dtype: "int32" }))).toThrow(/not int32/);
    expect(() => grad((x: Value) => x)(tensor([1]))).toThrow(
      /scalar float Value, got float32 of shape \[1\]/,
    );
    expect(() => grad(() => 3 as unknown as Value)(value(1))).toThrow(/got 3/);
    expect(() => grad((x: number) => value(x))(3)).toThrow(/arrays and records of Values, got 3/);
  });
});

describe("vjp and jvp", () => {
  const f = (x: Value, y: Value): { product: Value; sine: Value } => ({ product: x.mul(y), sine: x.sin() });
  const [x, y] = [tensor([1, 2], { dtype: "float64" }), tensor([3, 5], { dtype: "float64" })];

  it("pull cotangents of several outputs back to several primals", () => {
    const [output, pullback] = vjp(f, x, y);
    expect(output.product.toArray()).toEqual([3, 10]);
    const [dx, dy] = pullback({
      product: tensor([1, 1], { dtype: "float64" }),
      sine: tensor([0, 1], { dtype: "float64" }),
    });
    expect(dx.toArray()).toEqual([3, 5 + Math.cos(2)]);
    expect(dy.toArray()).toEqual([1, 2]);
    // The pullback can be used again.
    expect(pullback(output)[1].toArray()).toEqual([3, 20]);
  });

  it("push tangents of several primals forward to several outputs", () => {
    const [, tangent] = jvp(
      f,
      [x, y],
      [tensor([1, 0], { dtype: "float64" }), tensor([0, 1], { dtype: "float64" })],
    );
    expect(tangent.product.toArray()).toEqual([3, 2]);
    expect(tangent.sine.add(0).toArray()).toEqual([Math.cos(1), 0]);
  });

  it("take a single Value for a list of one", () => {
    const [output, tangent] = jvp((v: Value) => v.square(), float64(3), float64(2));
    expect([output.item(), tangent.item()]).toEqual([9, 12]);
  });

  it("compose in every order to the same second derivative", () => {
    const g = (v: Value): Value => v.sin().mul(v.exp());
    const one = float64(1);
    const derivative =
      (h: (v: Value) => Value) =>
      (v: Value): Value =>
        jvp(h, v, one)[1];
    const at = float64(0.7);
    const expected = 2 * Math.cos(0.7) * Math.exp(0.7);
    for (const outer of [grad, derivative]) {
      for (const inner of [grad, derivative]) expect(outer(inner(g))(at).item()).toBeCloseTo(expected, 12);
    }
  });

  it("do not confuse the perturbations of nested jvps", () => {
    const one = float64(1);
    const d = (h: (v: Value) => Value, at: Value): Value => jvp(h, at, one)[1];
    expect(d((a) => a.mul(d((b) => a.add(b), one)), one).item()).toBe(1);
  });

  it("stop at noGrad, at detach and at .grad, in both modes alike", () => {
    const push = (h: (v: Value) => Value): number => jvp(h, float64(3), float64(1))[1].item();
    expect(push((v) => v.mul(noGrad(() => v.square())))).toBe(9);
    const slope = (v: Value): Value => {
      const w = value(2, { dtype: "float64", requiresGrad: true });
      w.mul(v).backward();
      return v.mul(w.grad ?? 0);
    };
    expect(push(slope)).toBe(3);
    expect(grad(slope)(float64(3)).item()).toBe(3);
    expect(push((v) => v.mul(v.detach()))).toBe(3);
  });

  it("leave no graph behind", () => {
    const [output, tangent] = jvp((v: Value) => v.square(), float64(3), float64(2));
    expect([output.node, tangent.node]).toEqual([null, null]);
  });

  it("refuse tangents and cotangents that do not fit", () => {
    expect(() => jvp((v: Value) => v, tensor([1, 2]), value(1))).toThrow(
      /float32 of shape \[2\] needs a tangent like it/,
    );
    expect(() => vjp((v: Value) => v, tensor([1, 2]))[1](value(1))).toThrow(/needs a cotangent like it/);
    expect(() => jvp(f, [x, y], [x] as unknown as [Value, Value])).toThrow(/the tangent must have the form/);
    const [, pullback] = vjp((v: Value) => ({ a: v }), value(1));
    expect(() => pullback({ b: value(1) } as never)).toThrow(/the cotangent lacks "a"/);
    expect(() => pullback([value(1)] as never)).toThrow(/must have the form/);
  });

  it("pair the parts of records by name, in whatever order they were written", () => {
    const product = ({ a, b }: { a: Value; b: Value }): Value => a.mul(b);
    const [primal, tangent] = [
      { a: value(2), b: value(3) },
      { b: value(1), a: value(0) },
    ];
    expect(jvp(product, [primal], [tangent])[1].item()).toBe(2);
    const [, pullback] = vjp((v: Value) => ({ u: v.mul(10), v: v.mul(1) }), value(1));
    expect(pullback({ v: value(0), u: value(1) })[0].item()).toBe(10);
  });

  it("throw when a captured leaf is assigned to on the way", () => {
    const w = value(2);
    const f = (v: Value): Value => {
      const y = v.mul(w);
      w.assign(value(5));
      return y;
    };
    expect(() => jvp(f, value(3), value(1))).toThrow(/was assigned to after mul/);
  });

  it("give Values of their own: assigning to one changes no other", () => {
    const cotangent = value(1);
    const [, pullback] = vjp((a: Value, b: Value) => a.add(b), value(1), value(2));
    const [da, db] = pullback(cotangent);
    da.assign(value(7));
    expect([db.item(), cotangent.item()]).toEqual([1, 1]);
    const tangent = value(1);
    jvp((v: Value) => v, value(3), tangent)[1].assign(value(7));
    expect(tangent.item()).toBe(1);
  });

  it("build modules and parameters inside like anywhere else", () => {
    const make = (v: Value): Value => tensor([2], { requiresGrad: true }).mul(v).sum();
    expect(jvp(make, value(3), value(1))[1].item()).toBe(2);
  });

  it("require no gradient after noGrad, also with captured parameters", () => {
    const w = value(2, { requiresGrad: true });
    const [loss, slope] = noGrad(() => valueAndGrad((v: Value) => v.mul(w))(value(3)));
    expect([loss.requiresGrad, slope.requiresGrad, slope.item()]).toEqual([false, false, 2]);
  });

  it("take a great many Values", () => {
    const leaves = Array.from({ length: 200_000 }, (_, i) => value(i % 7));
    const gradient = grad((xs: Value[]) => xs[0].mul(xs[199_999]))(leaves);
    expect(gradient[0].item()).toBe(leaves[199_999].item());
  });
});

describe("conversions between float dtypes", () => {
  it("let derivatives of tangents pass, and derivatives of vmap", () => {
    const x = tensor([1, 2]);
    const pushed = (t: Value): Value => jvp((y: Value) => y.to("float64").mul(3), x, t)[1].sum();
    expect(grad(pushed)(x).toArray()).toEqual([3, 3]);
    const each = vmap((y: Value) => y.to("float64").mul(3));
    expect(grad((y: Value) => each(y).sum())(x).toArray()).toEqual([3, 3]);
  });
});
