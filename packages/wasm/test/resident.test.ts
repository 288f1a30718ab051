import { tensor, type Value, value } from "@chainrule/autograd";
import { compile } from "@chainrule/wasm";
import { describe, expect, it } from "vitest";

/** A leaf, and a step that leaves it the gradient 2 w x and the numbers w + 1. */
function make({ accumulates = false, fails = false } = {}) {
  const w = tensor([1, 2, 3], { requiresGrad: true });
  const step = compile((x: Value, index: Value) => {
    if (!accumulates) w.grad = null;
    const loss = w.square().mul(x).sum();
    loss.backward();
    w.assign(w.add(1));
    return fails ? loss.add(x.take(index, 0).sum()) : loss;
  });
  const at = (i: number): Value => tensor([i], { dtype: "int32" });
  return { w, step: (x: number[], index = 0) => step(tensor(x), at(index)) };
}

describe("gradients that stay in a program's memory", () => {
  it("are what they were for who has read them, whatever runs later", () => {
    const { w, step } = make();
    step([1, 1, 1]);
    const first = w.grad;
    step([10, 10, 10]);
    step([100, 100, 100]);
    const third = w.grad;
    step([0, 0, 0]);
    expect([first, third, w.grad].map((gradient) => gradient?.toArray())).toEqual([
      [2, 4, 6],
      [600, 800, 1000],
      [0, 0, 0],
    ]);
  });

  it("are another Value after each step, as in eager code, and the same until then", () => {
    const { w, step } = make();
    step([1, 1, 1]);
    const first = w.grad;
    expect(w.grad).toBe(first);
    step([1, 1, 1]);
    expect(w.grad).not.toBe(first);
  });

  it("accumulate, also on what is set between steps, and can be taken away", () => {
    const { w, step } = make({ accumulates: true });
    step([1, 1, 1]);
    step([1, 0, 0]);
    expect(w.grad?.toArray()).toEqual([6, 4, 6]);
    w.grad = tensor([100, 100, 100]);
    step([0, 1, 0]);
    step([0, 0, 1]);
    expect(w.grad.toArray()).toEqual([100, 108, 112]);
    w.grad = null;
    step([1, 1, 1]);
    expect(w.grad).not.toBeNull();
    expect((w.grad as unknown as Value).toArray()).toEqual([10, 12, 14]);
  });

  it("are taken away by a function that was recorded when there were none", () => {
    const w = tensor([1, 2], { requiresGrad: true });
    const clear = compile((x: Value) => {
      w.grad = null;
      return x;
    });
    clear(value(1));
    w.sum().backward();
    clear(value(1));
    expect(w.grad).toBeNull();
  });

  it("outlive steps that throw, as the leaves do", () => {
    const { w, step } = make({ fails: true });
    step([1, 1, 1]);
    expect(() => step([10, 10, 10], 7)).toThrow("out of range");
    expect([w.grad?.toArray(), w.toArray()]).toEqual([
      [2, 4, 6],
      [2, 3, 4],
    ]);
  });

  it("go from one function to another", () => {
    const w = tensor([1, 2], { requiresGrad: true });
    const backward = compile((x: Value) => {
      w.grad = null;
      w.mul(x).sum().backward();
    });
    const update = compile(() => {
      w.assign(w.sub(w.grad as unknown as Value));
      return w.mul(1);
    });
    for (let i = 0; i < 3; i++) {
      backward(tensor([1, 10]));
      expect(update().toArray()).toEqual([0 - i, -8 - 10 * i]);
    }
  });
});

describe("leaves that stay in a program's memory", () => {
  it("are read by other functions, before and after they change", () => {
    const { w, step } = make();
    const evaluate = compile((x: Value) => w.mul(x));
    const ones = tensor([1, 1, 1]);
    const results: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      results.push(evaluate(ones).toArray(), evaluate(ones).toArray());
      step([1, 1, 1]);
    }
    w.assign(tensor([7, 8, 9]));
    results.push(evaluate(ones).toArray());
    expect(results).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [2, 3, 4],
      [2, 3, 4],
      [3, 4, 5],
      [3, 4, 5],
      [7, 8, 9],
    ]);
  });

  it("tell 0 from -0 when they are single numbers", () => {
    const w = tensor(0);
    const invert = compile(() => w.reciprocal());
    expect(invert().item()).toBe(Number.POSITIVE_INFINITY);
    w.assign(tensor(-0));
    expect(invert().item()).toBe(Number.NEGATIVE_INFINITY);
  });
});

it("an op's own forward may call the function that it is part of", async () => {
  const { defineOp } = await import("@chainrule/autograd");
  let depth = 0;
  const again = defineOp(
    "again",
    (x: Value): Value =>
      depth++ < 2
        ? f(tensor(x.toArray() as number[]))
            .add(1)
            .detach()
        : tensor(x.toArray() as number[]),
    { shape: (x) => x.shape, vjp: [null] },
  );
  const count = tensor([0]);
  const f = compile((x: Value): Value => {
    count.assign(count.add(1));
    return again(x.mul(2));
  });
  expect(f(tensor([1])).toArray()).toEqual([10]);
  expect(count.toArray()).toEqual([1]);
});
