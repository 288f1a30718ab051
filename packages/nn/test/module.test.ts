import { runInNewContext } from "node:vm";
import { Generator, jvp, noGrad, ones, tensor, type Value, value, zeros } from "@chainrule/autograd";
import { BatchNorm1d, Conv2d, Dropout, Linear, Module, ModuleList, ReLU, Sequential } from "@chainrule/nn";
import { describe, expect, it } from "vitest";
import { foreignMessage, foreignValue } from "./foreignValue.ts";

const paths = (named: [string, Value][]): string[] => named.map(([path]) => path);

class Everything extends Module {
  readonly scale = ones([], { requiresGrad: true });
  readonly mean = zeros([3]);
  readonly heads = [[new Linear(3, 2)], new Linear(3, 1, { bias: false })];
  readonly named = { gate: ones([2], { requiresGrad: true }) };
  readonly dropout = new Dropout(0.5, { generator: new Generator(1) });
  readonly computed = ones([2], { requiresGrad: true }).mul(2);
  readonly #hidden = ones([2], { requiresGrad: true });
  readonly name = "everything";

  forward(x: Value): Value {
    return x.mul(this.scale).add(this.#hidden);
  }
}

class Tied extends Module {
  readonly encoder = new Linear(2, 2);
  readonly weight = this.encoder.weight;
  readonly again = [this.encoder];
  self: Module | null = null;

  forward(x: Value): Value {
    return this.encoder.forward(x).matmul(this.weight);
  }
}

class Box extends Module {
  readonly content: unknown;
  readonly weight = ones([], { requiresGrad: true });

  constructor(content: unknown) {
    super();
    this.content = content;
  }

