import {
  defaultGenerator,
  forkRng,
  Generator,
  manualSeed,
  ones,
  tensor,
  type Value,
  zeros,
} from "@chainrule/autograd";
import {
  BatchNorm1d,
  Conv2d,
  Dropout,
  Flatten,
  Linear,
  MLP,
  Module,
  ModuleList,
  ReLU,
  registerForwardHook,
  Sequential,
  summary,
} from "@chainrule/nn";
import { describe, expect, it } from "vitest";

describe("summary", () => {
  it("tells paths, classes, output shapes, parameters and operations of all modules", () => {
    const model = new Sequential(new Conv2d(1, 2, 3), new Flatten(), new Linear(8, 3));
    const { modules, ...total } = summary(model, ones([5, 1, 4, 4]));
    expect(modules.map(({ path, type, depth }) => [path, type, depth])).toEqual([
      ["", "Sequential", 0],
      ["0", "Conv2d", 1],
      ["1", "Flatten", 1],
      ["2", "Linear", 1],
    ]);
    expect(modules.map(({ outputs }) => outputs)).toEqual([[[5, 3]], [[5, 2, 2, 2]], [[5, 8]], [[5, 3]]]);
    expect(modules.map(({ trainable }) => trainable)).toEqual([20 + 27, 20, 0, 27]);
    const conv = 2 * (5 * 2 * 2 * 2) * 9 + 5 * 8;
    const linear = 2 * 5 * 8 * 3 + 5 * 3;
    expect(modules.map(({ operations }) => operations)).toEqual([conv + linear, conv, 0, linear]);
    expect(total).toMatchObject({ trainable: 47, fixed: 0, bytes: 4 * 47, operations: conv + linear });
  });

  it("counts what is shared once, what is frozen apart, and each forward of a module", () => {
    class Twice extends Module {
      readonly inner = new Linear(3, 3);
      readonly again = this.inner;
      readonly lists = new ModuleList([new ReLU()]);
      forward(x: Value): Value {
        return this.lists[0].forward(this.again.forward(this.inner.forward(x)));
      }
    }
    const model = new Twice();
    if (model.inner.bias !== null) model.inner.bias.requiresGrad = false;
    const { modules, trainable, fixed } = summary(model, ones([1, 3]));
    expect([trainable, fixed]).toEqual([9, 3]);
    expect(modules.map(({ path, calls, depth }) => [path, calls, depth])).toEqual([
      ["", 1, 0],
      ["inner", 2, 1],
      ["lists", 0, 1],
      ["lists.0", 1, 2],
    ]);
    expect(modules[1].operations).toBe(2 * (2 * 9 + 3));
  });

  it("leaves everything as it was: modes, statistics, generators, gradients, hooks, also when forward throws", () => {
    class Restless extends Module {
      readonly count = zeros([2]);
      readonly noise = new Generator(7);
      forward(x: Value): Value {
        this.count.assign(this.count.add(1));
        if (x.shape[0] === 13) throw new Error("thirteen");
        return x.add(this.noise.normal(x.shape)).add(defaultGenerator().normal(x.shape));
      }
    }
    const [norm, restless] = [new BatchNorm1d(2), new Restless()];
    const model = new Sequential(norm, restless, new Dropout(), new Linear(2, 2));
    model.layers[3].eval();
    let seen = 0;
    const stop = registerForwardHook(norm, () => void seen++);
    model
      .forward(ones([4, 2]))
      .sum()
      .backward();
    const state = (): unknown => [
      structuredClone(model.stateDict()),
      model.modules().map(({ training }) => training),
      [restless.noise, defaultGenerator()].map((generator) => generator.state.toArray()),
      model.parameters().map(({ grad }) => grad?.toArray()),
      model.modules().map((module) => Object.getOwnPropertyNames(module)),
    ];
    const before = state();
    const pending = model.forward(ones([4, 2])).sum(); // a graph that an assignment to a parameter would spoil
    const between = state();
    const { modules } = summary(model, ones([4, 2]));
    expect(modules[2].outputs).toEqual([[4, 2]]);
    expect(state()).toEqual(between);
    expect(() => summary(model, ones([13, 2]))).toThrow("thirteen");
    expect(state()).toEqual(between);
    expect(state()).not.toEqual(before);
    expect(() => pending.backward()).not.toThrow();
    expect(seen).toBe(4);
    stop();
  });

  it("prints a table of at most 80 columns", () => {
    const model = new Sequential(new Linear(784, 128), new ReLU(), new Linear(128, 10));
    expect(String(summary(model, ones([64, 784]))).split("\n")).toEqual([
      "module       output     parameters  operations",
      "Sequential   [64, 10]      101,770        13 M",
      "  0: Linear  [64, 128]     100,480      12.9 M",
      "  1: ReLU    [64, 128]           0      8.19 k",
      "  2: Linear  [64, 10]        1,290       164 k",
      "",
      "parameters: 101,770 to train, 0 fixed, 407 kB",
      "operations: 13 M in one forward",
    ]);
    class ModuleWithANameThatNobodyWouldEverGiveToAnythingAtAll extends Module {
      readonly inner: Module | null;
      constructor(depth: number) {
        super();
        this.inner = depth > 0 ? new ModuleWithANameThatNobodyWouldEverGiveToAnythingAtAll(depth - 1) : null;
      }
      forward(x: Value): Value[] {
        return Array.from({ length: 9 }, () => x);
      }
    }
    const deep = String(summary(new ModuleWithANameThatNobodyWouldEverGiveToAnythingAtAll(15), ones([2])));
    expect(Math.max(...deep.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(String(summary(new MLP(2, [3, 1]), [0.5, tensor(1)]))).toContain("neurons.0: Neuron");
  });
});

it("summary tells numbers apart to the last bit", () => {
  class Signed extends Module {
    readonly zero = zeros([1]);
    readonly linear = new Linear(1, 1);
    forward(x: Value): Value {
      this.zero.assign(zeros([1]).neg());
      return this.linear.forward(x);
    }
  }
  const module = new Signed();
  module.linear.weight.assign(tensor([[Number.NaN]]));
  const pending = module.linear.forward(ones([1, 1])).sum();
  summary(module, ones([1, 1]));
  expect(module.zero.toArray()).toEqual([0]);
  expect(() => pending.backward()).not.toThrow();
});

describe("forkRng", () => {
  it("puts every generator that was drawn from back, also when the function throws", () => {
    const generator = new Generator(3);
    const draw = (): unknown => [generator.uniform([2]).toArray(), defaultGenerator().uniform([2]).toArray()];
    const first = forkRng(draw);
    expect(forkRng(() => [draw(), forkRng(draw)][0])).toEqual(first);
    expect(() =>
      forkRng(() => {
        draw();
        throw new Error("mine");
      }),
    ).toThrow("mine");
    expect(draw()).toEqual(first);
    expect(draw()).not.toEqual(first);
  });

  it("puts back what was seeded or loaded, too, and refuses to promise that later", () => {
    const generator = new Generator(3);
    const [shared, before] = [defaultGenerator(), generator.state.toArray()];
    forkRng(() => {
      manualSeed(5).uniform([2]);
      generator.loadStateDict(new Generator(9).stateDict());
    });
    expect(defaultGenerator()).toBe(shared);
    expect(generator.state.toArray()).toEqual(before);
    expect(() => forkRng(async () => {})).toThrow("forkRng needs a synchronous function");
  });
});
