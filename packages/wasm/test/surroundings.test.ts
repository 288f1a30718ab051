import {
  checkpoint,
  countOperations,
  defaultGenerator,
  detectAnomaly,
  forkRng,
  grad,
  jvp,
  manualSeed,
  noGrad,
  ones,
  registerHook,
  tensor,
  type Value,
  value,
  vjp,
} from "@chainrule/autograd";
import { Dropout, Linear, registerForwardHook } from "@chainrule/nn";
import { compile } from "@chainrule/wasm";
import { describe, expect, it } from "vitest";

/** What `use` gives with compiled functions must be what it gives without. */
function expectAlike(use: (wrap: <F extends (...args: never[]) => unknown>(f: F) => F) => unknown): void {
  expect(use((f) => compile(f as never) as never)).toEqual(use((f) => f));
}

describe("random numbers of compiled functions", () => {
  it("start anew at manualSeed", () => {
    expectAlike((wrap) => {
      manualSeed(7);
      const dropout = new Dropout(0.5);
      const f = wrap((x: Value) => dropout.forward(x).add(defaultGenerator().uniform([8])));
      const draw = (): number[] => Array.from(f(ones([8])).data);
      const first = [draw(), draw()];
      manualSeed(7);
      return [...first, draw()];
    });
  });

  it("are drawn again after forkRng, also when it holds the first call", () => {
    expectAlike((wrap) => {
      manualSeed(7);
      const f = wrap((x: Value) => defaultGenerator().uniform([4]).add(x));
      const draw = (): number[] => Array.from(f(value(0)).data);
      return [forkRng(draw), draw(), forkRng(() => [draw(), draw()]), draw(), draw()];
    });
  });

  it("are drawn by forkRng inside too", () => {
    expectAlike((wrap) => {
      manualSeed(7);
      const f = wrap((x: Value) => [
        forkRng(() => defaultGenerator().uniform([4])).add(x),
        defaultGenerator().uniform([4]),
      ]);
      return [f(value(0)), f(value(1))].map((pair) => pair.map((v) => v.toArray()));
    });
  });

  it("are the same when checkpoint computes them again", () => {
    expectAlike((wrap) => {
      manualSeed(7);
      const f = wrap((x: Value) => defaultGenerator().uniform([4]).mul(x).tanh());
      f(ones([4]));
      const x = tensor([1, 2, 3, 4], { requiresGrad: true });
      checkpoint(f)(x).sum().backward();
      return [x.grad?.toArray(), defaultGenerator().state.toArray()];
    });
  });
});

describe("a compiled function inside a transform", () => {
  it("has the derivatives of the function", () => {
    expectAlike((wrap) => {
      const cube = wrap((x: Value): Value<[]> => x.mul(x).mul(x).sum());
      const x = tensor([1, 2, 3]);
      cube(x);
      const [output, pull] = vjp(cube, x);
      return [
        grad(cube)(x).toArray(),
        grad((y: Value): Value<[]> => grad(cube)(y).sum())(x).toArray(),
        output.item(),
        pull(value(2))[0].toArray(),
        jvp(cube, [x], [ones([3])]).map((v) => v.item()),
      ];
    });
  });

  it("passes on gradients to what its arguments were computed from", () => {
    const w = tensor([1, 2], { requiresGrad: true });
    const f = compile((x: Value) => x.square().sum());
    f(w.mul(3)).backward();
    expect(w.grad?.toArray()).toEqual([18, 36]);
    expect(noGrad(() => f(w.mul(3))).requiresGrad).toBe(false);
  });

  it("passes on gradients through one that it calls", () => {
    expectAlike((wrap) => {
      const w = tensor([1, 2], { requiresGrad: true });
      const inner = wrap((x: Value) => w.mul(x));
      const outer = wrap((x: Value) => {
        inner(tensor([5, 7]))
          .mul(x)
          .sum()
          .backward();
        return w.grad as unknown as Value;
      });
      inner(tensor([5, 7]));
      return [ones([2]), w.mul(2), w].map((x) => outer(x).toArray());
    });
  });

  it("is seen by who watches", () => {
    const f = compile((x: Value) => x.log().sum());
    f(ones([3]));
    const { byOp } = countOperations(() => f(ones([3])));
    expect(byOp).toEqual(countOperations(() => ones([3]).log().sum()).byOp);
    expect(Object.keys(byOp)).toHaveLength(2);
    const w = tensor([0], { requiresGrad: true });
    const step = compile(() => w.sqrt().sum().backward());
    step();
    expect(() => detectAnomaly(step)).toThrow("sqrt");
  });
});

describe("a compiled function is recorded anew", () => {
  it("when it asks whether a leaf requires a gradient, and that changes", () => {
    expectAlike((wrap) => {
      const w = value(1, { requiresGrad: true });
      const f = wrap((x: Value) => x.mul(w.requiresGrad ? 2 : 3));
      const before = f(value(1)).item();
      w.requiresGrad = false;
      return [before, f(value(1)).item()];
    });
  });

  it("when hooks outside come or go", () => {
    expectAlike((wrap) => {
      const layer = new Linear(1, 1, { bias: false });
      layer.weight.assign(tensor([[2]]));
      const f = wrap((x: Value) => {
        layer.weight.grad = null;
        const loss = layer.forward(x).sum();
        loss.backward();
        return [loss.detach(), layer.weight.grad as unknown as Value];
      });
      const call = (): number[] => f(tensor([[3]])).map((v) => v.sum().item());
      const results = [call()];
      const removals = [
        () => registerHook(layer.weight, (gradient) => gradient.mul(10)),
        () => registerForwardHook(layer, (_layer, _inputs, output) => output.mul(5)),
      ].map((register) => {
        const remove = register();
        results.push(call());
        return remove;
      });
      for (const remove of removals) {
        remove();
        results.push(call());
      }
      return results;
    });
  });

  it("within noGrad and outside", () => {
    const w = value(2, { requiresGrad: true });
    const f = compile((x: Value) => {
      w.mul(x).backward();
      return x;
    });
    f(value(3));
    expect(() => noGrad(() => f(value(3)))).toThrow("requiresGrad");
    expect(w.grad?.item()).toBe(3);
  });

  it("for lists and records with other contents, and not for new ones with the same", () => {
    let recordings = 0;
    const f = compile((x: Value, options: { scale: number; shape: number[]; note?: unknown }) => {
      recordings++;
      return x.mul(options.scale).reshape(options.shape);
    });
    const options = { scale: 2, shape: [2, 1] };
    const x = tensor([1, 2]);
    expect(f(x, options).toArray()).toEqual([[2], [4]]);
    expect(f(x, { scale: 2, shape: [2, 1] }).toArray()).toEqual([[2], [4]]);
    expect(recordings).toBe(1);
    options.scale = 3;
    options.shape = [1, 2];
    expect(f(x, options).toArray()).toEqual([[3, 6]]);
    const round = { scale: 4, shape: [2], note: {} };
    round.note = round;
    expect([f(x, round), f(x, round)].map((v) => v.toArray())).toEqual([
      [4, 8],
      [4, 8],
    ]);
    expect(recordings).toBe(3);
  });
});