  forward(x: Value): Value {
    return x;
  }
}

describe("what a module holds", () => {
  it("is found in properties, modules, nested arrays and plain objects, in their order", () => {
    const module = new Everything();
    expect(paths(module.namedParameters())).toEqual([
      "scale",
      "heads.0.0.weight",
      "heads.0.0.bias",
      "heads.1.weight",
      "named.gate",
    ]);
    expect(module.parameters()[0]).toBe(module.scale);
  });

  it("counts a leaf without a gradient as a buffer, and no computed Value or generator", () => {
    const module = new Everything();
    expect(paths(module.namedBuffers())).toEqual(["mean"]);
    expect(module.buffers()).toEqual([module.mean]);
    module.scale.requiresGrad = false;
    expect(paths(module.namedBuffers())).toEqual(["scale", "mean"]);
  });

  it("counts a shared weight and a shared module once, under the path found first", () => {
    const module = new Tied();
    expect(paths(module.namedParameters())).toEqual(["encoder.weight", "encoder.bias"]);
    expect(Object.keys(module.stateDict())).toEqual(["encoder.weight", "encoder.bias"]);
    expect(module.modules()).toEqual([module, module.encoder]);
  });

  it("may refer to itself", () => {
    const module = new Tied();
    module.self = module;
    expect(module.parameters()).toHaveLength(2);
    expect(module.eval().training).toBe(false);
  });

  it("must not have two leaves under one path, which a state dict could not tell apart", () => {
    const clashing = new Box({ a: { b: zeros([1]) }, "a.b": zeros([2]) });
    for (const read of [() => clashing.stateDict(), () => clashing.parameters()]) {
      expect(read).toThrow(
        'Box holds two Values under the path "content.a.b". Rename the key that contains a dot or is empty.',
      );
    }
    class Nameless extends Box {
      readonly "" = { weight: zeros([1]) };
    }
    expect(() => new Nameless(null).stateDict()).toThrow('two Values under the path "weight"');
    const shared = zeros([1]);
    expect(paths(new Box({ a: { b: shared }, "a.b": shared, "c.d": zeros([1]) }).namedBuffers())).toEqual([
      "content.a.b",
      "content.c.d",
    ]);
  });

  it("must not be a Value of another copy of autograd, which would be lost", () => {
    expect(() => new Box([{ gate: foreignValue() }]).parameters()).toThrow(
      `Box, at content.0.gate, ${foreignMessage}`,
    );
  });

  it("may be nested deeper than calls can be", () => {
    let nested = new Box(null);
    for (let depth = 1; depth < 20_000; depth++) nested = new Box(nested);
    const innermost = nested.namedParameters()[0];
    expect(nested.parameters()).toHaveLength(20_000);
    expect(innermost[0].split(".")).toHaveLength(20_000);
    expect(
      nested
        .eval()
        .modules()
        .every(({ training }) => !training),
    ).toBe(true);
  });

  it("is found in plain objects of another realm, and in none of a class", () => {
    const foreign = runInNewContext("({ inner: [Object.create(null)] })") as { inner: { gate?: Value }[] };
    foreign.inner[0].gate = ones([1], { requiresGrad: true });
    expect(paths(new Box(foreign).namedParameters())).toEqual(["content.inner.0.gate", "weight"]);
    class Holder {
      readonly gate = ones([1], { requiresGrad: true });
    }
    expect(paths(new Box(new Holder()).namedParameters())).toEqual(["weight"]);
  });

  it("is made of leaves also inside an open trace, with the same numbers as outside", () => {
    const build = (): Sequential =>
      new Sequential(
        new Linear(2, 3, { generator: new Generator(1) }),
        new Conv2d(1, 2, 2, { generator: new Generator(2) }),
      );
    const models: Sequential[] = [];
    jvp(
      (x) => {
        models.push(build());
        return x.mul(2);
      },
      value(1),
      value(1),
    );
    const [inside] = models;
    expect(inside.parameters().map(({ node, requiresGrad }) => [node, requiresGrad])).toEqual(
      Array.from({ length: 4 }, () => [null, true]),
    );
    expect(inside.stateDict()).toEqual(build().stateDict());
  });

  it("has the paths of PyTorch in a Sequential", () => {
    const model = new Sequential(new Conv2d(1, 2, 3), new ReLU(), new Linear(3, 1));
    expect(paths(model.namedParameters())).toEqual(["0.weight", "0.bias", "2.weight", "2.bias"]);
  });

  it("is refused as a Sequential when it is an array or a function", () => {
    const relu = new ReLU();
    expect(() => new Sequential([relu] as never)).toThrow(
      "Sequential needs modules, one after another, got an array.",
    );
    expect(() => new Sequential(relu, ((x: Value) => x.relu()) as never)).toThrow(
      "got a function. Spread an array;",
    );
  });
});

describe("ModuleList", () => {
  class Heads extends Module {
    readonly heads = new ModuleList([new Linear(2, 3), new Linear(2, 1, { bias: false })]);

    forward(x: Value): Value[] {
      return Array.from(this.heads, (head) => head.forward(x));
    }
  }

  it("has the paths of PyTorch, which an array has too", () => {
    const { heads } = new Heads();
    expect(paths(new Heads().namedParameters())).toEqual([
      "heads.0.weight",
      "heads.0.bias",
      "heads.1.weight",
    ]);
    expect(paths(new Box([...heads]).namedParameters())[0]).toBe("content.0.weight");
    expect(Object.keys(heads.stateDict())).toEqual(["0.weight", "0.bias", "1.weight"]);
  });

  it("is read by index, by length and in a loop, and grows", () => {
    const list = new ModuleList<Module>([new ReLU()]);
    const added = Array.from({ length: 11 }, () => new ReLU());
    expect(list.append(...added)).toHaveLength(12);
    expect(list[11]).toBe(added[10]);
    expect([...list].slice(1)).toEqual(added);
    expect(list.modules()).toEqual([list, ...list]);
    list.eval();
    expect(added.every(({ training }) => !training)).toBe(true);
  });

  it("has no forward", () => {
    expect(new Heads().forward(ones([4, 2])).map(({ shape }) => shape)).toEqual([
      [4, 3],
      [4, 1],
    ]);
    expect(() => new ModuleList().forward()).toThrow("A ModuleList has no forward.");
  });
});

describe("train and eval", () => {
  it("reach every module inside, and return the module", () => {
    const module = new Everything();
    const flags = (): boolean[] => module.modules().map(({ training }) => training);
    expect(flags()).toEqual([true, true, true, true]);
    expect(module.eval()).toBe(module);
    expect(flags()).toEqual([false, false, false, false]);
    expect(module.train()).toBe(module);
    expect(flags()).toEqual([true, true, true, true]);
  });
});

describe("zeroGrad", () => {
  it("forgets the gradients of all parameters", () => {
    const model = new Sequential(new Linear(2, 2), new Linear(2, 1));
    model
      .forward(ones([3, 2]))
      .sum()
      .backward();
    expect(model.parameters().every(({ grad }) => grad !== null)).toBe(true);
    model.zeroGrad();
    expect(model.parameters().every(({ grad }) => grad === null)).toBe(true);
  });
});

describe("freezing", () => {
  const build = (): Sequential => {
    const generator = new Generator(3);
    return new Sequential(
      new Linear(2, 3, { generator }),
      new BatchNorm1d(3),
      new Linear(3, 1, { generator }),
    );
  };
  const step = (model: Sequential): void => {
    model
      .forward(tensor([1, -1, 2, 0.5], { shape: [2, 2] }))
      .square()
      .sum()
      .backward();
    noGrad(() => {
      for (const parameter of model.parameters()) {
        if (parameter.grad !== null) parameter.assign(parameter.sub(parameter.grad));
      }
    });
  };

  it("keeps paths and the state dict, and moves parameters to the buffers and back", () => {
    const model = build();
    const [before, all] = [model.stateDict(), paths(model.namedParameters())];
    const frozen = (model.layers[0] as Linear).parameters();
    for (const parameter of frozen) parameter.requiresGrad = false;
    expect(model.stateDict()).toEqual(before);
    expect(Object.keys(model.stateDict())).toEqual(Object.keys(before));
    expect(paths(model.namedParameters())).toEqual(all.slice(2));
    expect(paths(model.namedBuffers()).slice(0, 2)).toEqual(all.slice(0, 2));
    for (const parameter of frozen) parameter.requiresGrad = true;
    expect(paths(model.namedParameters())).toEqual(all);
  });

  it("leaves frozen parameters without gradients and as they are, and trains the others", () => {
    const model = build();
    const [first, , last] = model.layers as [Linear, BatchNorm1d, Linear];
    step(model);
    for (const parameter of first.parameters()) parameter.requiresGrad = false;
    model.zeroGrad();
    expect(first.weight.grad).toBeNull();
    const before = model.stateDict();
    step(model);
    expect(first.weight.grad).toBeNull();
    expect(model.stateDict()["0.weight"]).toEqual(before["0.weight"]);
    expect(last.weight.grad).not.toBeNull();
    expect(model.stateDict()["2.weight"]).not.toEqual(before["2.weight"]);
  });

  it("lets gradients through a frozen module to what comes before it", () => {
    const model = build();
    for (const parameter of (model.layers[2] as Linear).parameters()) parameter.requiresGrad = false;
    step(model);
    expect((model.layers[0] as Linear).weight.grad).not.toBeNull();
  });

  it("loads a state dict into frozen parameters, which stay frozen", () => {
    const [from, to] = [build(), build()];
    step(from);
    for (const parameter of to.parameters()) parameter.requiresGrad = false;
    to.loadStateDict(from.stateDict());
    expect(to.stateDict()).toEqual(from.stateDict());
    expect(to.parameters()).toEqual([]);
  });
});

describe("a shared parameter", () => {
  class Autoencoder extends Module {
    readonly table = new Linear(3, 2, { bias: false, generator: new Generator(1) });
    readonly head = { weight: this.table.weight };

    forward(x: Value): Value {
      return this.table.forward(x).matmul(this.head.weight);
    }
  }

  it("collects the gradients of all its uses, and is saved and loaded once", () => {
    const model = new Autoencoder();
    const x = new Generator(2).normal([4, 3]);
    model.forward(x).square().sum().backward();
    const twice = model.table.weight.grad?.data ?? [];
    const [first, second] = [0, 1].map(() => model.table.weight.detach());
    for (const weight of [first, second]) weight.requiresGrad = true;
    x.matmul(first.transpose()).matmul(second).square().sum().backward();
    const apart = noGrad(() => first.grad?.add(second.grad ?? 0).data ?? []);
    expect(twice).toHaveLength(6);
    twice.forEach((entry, i) => {
      expect(entry).toBeCloseTo(apart[i], 4);
    });
    expect(Object.keys(model.stateDict())).toEqual(["table.weight"]);
    const other = new Autoencoder();
    other.loadStateDict({ ...model.stateDict() });
    expect(other.head.weight).toBe(other.table.weight);
    expect(other.head.weight.toArray()).toEqual(model.head.weight.toArray());
  });

  it("is frozen in all its places", () => {
    const model = new Autoencoder();
    model.head.weight.requiresGrad = false;
    expect(model.parameters()).toEqual([]);
    expect(paths(model.namedBuffers())).toEqual(["table.weight"]);
  });
});

describe("the state dict", () => {
  const build = (seed: number): Sequential => {
    const generator = new Generator(seed);
    return new Sequential(
      new Linear(2, 3, { generator }),
      new ReLU(),
      new Linear(3, 1, { dtype: "float64", generator }),
    );
  };

  it("takes one model's numbers to another, through structuredClone", () => {
    const [from, to] = [build(1), build(2)];
    const x = tensor([[1, -2]]);
    expect(to.forward(x).item()).not.toBe(from.forward(x).item());
    to.loadStateDict(structuredClone(from.stateDict()));
    expect(to.forward(x).item()).toBe(from.forward(x).item());
    expect(to.parameters().every(({ requiresGrad }) => requiresGrad)).toBe(true);
  });

  it("is a copy: later steps do not change it", () => {
    const layer = new Linear(1, 1, { bias: false });
    const state = layer.stateDict();
    const before = layer.weight.item();
    layer.weight.assign(noGrad(() => layer.weight.add(1)));
    expect(state.weight.data[0]).toBe(before);
  });

  it("holds buffers as well as parameters, in the order of the properties", () => {
    const module = new Everything();
    expect(Object.keys(module.stateDict()).slice(0, 3)).toEqual(["scale", "mean", "heads.0.0.weight"]);
    const state = module.stateDict();
    module.mean.assign(ones([3]));
    module.loadStateDict(state);
    expect(module.mean.toArray()).toEqual([0, 0, 0]);
  });

  it("that does not fit is refused with every missing, unexpected and misshaped entry, and nothing is loaded", () => {
    const model = build(1);
    const before = model.stateDict();
    const { "0.bias": bias, "2.weight": _, ...others } = build(2).stateDict();
    const state = { ...others, "0.bias": { ...bias, shape: [1, 3] }, "3.weight": bias };
    expect(() => model.loadStateDict(state)).toThrow(
      "This state dict does not fit Sequential. missing: 2.weight; unexpected: 3.weight; misshaped: 0.bias",
    );
    expect(model.stateDict()).toEqual(before);
  });

  it("of another dtype is refused", () => {
    const state = new Linear(2, 1, { dtype: "float64" }).stateDict();
    expect(() => new Linear(2, 1).loadStateDict(state)).toThrow(
      "misshaped: weight (needs float32 [1, 2], got float64 [1, 2]",
    );
  });
});
