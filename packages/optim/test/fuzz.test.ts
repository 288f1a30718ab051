import { isValue, tensor } from "@chainrule/autograd";
import * as optim from "@chainrule/optim";
import fc from "fast-check";
import { describe, it } from "vitest";
import { corrupted } from "../../autograd/test/fuzz/junk.ts";
import { complaint } from "../../autograd/test/fuzz/outcome.ts";

/*
 * Optimizers and schedules that are built from what makes no sense: an error that names them, or a step that leaves sound
 * numbers. CHAINRULE_FUZZ_RUNS and CHAINRULE_FUZZ_SEED are as for the ops.
 */

const options = {
  numRuns: Number(process.env.CHAINRULE_FUZZ_RUNS ?? 60),
  seed: Number(process.env.CHAINRULE_FUZZ_SEED ?? 1),
};

interface Optimizer {
  step(): void;
}
const constructors = optim as unknown as Record<string, new (...args: readonly unknown[]) => Optimizer>;

const optimizers: readonly [name: string, options: object][] = [
  ["SGD", { learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.1 }],
  ["Adam", { learningRate: 0.1, betas: [0.9, 0.99], eps: 1e-8, weightDecay: 0.1 }],
  ["AdamW", { learningRate: 0.1, betas: [0.9, 0.99], eps: 1e-8 }],
  ["Adamax", { learningRate: 0.1, betas: [0.9, 0.99] }],
  ["NAdam", { learningRate: 0.1, betas: [0.9, 0.99] }],
  ["RAdam", { learningRate: 0.1, betas: [0.9, 0.99] }],
  ["RMSprop", { learningRate: 0.1, alpha: 0.9, momentum: 0.5 }],
  ["Adagrad", { learningRate: 0.1, eps: 1e-8 }],
  ["Adadelta", { learningRate: 0.1, rho: 0.9 }],
  ["Lion", { learningRate: 0.1, betas: [0.9, 0.99] }],
];

describe.each(optimizers)("%s", (name, given) => {
  it("takes a step as asked, or says what is wrong", () => {
    const parameter = tensor([1, 2], { requiresGrad: true });
    fc.assert(
      fc.property(corrupted([[parameter], given]), (args) => {
        const step = (...all: readonly unknown[]): unknown => {
          const optimizer = new constructors[name](...all);
          parameter.grad = tensor([1, -1]);
          optimizer.step();
          return [parameter];
        };
        const found = complaint(name, step, args);
        if (found !== undefined) throw new Error(found);
      }),
      options,
    );
  });
});

const schedules: readonly [name: string, options: object][] = [
  ["StepLR", { stepSize: 2, gamma: 0.5 }],
  ["MultiStepLR", { milestones: [1, 2], gamma: 0.5 }],
  ["ExponentialLR", { gamma: 0.5 }],
  ["LinearLR", { totalIters: 3 }],
  ["CosineAnnealingLR", { tMax: 3 }],
  ["PolynomialLR", { totalIters: 3, power: 2 }],
];

describe.each(schedules)("%s", (name, given) => {
  it("goes on as asked, or says what is wrong", () => {
    const parameter = tensor([1, 2], { requiresGrad: true });
    fc.assert(
      fc.property(corrupted([given]), ([changed]) => {
        const step = (all: unknown): unknown => {
          const optimizer = new optim.SGD([parameter], { learningRate: 0.1 });
          new constructors[name](optimizer, all).step();
          return optimizer.groups.map(({ learningRate }) => learningRate).filter((x) => isValue(name, x));
        };
        const found = complaint(name, step, [changed]);
        if (found !== undefined) throw new Error(found);
      }),
      options,
    );
  });
});
