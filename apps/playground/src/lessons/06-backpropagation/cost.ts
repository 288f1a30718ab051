import { backwardSteps, countOperations, Generator, type Value, value, zeros } from "@chainrule/autograd";
import { Linear, mseLoss, Sequential, Tanh } from "@chainrule/nn";

/** What it costs to learn the slopes of a network's loss by all its weights, in operations on numbers. */
export type Cost = {
  readonly weights: number;
  /** From the input to the loss, once. */
  readonly forward: number;
  /** Forward, and back by the chain rule: all slopes. */
  readonly backward: number;
  /** Forward once, and once more for each weight, which is nudged: all slopes, roughly. */
  readonly nudging: number;
};

/** The cost for a network with 16 inputs and one hidden layer, for one example. */
export function costOf(hidden: number): Cost {
  const generator = new Generator(1);
  const model = new Sequential(
    new Linear(16, hidden, { generator }),
    new Tanh(),
    new Linear(hidden, 1, { generator }),
  );
  const weights = model.parameters().reduce((sum, { size }) => sum + size, 0);
  const loss = (): Value => mseLoss(model.forward(zeros([1, 16])), zeros([1, 1]));
  const { operations: forward } = countOperations(loss);
  const { operations: backward } = countOperations(() => loss().backward());
  return { weights, forward, backward, nudging: (weights + 1) * forward };
}

/** How many calls there are in a row of diamonds, and how many paths lead through it. */
export function callsAndPaths(diamonds: number): { calls: number; paths: number } {
  let u: Value = value(0.5, { requiresGrad: true });
  for (let i = 0; i < diamonds; i++) u = u.mul(0.5).add(u.square());
  return { calls: backwardSteps(u).length, paths: 2 ** diamonds };
}
