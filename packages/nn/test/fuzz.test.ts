import { Generator, type Shape, Value, zeros } from "@chainrule/autograd";
import * as nn from "@chainrule/nn";
import fc from "fast-check";
import { describe, it } from "vitest";
import { corrupted } from "../../autograd/test/fuzz/junk.ts";
import { complaint } from "../../autograd/test/fuzz/outcome.ts";

/*
 * Layers that are built or called with what does not fit, and losses: sound Values, or an error that names the layer or loss.
 * CHAINRULE_FUZZ_RUNS and CHAINRULE_FUZZ_SEED are as for the ops.
 */

const options = {
  numRuns: Number(process.env.CHAINRULE_FUZZ_RUNS ?? 60),
  seed: Number(process.env.CHAINRULE_FUZZ_SEED ?? 1),
};

const draw = (shape: Shape): Value => new Generator(0).normal(shape);
const classes = zeros([3], { dtype: "int32" });

/** A layer's arguments that are right, and the shape that it takes. */
const layers: readonly [name: string, args: readonly unknown[], input: Shape][] = [
  ["Linear", [2, 3, { bias: false }], [4, 2]],
  ["Conv2d", [2, 4, 3, { stride: 1, padding: 1, groups: 2 }], [1, 2, 5, 5]],
  ["BatchNorm1d", [3, { momentum: 0.1 }], [4, 3]],
  ["BatchNorm2d", [3, { momentum: 0.1 }], [2, 3, 2, 2]],
  ["LayerNorm", [[3], { eps: 1e-5 }], [2, 3]],
  ["GroupNorm", [2, 4, { eps: 1e-5 }], [1, 4, 3]],
  ["RMSNorm", [[3], { eps: 1e-5 }], [2, 3]],
  ["Dropout", [0.5], [2, 3]],
  ["MaxPool2d", [2, { stride: 1, padding: 1 }], [1, 1, 4, 4]],
  ["AvgPool2d", [2, { stride: 1, padding: 1 }], [1, 1, 4, 4]],
  ["AdaptiveAvgPool2d", [[2, 2]], [1, 1, 4, 4]],
  ["Flatten", [{ startAxis: 1, endAxis: -1 }], [2, 3, 2]],
];

type Layer = { forward(x: unknown): unknown };
const constructors = nn as unknown as Record<string, new (...args: readonly unknown[]) => Layer>;

describe.each(layers)("%s", (name, args, input) => {
  it("is built as asked, or says what is wrong", () => {
    fc.assert(
      fc.property(corrupted(args), (given) => {
        const build = (...all: readonly unknown[]): unknown =>
          Object.values(new constructors[name](...all)).filter((part) => part instanceof Value);
        const found = complaint(name, build, given);
        if (found !== undefined) throw new Error(found);
      }),
      options,
    );
  });

  it("takes what fits, and says what does not", () => {
    const layer = new constructors[name](...args);
    fc.assert(
      fc.property(corrupted([draw(input)]), ([x]) => {
        const found = complaint(name, (y) => layer.forward(y), [x]);
        if (found !== undefined) throw new Error(found);
      }),
      options,
    );
  });
});

const losses: readonly [name: string, args: readonly unknown[]][] = [
  ["mseLoss", [draw([3, 2]), draw([3, 2]), { reduction: "sum" }]],
  ["l1Loss", [draw([3, 2]), draw([3, 2]), { reduction: "none" }]],
  ["huberLoss", [draw([3, 2]), draw([3, 2]), { delta: 0.5 }]],
  ["crossEntropy", [draw([3, 4]), classes, { labelSmoothing: 0.1 }]],
  ["nllLoss", [draw([3, 4]), classes, { ignoreIndex: 1 }]],
  ["klDivLoss", [draw([3, 4]), draw([3, 4]), { reduction: "sum" }]],
];

describe.each(losses)("%s", (name, args) => {
  it("gives a loss, or says what is wrong", () => {
    const loss = (nn as unknown as Record<string, (...args: readonly unknown[]) => unknown>)[name];
    fc.assert(
      fc.property(corrupted(args), (given) => {
        const found = complaint(name, loss, given);
        if (found !== undefined) throw new Error(found);
      }),
      options,
    );
  });
});
