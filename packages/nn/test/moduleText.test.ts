import { inspect } from "node:util";
import { Generator, type Value, zeros } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import {
  BatchNorm2d,
  Conv2d,
  Dropout,
  Flatten,
  Linear,
  MaxPool2d,
  Module,
  ModuleList,
  ReLU,
  Sequential,
} from "../src/index.ts";

describe("a module as text", () => {
  it("has a line for each module under its path, with shapes and settings", () => {
    const network = new Sequential(
      new Conv2d(1, 8, 3, { padding: 1, bias: false }),
      new BatchNorm2d(8),
      new ReLU(),
      new MaxPool2d([2, 2]),
      new Sequential(new Flatten(), new Dropout(0.25, { generator: new Generator(1) })),
      new Linear(1568, 10),
    );
    expect(String(network)).toBe(`Sequential(
  (0): Conv2d(weight=[8, 1, 3, 3], bias=null, groups=1, stride=1, padding=1, dilation=1)
  (1): BatchNorm2d(eps=0.00001, momentum=0.1, weight=[8], bias=[8], runningMean=[8], runningVar=[8], numBatchesTracked=[])
  (2): ReLU()
  (3): MaxPool2d(kernelSize=[2, 2])
  (4): Sequential(
    (0): Flatten(startAxis=1, endAxis=-1)
    (1): Dropout(p=0.25)
  )
  (5): Linear(weight=[10, 1568], bias=[10])
)`);
    expect(inspect(network)).toBe(String(network));
  });

  it("shows parts that are shared, or that lead back, in full only once", () => {
    class Ring extends Module {
      readonly first = new Linear(2, 2);
      readonly again = this.first;
      readonly heads = new ModuleList([new ReLU()]);
      readonly masks = { input: zeros([3]), all: [zeros([2]), this.heads] };
      readonly self = this;
      readonly note = "tied";
      forward(x: Value): Value {
        return x;
      }
    }
    expect(String(new Ring())).toBe(`Ring(masks.input=[3], masks.all.0=[2], note="tied"
  (first): Linear(weight=[2, 2], bias=[2])
  (again): Linear(…)
  (heads): ModuleList(
    (0): ReLU()
  )
  (masks.all.1): ModuleList(…)
  (self): Ring(…)
)`);
  });
});
