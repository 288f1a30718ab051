import { Generator, jvp, tensor, Value, value } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import {
  Adadelta,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  Lion,
  NAdam,
  type Optimizer,
  RAdam,
  RMSprop,
  SGD,
} from "../src/index.ts";
import { foreignMessage, foreignValue } from "./foreignValue.ts";

const parameter = (data: number[] | number, dtype: "float32" | "float64" = "float64"): Value =>
  typeof data === "number"
    ? value(data, { dtype, requiresGrad: true })
    : tensor(data, { dtype, requiresGrad: true });

const makers: Record<string, (parameters: Value[]) => Optimizer<object>> = {
  "SGD with dampened momentum": (parameters) =>
    new SGD(parameters, { learningRate: 0.1, momentum: 0.9, dampening: 0.2 }),
  "SGD with Nesterov momentum": (parameters) =>
    new SGD(parameters, { learningRate: 0.1, momentum: 0.9, nesterov: true }),
  "Adam with amsgrad": (parameters) => new Adam(parameters, { learningRate: 0.1, amsgrad: true }),
  AdamW: (parameters) => new AdamW(parameters, { learningRate: 0.1 }),
  "RMSprop, centered with momentum": (parameters) =>
    new RMSprop(parameters, { learningRate: 0.1, centered: true, momentum: 0.5 }),
  Adagrad: (parameters) => new Adagrad(parameters, { initialAccumulatorValue: 0.5 }),
  Adadelta: (parameters) => new Adadelta(parameters),
  Adamax: (parameters) => new Adamax(parameters),
  NAdam: (parameters) => new NAdam(parameters),
  RAdam: (parameters) => new RAdam(parameters, { betas: [0.9, 0.95] }),
  Lion: (parameters) => new Lion(parameters),
};
const names = Object.keys(makers);

/** Gradients that are the same for equal seeds. */
function steps(optimizer: Optimizer<object>, parameters: Value[], seed: number): void {
  const generator = new Generator(seed);
  for (let step = 0; step < 5; step++) {
    for (const x of parameters) x.grad = generator.normal(x.shape).to(x.dtype);
    optimizer.step();
  }
}

describe("step()", () => {
  it("takes the gradient times the learning rate from each parameter", () => {
    const [x, y] = [parameter([1, 2]), parameter(3)];
    const optimizer = new SGD([x, y], { learningRate: 0.5 });
    x.square().sum().add(y.mul(4)).backward();
    optimizer.step();
    expect([x.toArray(), y.toArray()]).toEqual([[0, 0], 1]);
  });

  it("leaves parameters without a gradient alone, and their state", () => {
    const [x, y] = [parameter([1]), parameter([2])];
    const optimizer = new Adam([x, y], { learningRate: 0.1 });
    y.grad = tensor([1], { dtype: "float64" });
    const before = optimizer.stateDict();
    optimizer.step();
    const after = optimizer.stateDict();
    expect(x.toArray()).toEqual([1]);
    expect(y.item()).toBeCloseTo(1.9);
    for (const name of ["step", "expAvg", "expAvgSq"]) {
      expect(after[`parameters.0.${name}`]).toEqual(before[`parameters.0.${name}`]);
      expect(after[`parameters.1.${name}`]).not.toEqual(before[`parameters.1.${name}`]);
    }
  });

  it.each(names)("changes nothing when a gradient does not fit: %s", (name) => {
    const [x, y] = [parameter([1, 2]), parameter([3, 4])];
    const optimizer = makers[name]([x, y]);
    steps(optimizer, [x, y], 1);
    const before = [x.toArray(), y.toArray(), optimizer.stateDict()];
    x.grad = tensor([1, 1], { dtype: "float64" });
    y.grad = tensor([1], { dtype: "float64" });
    expect(() => optimizer.step()).toThrow(
      /step\(\): the gradient is float64 of shape \[1\], but must be float64 of shape \[2\]. Nothing was updated./,
    );
    y.grad = tensor([1, 1], { dtype: "float32" });
    expect(() => optimizer.step()).toThrow(/the gradient is float32/);
    expect([x.toArray(), y.toArray(), optimizer.stateDict()]).toEqual(before);
  });

  it.each(names)("keeps the dtype of parameters and state, of scalars too: %s", (name) => {
    const parameters = [
      parameter([1, 2], "float32"),
      parameter(3, "float32"),
      parameter(4, "float64"),
      parameter([], "float32"),
    ];
    const optimizer = makers[name](parameters);
    steps(optimizer, parameters, 1);
    expect(parameters.map((x) => x.dtype)).toEqual(["float32", "float32", "float64", "float32"]);
    for (const [x, { step, buffers }] of optimizer.state) {
      expect(step.item()).toBe(5);
      for (const [key, buffer] of Object.entries(buffers)) {
        expect(buffer.dtype).toBe(key === "muProduct" ? "float64" : x.dtype);
      }
    }
  });

  it.each(names)("lets go of every graph: %s", (name) => {
    const parameters = [parameter([1, 2]), parameter(3)];
    const optimizer = makers[name](parameters);
    for (let step = 0; step < 3; step++) {
      const loss = parameters[0].sum().mul(parameters[1]).square();
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
    }
    const states = [...optimizer.state.values()];
    const kept = [
      ...parameters,
      ...states.map(({ step }) => step),
      ...states.flatMap(({ buffers }) => Object.values(buffers)),
      ...optimizer.groups.map((group) => group.learningRate),
    ];
    for (const leaf of kept) {
      expect(leaf).toBeInstanceOf(Value);
      expect(leaf.node).toBeNull();
    }
    expect(parameters.every((x) => x.requiresGrad)).toBe(true);
  });
});

