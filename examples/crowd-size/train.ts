import type { Generator, Value } from "@chainrule/autograd";
import { mseLoss } from "@chainrule/nn";
import { AdamW, minibatches, OneCycleLR } from "@chainrule/optim";
import type { Crowds } from "./crowds.ts";
import { estimatesOf, meanSquaredError } from "./evaluate.ts";
import type { CrowdNetwork } from "./network.ts";

export type TrainOptions = {
  readonly epochs: number;
  /** Shuffles the pictures, anew for each epoch. */
  readonly generator: Generator;
  readonly learningRate?: number;
  readonly batchSize?: number;
  /** Makes a program of a step, which does the same in less time. */
  readonly compile?: (step: Step) => Step;
};

/** Learns from some pictures, and gives the loss before that. */
export type Step = (pictures: Value, people: Value) => Value;

/** Where a training is after a step. */
export type Progress = {
  readonly step: number;
  readonly steps: number;
  /** The mean squared error on the pictures of this step, in people². */
  readonly loss: number;
  /** After the last step of an epoch: how it does on pictures that it does not learn from. */
  readonly epoch?: { readonly number: number; readonly trainLoss: number; readonly validationLoss: number };
};

/** Teaches the network to count. Whoever loops over this takes the steps, one by one, and hears how each went. */
export function* train(
  network: CrowdNetwork,
  crowds: { readonly train: Crowds; readonly validation: Crowds },
  options: TrainOptions,
): Generator_<Progress> {
  const { epochs, generator, learningRate = 0.005, batchSize = 32 } = options;
  const { pictures, people } = crowds.train;
  // The loss of lesson 3, in hundreds of people: so that numbers, and with them gradients, are neither huge nor tiny.
  const targets = people.div(network.unit);
  const optimizer = new AdamW(network.parameters(), { learningRate, weightDecay: 0 });
  const batches = minibatches({ pictures, targets }, { size: batchSize, generator });
  const steps = epochs * batches.length;
  const schedule = new OneCycleLR(optimizer, { totalSteps: steps });

  const learn: Step = (pictures, targets) => {
    const loss = mseLoss(network.forward(pictures), targets);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    return loss;
  };
  const takeStep = options.compile?.(learn) ?? learn;
  let step = 0;
  for (let number = 1; number <= epochs; number++) {
    let sum = 0;
    network.train(); // normalize by what is in the batch
    for (const { pictures, targets } of batches) {
      const loss = takeStep(pictures, targets).item() * network.unit ** 2;
      schedule.step();
      sum += loss * targets.size;
      const isLast = ++step % batches.length === 0;
      if (!isLast) yield { step, steps, loss };
      else {
        const validationLoss = meanSquaredError(estimatesOf(network, crowds.validation), crowds.validation);
        yield { step, steps, loss, epoch: { number, trainLoss: sum / people.size, validationLoss } };
      }
    }
  }
}

type Generator_<T> = globalThis.Generator<T, void>;
