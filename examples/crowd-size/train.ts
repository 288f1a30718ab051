import type { Generator as Random, Value } from "@chainrule/autograd";
import { mseLoss } from "@chainrule/nn";
import { AdamW, minibatches, OneCycleLR } from "@chainrule/optim";
import type { Compile, Counter } from "./counter.ts";
import type { Crowds } from "./crowds.ts";
import { meanSquaredError } from "./errors.ts";
import type { CrowdNetwork } from "./network.ts";

export type Training = {
  readonly network: CrowdNetwork;
  /** Asks the network about the pictures for validation. */
  readonly counter: Counter;
  readonly crowds: { readonly train: Crowds; readonly validation: Crowds };
  readonly epochs: number;
  /** Shuffles the pictures, anew for each epoch. */
  readonly random: Random;
  readonly compile: Compile;
};

/** Where a training is after a step. */
export type Progress = {
  readonly step: number;
  readonly steps: number;
  /** The mean squared error on the pictures of this step, in people². */
  readonly loss: number;
  /** After the last step of an epoch: how the network does, also on pictures that it does not learn from. */
  readonly epoch?: { readonly number: number; readonly trainLoss: number; readonly validationLoss: number };
};

/** Teaches a network to count. Whoever loops over this takes the steps, one by one, and hears how each went. */
export function* train(training: Training): Generator<Progress, void> {
  const { network, counter, crowds, epochs, random, compile } = training;
  const { pictures, people } = crowds.train;
  const targets = people.div(network.unit); // in hundreds of people, so that errors and gradients are of a handy size
  const optimizer = new AdamW(network.parameters(), { learningRate: 0.005, weightDecay: 0 });
  const batches = minibatches({ pictures, targets }, { size: 32, generator: random });
  const steps = epochs * batches.length;
  const schedule = new OneCycleLR(optimizer, { totalSteps: steps }); // small steps, large ones, and small ones to settle

  const learn = compile((pictures: Value, targets: Value): Value => {
    const loss = mseLoss(network.forward(pictures), targets);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    return loss;
  });

  let step = 0;
  for (let number = 1; number <= epochs; number++) {
    let sum = 0;
    for (const { pictures, targets } of batches) {
      const loss = learn(pictures, targets).item() * network.unit ** 2;
      schedule.step();
      sum += loss * targets.size;
      step++;
      if (step < number * batches.length) yield { step, steps, loss };
    }
    const validationLoss = meanSquaredError(counter.estimates(crowds.validation.pictures), crowds.validation);
    const trainLoss = sum / people.size;
    yield { step, steps, loss: trainLoss, epoch: { number, trainLoss, validationLoss } };
  }
}