it("zeroGrad() sets the gradients to null", () => {
  const x = parameter([1]);
  x.sum().backward();
  new SGD([x], { learningRate: 1 }).zeroGrad();
  expect(x.grad).toBeNull();
});

describe("the state dict", () => {
  it.each(names)("lets a trajectory go on bit by bit: %s", (name) => {
    const start = (): Value[] => [parameter([1, 2, 3]), parameter(4, "float32")];
    const [straight, first] = [start(), start()];
    const uninterrupted = makers[name](straight);
    steps(uninterrupted, straight, 1);
    uninterrupted.learningRate = 0.03;
    steps(uninterrupted, straight, 2);

    const interrupted = makers[name](first);
    steps(interrupted, first, 1);
    interrupted.learningRate = 0.03;
    const saved = structuredClone(interrupted.stateDict());
    const resumed = first.map((x) => x.detach());
    for (const x of resumed) x.requiresGrad = true;
    const second = makers[name](resumed);
    second.loadStateDict(saved);
    steps(second, resumed, 2);

    expect(resumed.map((x) => x.data)).toEqual(straight.map((x) => x.data));
    expect(second.stateDict()).toEqual(uninterrupted.stateDict());
  });

  it("has learning rates, step counts and moments by name, before the first step too", () => {
    const [x, y] = [parameter([1]), parameter([2])];
    const momentum = new SGD([{ parameters: [y] }, { parameters: [x], momentum: 0.9 }], { learningRate: 1 });
    expect(Object.keys(momentum.stateDict())).toEqual([
      "groups.0.learningRate",
      "groups.1.learningRate",
      "parameters.0.step",
      "parameters.1.step",
      "parameters.1.momentumBuffer",
    ]);
    expect(Object.keys(new Adam([x], { amsgrad: true }).stateDict())).toEqual([
      "groups.0.learningRate",
      "parameters.0.step",
      "parameters.0.expAvg",
      "parameters.0.expAvgSq",
      "parameters.0.maxExpAvgSq",
    ]);
  });

  it("is a copy that later steps do not change", () => {
    const x = parameter([1]);
    const optimizer = new SGD([x], { learningRate: 1, momentum: 0.9 });
    const saved = optimizer.stateDict();
    x.sum().backward();
    optimizer.step();
    expect(saved["parameters.0.momentumBuffer"].data).toEqual(Float64Array.of(0));
  });

  it("is loaded as a whole or not at all", () => {
    const optimizer = new Adam([parameter([1, 2])]);
    const other = new Adam([parameter([1, 2])], { learningRate: 0.5 }).stateDict();
    const { "parameters.0.expAvg": _, ...incomplete } = other;
    expect(() => optimizer.loadStateDict(incomplete)).toThrow(
      /does not fit this Adam. missing: parameters.0.expAvg/,
    );
    const grown = new Adam([parameter([1, 2, 3])], { learningRate: 0.5 }).stateDict();
    expect(() => optimizer.loadStateDict(grown)).toThrow(/misshaped: parameters.0.expAvg/);
    expect(optimizer.learningRate).toBe(1e-3);
    optimizer.loadStateDict(other);
    expect(optimizer.learningRate).toBe(0.5);
  });
});

