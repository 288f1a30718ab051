import { type Value, value, zeros } from "@chainrule/autograd";
import {
  BatchNorm1d,
  binaryCrossEntropyWithLogits,
  Conv2d,
  crossEntropy,
  Dropout,
  Flatten,
  huberLoss,
  Linear,
  type LossOptions,
  Module,
  mseLoss,
  nllLoss,
  ReLU,
  Sequential,
  type UnaryModule,
} from "@chainrule/nn";
import { describe, expectTypeOf, it } from "vitest";
import type { Chainable, Input } from "../src/layerShapes.ts";
import type { Classes, TargetLike } from "../src/lossShapes.ts";

declare const n: number;
declare const plain: Value;
declare const options: LossOptions;
declare const unknown: UnaryModule;

describe("Linear", () => {
  it("maps the last axis", () => {
    const layer = new Linear(784, 128);
    expectTypeOf(layer).toEqualTypeOf<Linear<784, 128>>();
    expectTypeOf(layer.weight).toEqualTypeOf<Value<[128, 784]>>();
    expectTypeOf(layer.forward(zeros([64, 784]))).toEqualTypeOf<Value<[64, 128]>>();
    expectTypeOf(layer.forward(zeros([n, 5, 784]))).toEqualTypeOf<Value<[number, 5, 128]>>();
    expectTypeOf(layer.forward(plain)).toEqualTypeOf<Value>();
    expectTypeOf(new Linear(n, 10).forward(zeros([64, 5]))).toEqualTypeOf<Value<[64, 10]>>();
    const any: Linear = layer;
    expectTypeOf(any.forward(zeros([64, 5]))).toExtend<Value>();
  });

  it("refuses inputs with other features", () => {
    // @ts-expect-error 28 features are not 784
    new Linear(784, 128).forward(zeros([64, 28, 28]));
    // @ts-expect-error a scalar has no features
    new Linear(784, 128).forward(value(1));
    expectTypeOf<
      Input<Linear<784, 128>, Value<[64, 28, 28]>>
    >().toEqualTypeOf<"Linear(784, 128) needs inputs [..., 784], got [64, 28, 28]. Reshape or flatten them.">();
  });

  it("can be called as one of several layers", () => {
    const run = (x: Value): Value => {
      for (const layer of [new Linear(2, 8), new ReLU(), new Linear(8, 1)]) x = layer.forward(x);
      for (const layer of [new Linear(2, 8), new Conv2d(1, 2, 3), new Flatten()]) x = layer.forward(x);
      return x;
    };
    expectTypeOf(run).returns.toEqualTypeOf<Value>();
  });
});

describe("Sequential", () => {
  it("knows its layers, and what they make of a shape", () => {
    const model = new Sequential(new Flatten(), new Linear(784, 128), new ReLU(), new Linear(128, 10));
    expectTypeOf(model).toEqualTypeOf<Sequential<[Flatten, Linear<784, 128>, ReLU, Linear<128, 10>]>>();
    expectTypeOf(model.layers[1]).toEqualTypeOf<Linear<784, 128>>();
    expectTypeOf(model.forward(zeros([64, 1, 28, 28]))).toEqualTypeOf<Value<[64, 10]>>();
    expectTypeOf(model.forward(plain)).toEqualTypeOf<Value>();
    const nested = new Sequential(model, new Dropout(), new BatchNorm1d(10), new Linear(10, 2));
    expectTypeOf(nested.forward(zeros([n, 28, 28]))).toEqualTypeOf<Value<[number, 2]>>();
    expectTypeOf(new Sequential(unknown, new Linear(3, 4)).forward(zeros([2, 5]))).toEqualTypeOf<Value>();
  });

  it("takes modules of which nothing is known, in a list too", () => {
    class Residual extends Module {
      readonly inner = new Linear(8, 8);
      forward(x: Value): Value {
        return x.add(this.inner.forward(x).relu());
      }
    }
    const model: Sequential = new Sequential(new Linear(2, 8), new Residual(), new Linear(3, 1));
    expectTypeOf(model.forward(plain)).toEqualTypeOf<Value>();
    const layers = [new Linear(2, 8), new ReLU()];
    expectTypeOf(new Sequential(...layers).forward(zeros([3, 2]))).toEqualTypeOf<Value>();
  });

  it("refuses layers that do not follow each other, and names both", () => {
    // @ts-expect-error 128 features are not 64
    void new Sequential(new Linear(784, 128), new ReLU(), new Linear(64, 10));
    expectTypeOf<Chainable<[Linear<784, 128>, ReLU, Linear<64, 10>]>>().toEqualTypeOf<
      [Linear<784, 128>, ReLU, "Linear(64, 10) cannot follow Linear(784, 128): it needs inputs [..., 64]."]
    >();
    // @ts-expect-error the same, one level down
    void new Sequential(new Sequential(new Linear(2, 3), new ReLU()), new Linear(4, 1));
    // @ts-expect-error no module
    void new Sequential(new Linear(2, 3), 3);
  });

  it("refuses inputs that its layers cannot take", () => {
    const model = new Sequential(new Flatten(), new Linear(784, 10));
    // @ts-expect-error 27 · 28 features are not 784
    model.forward(zeros([64, 27, 28]));
    expectTypeOf<
      Input<typeof model, Value<[64, 27, 28]>>
    >().toEqualTypeOf<"Linear(784, 10) needs inputs [..., 784], got [64, 756]. Reshape or flatten them.">();
  });
});

describe("losses", () => {
  it("are scalars, or as their reduction says", () => {
    expectTypeOf(mseLoss(zeros([4, 1]), zeros([4, 1]))).toEqualTypeOf<Value<[]>>();
    expectTypeOf(mseLoss(zeros([4, 1]), zeros([n, 1]), { reduction: "none" })).toEqualTypeOf<Value<[4, 1]>>();
    expectTypeOf(huberLoss(plain, zeros([3]), { delta: 2, reduction: "sum" })).toEqualTypeOf<Value<[]>>();
    expectTypeOf(mseLoss(plain, plain, options)).toEqualTypeOf<Value>();
    expectTypeOf(crossEntropy(zeros([64, 10]), zeros([64]))).toEqualTypeOf<Value<[]>>();
    expectTypeOf(crossEntropy(zeros([64, 10]), zeros([64, 10]), { reduction: "none" })).toEqualTypeOf<
      Value<[64]>
    >();
    expectTypeOf(crossEntropy(zeros([2, 10, 4, 4]), zeros([2, 4, 4]))).toEqualTypeOf<Value<[]>>();
    expectTypeOf(nllLoss(zeros([10]), value(3))).toEqualTypeOf<Value<[]>>();
  });

  it("refuse targets of other shapes", () => {
    // @ts-expect-error losses do not broadcast
    mseLoss(zeros([4, 1]), zeros([4]));
    // @ts-expect-error the same
    binaryCrossEntropyWithLogits(zeros([4, 1]), zeros([4]));
    // @ts-expect-error an index for each of 64 examples
    crossEntropy(zeros([64, 10]), zeros([10]));
    // @ts-expect-error nllLoss knows no probabilities
    nllLoss(zeros([64, 10]), zeros([64, 10]));
    expectTypeOf<
      TargetLike<"mseLoss", Value<[4, 1]>, Value<[4]>>
    >().toEqualTypeOf<"mseLoss needs a target for each prediction, got predictions [4, 1] and targets [4].">();
    expectTypeOf<
      Classes<"crossEntropy", Value<[64, 10]>, Value<[64, 1]>>
    >().toEqualTypeOf<"crossEntropy of scores [64, 10] needs class indices [64], got [64, 1].">();
  });
});
