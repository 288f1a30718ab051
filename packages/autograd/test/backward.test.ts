import { defineOp, grad, noGrad, tensor, type Value, value, zeros } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";

const leaf = (x: number): Value => value(x, { dtype: "float64", requiresGrad: true });

describe("backward", () => {
  it("gives the gradient of the example that everybody knows", () => {
    // micrograd's first example: its README states 138.8338 and 645.5773
    const [a, b] = [leaf(-4), leaf(2)];
    let c = a.add(b);
    let d = a.mul(b).add(b.pow(3));
    c = c.add(c.add(1));
    c = c.add(c.add(1).sub(a));
    d = d.add(d.mul(2).add(b.add(a).relu()));
    d = d.add(d.mul(3).add(b.sub(a).relu()));
    const f = c.sub(d).square();
    const g = f.div(2).add(value(10).div(f));
    g.backward();
    expect(g.item()).toBeCloseTo(24.7041, 4);
    expect(a.grad?.item()).toBeCloseTo(138.8338, 4);
    expect(b.grad?.item()).toBeCloseTo(645.5773, 4);
  });

  it("adds up all paths of a diamond", () => {
    const x = leaf(3);
    const y = x.mul(2);
    y.mul(y).add(y).backward(); // 4x² + 2x
    expect(x.grad?.item()).toBe(26);
  });

  it("adds to the gradients of leaves when called again, and only to theirs", () => {
    const x = leaf(3);
    const y = x.square();
    const z = y.mul(y);
    z.backward();
    z.backward();
    expect(x.grad?.item()).toBe(2 * 4 * 27);
    expect(y.grad).toBeNull();
  });

  it("starts again when the gradient is set to null", () => {
    const x = leaf(3);
    x.grad = leaf(5).detach();
    const forget = (leafValue: Value): void => {
      leafValue.grad = null;
    };
    forget(x);
    x.square().backward();
    expect(x.grad?.item()).toBe(6);
  });

  it("gives detached gradients", () => {
    const x = leaf(3);
    x.square().backward();
    expect([x.grad?.requiresGrad, x.grad?.node]).toEqual([false, null]);
  });

  it("leaves alone what requires no gradient", () => {
    const [x, y] = [leaf(3), value(2, { dtype: "float64" })];
    x.mul(y).backward();
    expect(y.grad).toBeNull();
    expect(() => y.mul(2).backward()).toThrow(/depends on one with requiresGrad/);
  });

  it("lets nothing pass detach and noGrad", () => {
    const x = leaf(3);
    x.mul(x.detach())
      .add(noGrad(() => x.square()))
      .backward();
    expect(x.grad?.item()).toBe(3);
  });

  it("refuses an asynchronous function in noGrad, and restores recording when one throws", async () => {
    expect(() => noGrad(async () => 1)).toThrow(/synchronous/);
    expect(() =>
      noGrad(() => {
        throw new Error("inside");
      }),
    ).toThrow("inside");
    expect(leaf(1).mul(2).requiresGrad).toBe(true);
  });

  it("takes a cotangent for other shapes than scalars, and needs one", () => {
    const x = tensor([1, 2, 3], { requiresGrad: true });
    const y = x.square();
    expect(() => y.backward()).toThrow(/needs a cotangent of that shape/);
    expect(() => y.backward(value(1))).toThrow(
      /float32 of shape \[3\] needs a cotangent like it, got float32 of shape \[\]/,
    );
    y.backward(tensor([1, 0, -1]));
    expect(x.grad?.toArray()).toEqual([2, 0, -6]);
  });

  it("walks a chain of a million calls", () => {
    const x = leaf(1);
    let y = x;
    for (let i = 0; i < 1_000_000; i++) y = y.add(1e-6);
    y.backward();
    expect(y.item()).toBeCloseTo(2, 6);
    expect(x.grad?.item()).toBe(1);
  });

  it("throws when a leaf was assigned since the call that read it, also one without a gradient", () => {
    const [w, c] = [leaf(2), value(5, { dtype: "float64" })];
    const y = w.mul(c);
    c.assign(value(6, { dtype: "float64" }));
    expect(() => y.backward()).toThrow(/mul.*assigned to after mul was computed.*Call backward\(\) before/s);
    expect(w.grad).toBeNull();
    w.mul(c).backward();
    expect(w.grad?.item()).toBe(6);
  });

  it("changes no gradient when a rule throws", () => {
    const broken = defineOp("broken", (x: Value) => x.detach(), {
      shape: (x) => x.shape,
      vjp: [
        () => {
          throw new Error("no rule for this");
        },
      ],
    });
    const [a, b] = [leaf(1), leaf(2)];
    const y = a.mul(3).add(broken(b));
    expect(() => y.backward()).toThrow("no rule for this");
    expect([a.grad, b.grad]).toEqual([null, null]);
  });

  it("accumulates over size-0 axes without touching numbers", () => {
    const x = zeros([0, 3], { requiresGrad: true });
    x.sum().backward();
    expect(x.grad?.shape).toEqual([0, 3]);
  });

  it("finds the infinite derivative of √relu(x) cut off where relu is flat", () => {
    expect(grad((x: Value) => x.relu().sqrt())(value(-1)).item()).toBe(0);
  });
});