describe("groups", () => {
  it("have options of their own over those of the optimizer", () => {
    const [x, y] = [parameter([1]), parameter([1])];
    const optimizer = new SGD([{ parameters: [x] }, { parameters: [y], learningRate: 0.1, weightDecay: 1 }], {
      learningRate: 0.5,
    });
    for (const leaf of [x, y]) leaf.grad = tensor([1], { dtype: "float64" });
    optimizer.step();
    expect([x.item(), y.item()]).toEqual([0.5, 0.8]);
    expect(optimizer.groups.map((group) => group.options.weightDecay)).toEqual([0, 1]);
    expect(optimizer.groups.map((group) => group.learningRate.item())).toEqual([0.5, 0.1]);
  });

  it("share the learning rate once it is set, and reading one of several throws", () => {
    const optimizer = new SGD(
      [{ parameters: [parameter([1])] }, { parameters: new Set([parameter([1])]), learningRate: 0.1 }],
      { learningRate: 0.5 },
    );
    expect(() => optimizer.learningRate).toThrow(
      "The groups of this SGD have different learning rates: 0.5, 0.1. Read groups[i].learningRate.",
    );
    optimizer.learningRate = 0.25;
    expect(optimizer.learningRate).toBe(0.25);
    expect(optimizer.groups.map((group) => group.learningRate.item())).toEqual([0.25, 0.25]);
    expect(() => {
      optimizer.learningRate = -1;
    }).toThrow("learningRate is a number of at least 0, got -1");
  });

  it("take parameters from a generator", () => {
    function* parameters(): Iterable<Value> {
      yield parameter([1]);
      yield parameter([2]);
    }
    expect(new SGD(parameters(), { learningRate: 1 }).groups[0].parameters).toHaveLength(2);
  });
});

describe("options", () => {
  it("stay as they were when the user writes into an array that was passed", () => {
    const betas: [number, number] = [0.5, 0.75];
    const optimizer = new Adam([parameter([1])], { betas });
    betas[1] = 7;
    const { options } = optimizer.groups[0];
    expect(options.betas).toEqual([0.5, 0.75]);
    expect(Object.isFrozen(options.betas)).toBe(true);
    expect(Object.isFrozen(betas)).toBe(false);
    expect(options.betas).not.toBe(new Adam([parameter([1])]).groups[0].options.betas);
  });

  it("that are undefined count as absent: defaults and the optimizer's options hold", () => {
    const x = parameter([1]);
    const undefineds = { momentum: undefined, betas: undefined, learningRate: undefined } as object;
    const { momentum: _, ...forAdam } = undefineds as { momentum: undefined };
    const { betas: _1, ...forGroup } = undefineds as { betas: undefined };
    const adam = new Adam([x], forAdam);
    expect([adam.learningRate, adam.groups[0].options.betas]).toEqual([1e-3, [0.9, 0.999]]);
    expect(new AdamW([x], forAdam).learningRate).toBe(1e-3);
    const sgd = new SGD([{ parameters: [x], ...forGroup }], { learningRate: 0.5, momentum: 0.9 });
    expect([sgd.learningRate, sgd.groups[0].options.momentum]).toEqual([0.5, 0.9]);
    expect(new SGD([x], { learningRate: 1, momentum: undefined } as never).groups[0].options.momentum).toBe(
      0,
    );
  });
});

describe("inside an open trace", () => {
  it.each(names)("an optimizer can be made and stepped, and goes on outside: %s", (name) => {
    const train = (): { x: Value; optimizer: Optimizer<object> } => {
      const x = parameter([1, 2]);
      const optimizer = makers[name]([x]);
      for (let step = 0; step < 2; step++) {
        optimizer.zeroGrad();
        x.square().sum().backward();
        optimizer.step();
      }
      return { x, optimizer };
    };
    const outside = train();
    let inside = outside;
    jvp(
      (y) => {
        inside = train();
        return y.mul(2);
      },
      value(1),
      value(1),
    );
    for (const { x, optimizer } of [inside, outside]) steps(optimizer, [x], 3);
    expect(inside.x).not.toBe(outside.x);
    expect(inside.x.data).toEqual(outside.x.data);
    expect(inside.optimizer.stateDict()).toEqual(outside.optimizer.stateDict());
  });
});

