import { Generator, grad, tensor, type Value, vmap, zeros } from "@chainrule/autograd";
import * as nn from "@chainrule/nn";
import { describe, expect, it } from "vitest";

const generator = new Generator(3);
const normal = (...shape: number[]): Value => generator.normal(shape, { dtype: "float64" });
const double = { dtype: "float64" } as const;
const pick = (x: Value, i: number): Value => x.slice(i, i + 1).reshape(x.shape.slice(1));

/** Holds vmap of f over all its arguments against a loop. */
function holds(f: (...args: Value[]) => Value, ...args: Value[]): void {
  const together = vmap(f)(...args);
  for (let i = 0; i < args[0].shape[0]; i++) {
    const alone = f(...args.map((arg) => pick(arg, i)));
    expect(pick(together, i).shape).toEqual(alone.shape);
    pick(together, i).data.forEach((x: number, j: number) => {
      expect(x).toBeCloseTo(alone.data[j], 10);
    });
  }
}

const images = normal(3, 2, 4, 4, 4);
const rows = normal(3, 5, 4);

describe("layers under vmap", () => {
  const layers: Record<string, [nn.Module & { forward(x: Value): Value }, Value]> = {
    Linear: [new nn.Linear(4, 2, double), rows],
    Conv2d: [new nn.Conv2d(4, 6, 3, { groups: 2, padding: 1, ...double }), images],
    MaxPool2d: [new nn.MaxPool2d(2), images],
    AvgPool2d: [new nn.AvgPool2d(2), images],
    AdaptiveAvgPool2d: [new nn.AdaptiveAvgPool2d([2, 3]), images],
    Flatten: [new nn.Flatten(), images],
    LayerNorm: [new nn.LayerNorm(4, double), rows],
    GroupNorm: [new nn.GroupNorm(2, 4, double), images],
    RMSNorm: [new nn.RMSNorm(4, double), rows],
    "BatchNorm2d in evaluation": [new nn.BatchNorm2d(4, double).eval(), images],
    "Dropout in evaluation": [new nn.Dropout(0.5).eval(), rows],
    PReLU: [new nn.PReLU(), rows.to("float32")],
  };
  it.each(Object.entries(layers))("%s", (_name, [layer, x]) => {
    holds((example) => layer.forward(example), x);
  });

  it("networks of scalars", () => {
    const network = new nn.MLP(2, [3, 1]);
    const [together] = vmap((inputs: Value[]) => network.forward(inputs))([tensor([1, 2]), tensor([3, 4])]);
    const alone = [0, 1].map((i) => network.forward([1 + i, 3 + i])[0].item());
    expect(together.toArray()).toEqual(alone);
  });

  it("looks up embeddings", () => {
    const embedding = new nn.Embedding(6, 2, { paddingIdx: 0, ...double });
    holds((indices) => embedding.forward(indices), generator.integers([3, 4], 0, 6));
  });

  it("drops other entries of each example", () => {
    const dropout = new nn.Dropout(0.5, { generator: new Generator(1) });
    const kept = vmap((x: Value) => dropout.forward(x))(
      tensor(new Float32Array(200).fill(1), { shape: [2, 100] }),
    );
    expect(pick(kept, 0).toArray()).not.toEqual(pick(kept, 1).toArray());
  });

  it("cannot move running statistics, and changes none of them", () => {
    const norm = new nn.BatchNorm2d(4, double);
    const before = norm.stateDict();
    expect(() => vmap((x: Value) => norm.forward(x))(images)).toThrow("in a model, call eval() first");
    expect(norm.stateDict()).toEqual(before);
  });
});

describe("losses under vmap", () => {
  const logits = normal(3, 5, 4);
  const classes = generator.integers([3, 5], 0, 4);
  const targets = normal(3, 5, 4);
  const weight = normal(4).abs();
  const signs = generator.bernoulli(0.5, [3, 5]).to("float64").mul(2).sub(1);
  const losses: Record<string, [(...args: Value[]) => Value, ...Value[]]> = {
    mseLoss: [(x, y) => nn.mseLoss(x, y), logits, targets],
    l1Loss: [(x, y) => nn.l1Loss(x, y), logits, targets],
    huberLoss: [(x, y) => nn.huberLoss(x, y), logits, targets],
    smoothL1Loss: [(x, y) => nn.smoothL1Loss(x, y), logits, targets],
    crossEntropy: [(x, y) => nn.crossEntropy(x, y), logits, classes],
    "crossEntropy, all options": [
      (x, y) => nn.crossEntropy(x, y, { labelSmoothing: 0.1, ignoreIndex: 1, weight }),
      logits,
      classes,
    ],
    nllLoss: [(x, y) => nn.nllLoss(x.logSoftmax(), y), logits, classes],
    binaryCrossEntropyWithLogits: [
      (x, y) => nn.binaryCrossEntropyWithLogits(x, y.sigmoid()),
      logits,
      targets,
    ],
    klDivLoss: [(x, y) => nn.klDivLoss(x.logSoftmax(), y.softmax()), logits, targets],
    hingeEmbeddingLoss: [(x, y) => nn.hingeEmbeddingLoss(x, y), normal(3, 5), signs],
    cosineEmbeddingLoss: [(x, y, s) => nn.cosineEmbeddingLoss(x, y, s), logits, targets, signs],
  };
  it.each(Object.entries(losses))("%s", (_name, [loss, ...args]) => holds(loss, ...args));

  it("gives the gradient of each example by one pass", () => {
    const model = new nn.Sequential(new nn.Linear(4, 3, double), new nn.Tanh(), new nn.Linear(3, 4, double));
    const perExample = vmap((x: Value, y: Value) =>
      grad((input: Value) => nn.crossEntropy(model.forward(input), y))(x),
    );
    expect(perExample(logits, classes).shape).toEqual(zeros([3, 5, 4]).shape);
    holds((x, y) => grad((input: Value) => nn.crossEntropy(model.forward(input), y))(x), logits, classes);
  });
});
