import {
  backwardSteps,
  concat,
  grad,
  nameOf,
  setName,
  tensor,
  toDot,
  type Value,
  value,
} from "@chainrule/autograd";
import { describe, expect, it } from "vitest";

const leaf = (x: number): Value => value(x, { dtype: "float64", requiresGrad: true });

describe("backwardSteps", () => {
  it("tells the chain rule step by step, without touching a gradient", () => {
    const [a, b] = [leaf(2), leaf(-3)];
    const product = a.mul(b);
    const loss = product.add(a);
    const steps = backwardSteps(loss);
    expect(steps.map(({ call }) => call.op.name)).toEqual(["add", "mul"]);
    const numbers = steps.map(({ contributions }) =>
      contributions.map(({ contribution, sum }) => [contribution.item(), sum.item()]),
    );
    expect(numbers).toEqual([
      [
        [1, 1],
        [1, 1],
      ],
      [
        [-3, -2],
        [2, 2],
      ],
    ]);
    expect(steps[1].contributions.map(({ input }) => input)).toEqual([a, b]);
    expect([a.grad, b.grad]).toEqual([null, null]);
  });

  it("ends with the gradients that backward() gives", () => {
    const [x, y] = [tensor([1, 2], { requiresGrad: true }), tensor([3], { requiresGrad: true })];
    const loss = concat([x.mul(x), y.exp()]).sum();
    const last = new Map<Value, Value>();
    for (const { contributions } of backwardSteps(loss))
      for (const { input, sum } of contributions) last.set(input, sum);
    loss.backward();
    for (const parameter of [x, y]) expect(last.get(parameter)?.toArray()).toEqual(parameter.grad?.toArray());
  });

  it("needs what backward() needs", () => {
    expect(() => backwardSteps(value(1))).toThrow(/requiresGrad/);
    expect(() => backwardSteps(tensor([1], { requiresGrad: true }))).toThrow(/needs a cotangent/);
  });
});

describe("toDot", () => {
  it("draws calls and Values with their names, numbers and gradients", () => {
    const w = setName(leaf(0.5), "w");
    const loss = setName(
      w
        .mul(w)
        .add(tensor([1, 2], { dtype: "float64" }))
        .sum(),
      'the "loss"',
    );
    loss.backward();
    const dot = toDot(loss);
    expect(nameOf(w)).toBe("w");
    expect(dot).toContain('label="w: 0.5\\ngradient 2", style=filled');
    expect(dot).toContain('label="the \\"loss\\": 3.5"');
    expect(dot).toContain('label="[2]"');
    expect(dot.match(/shape=ellipse/g)?.length).toBe(4); // mul, broadcastTo, add, sum
    expect(toDot(loss, { values: false, gradients: false })).toContain('label="w: []"');
  });

  it("draws each Value and call once, also in a diamond", () => {
    const x = leaf(1);
    const y = x.sin();
    const dot = toDot(y.mul(y));
    expect(dot.match(/shape=box/g)?.length).toBe(3);
    expect(dot.match(/v\d+ -> c1/g)?.length).toBe(2);
  });

  it("draws a leaf alone, and the graph inside a function that is differentiated", () => {
    expect(toDot(leaf(2))).toContain('label="2"');
    let inside = "";
    grad((x: Value) => {
      inside = toDot(x.square());
      return x;
    })(value(3));
    expect(inside).toContain('label="square"');
  });
});