describe("Values of another copy of autograd", () => {
  const x = parameter([1]);

  it.each<[string, () => unknown]>([
    ["SGD", () => new SGD([foreignValue()], { learningRate: 1 })],
    ["SGD", () => new SGD([x, foreignValue()], { learningRate: 1 })],
    ["SGD", () => new SGD(foreignValue() as never, { learningRate: 1 })],
    ["Adam", () => new Adam([{ parameters: [foreignValue()] }])],
    ["Adam", () => new Adam([{ parameters: [x] }, foreignValue()] as never)],
  ])("are called that by %s", (name, make) => {
    expect(make).toThrow(`${name} ${foreignMessage}`);
  });

  it("are called that when one is a gradient", () => {
    const y = parameter([1]);
    const optimizer = new SGD([y], { learningRate: 1 });
    y.grad = foreignValue();
    expect(() => optimizer.step()).toThrow(`SGD.step() ${foreignMessage}`);
  });
});

describe("what makes no sense is refused", () => {
  const x = parameter([1]);
  const y = parameter([2]);

  it.each<[string, () => unknown]>([
    ["learningRate is a number of at least 0, got -0.1", () => new SGD([x], { learningRate: -0.1 })],
    ["learningRate is a number of at least 0, got undefined", () => new SGD([x], {} as never)],
    ["learningRate is a number of at least 0, got NaN", () => new Adam([x], { learningRate: Number.NaN })],
    ["SGD: momentum is a number of at least 0", () => new SGD([x], { learningRate: 1, momentum: -1 })],
    ["dampening is a finite number", () => new SGD([x], { learningRate: 1, dampening: Number.NaN })],
    ["AdamW: weightDecay is a number of at least 0", () => new AdamW([x], { weightDecay: -1 })],
    ["Adam: eps is a number of at least 0", () => new Adam([x], { eps: -1e-8 })],
    ["AdamW: betas are two numbers from 0 up to and without 1", () => new AdamW([x], { betas: [0.9, 1] })],
    ["without 1, got 0.9", () => new Adam([x], { betas: 0.9 as never })],
    ["RMSprop: alpha is a number from 0 to 1, got 2", () => new RMSprop([x], { alpha: 2 })],
    ["RMSprop: momentum is a number of at least 0", () => new RMSprop([x], { momentum: -1 })],
    ["Adadelta: rho is a number from 0 to 1, got NaN", () => new Adadelta([x], { rho: Number.NaN })],
    ["Adadelta: eps is a number of at least 0", () => new Adadelta([x], { eps: -1 })],
    [
      "Adagrad: learningRateDecay is a number of at least 0",
      () => new Adagrad([x], { learningRateDecay: -1 }),
    ],
    ["Adamax: betas are two numbers", () => new Adamax([x], { betas: [1, 0] })],
    ["NAdam: momentumDecay is a number of at least 0", () => new NAdam([x], { momentumDecay: -1 })],
    ["NAdam: betas are two numbers", () => new NAdam([x], { betas: [1, 0] })],
    ["RAdam: betas are two numbers", () => new RAdam([x], { betas: [0, -1] })],
    ["RAdam: eps is a number of at least 0", () => new RAdam([x], { eps: -1 })],
    ["Adamax: weightDecay is a number of at least 0", () => new Adamax([x], { weightDecay: -1 })],
    ["Lion: weightDecay is a number of at least 0", () => new Lion([x], { weightDecay: -1 })],
    ["Lion: betas are two numbers", () => new Lion([x], { betas: [0, 1] })],
    ["nesterov needs a momentum above 0", () => new SGD([x], { learningRate: 1, nesterov: true })],
    [
      "no dampening, got momentum 0.9 and dampening 0.1",
      () => new SGD([x], { learningRate: 1, nesterov: true, momentum: 0.9, dampening: 0.1 }),
    ],
    ["Adam has no option lr. It knows learningRate, betas", () => new Adam([x], { lr: 0.1 } as never)],
    ["Adam: weightDecay", () => new Adam([{ parameters: [x], weightDecay: -1 }])],
    ["SGD got no parameters", () => new SGD([], { learningRate: 1 })],
    ["Adam got no parameters", () => new Adam([{ parameters: [] }])],
    ["Put a single one into brackets", () => new Adam(x as never)],
    ["Put a single one into brackets", () => new Adam([{ parameters: x as never }])],
    ["parameter 1 is no Value but 3", () => new Adam([x, 3 as never])],
    ["parameter 1 was computed by mul; only leaves can be trained", () => new Adam([x, y.mul(2)])],
    ["parameter 0 does not require a gradient", () => new Adam([x.detach()])],
    ["parameter 2 appears a second time", () => new Adam([{ parameters: [x, y] }, { parameters: [x] }])],
  ])("%s", (message, make) => {
    expect(make).toThrow(message);
  });
});
