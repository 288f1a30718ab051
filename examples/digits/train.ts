// How a network learns. It starts with random weights, so at first it guesses. Then it looks at a few images at a time (a
// minibatch), finds out how wrong it is (the loss) and in which direction each weight would have to change to make it less
// wrong (the gradient), and changes all of them a little (a step). An epoch is over when it has seen every image once.
import type { Generator, Value } from "@chainrule/autograd";
import type { Parts } from "@chainrule/files";
import { crossEntropy, type Sequential } from "@chainrule/nn";
import { CosineAnnealingLR, minibatches, OneCycleLR, SGD } from "@chainrule/optim";
import { augment } from "./augment.ts";
import type { Digits } from "./digits.ts";
import { evaluate } from "./evaluate.ts";
import { UserError } from "./userError.ts";

/** How the learning rate changes over time. */
export type Schedule = "cosine" | "one-cycle";

export interface TrainOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly schedule: Schedule;
  /** Whether to turn and move each image at random whenever it comes. */
  readonly augment: boolean;
  /** Shuffles the images, anew for each epoch, and augments them. */
  readonly generator: Generator;
  /** Makes a program of a step, which does the same in less time; without it steps run call by call. */
  readonly compile?: (step: Step) => Step;
  /** Puts everything that changes to where another training stopped, and tells where that is. */
  readonly resume?: (parts: Parts) => Position;
  /** Writes down where the training is: after every epoch, and after every so many steps. */
  readonly keep?: (parts: Parts, position: Position) => void;
  readonly checkpoint?: number;
  /** After every step. */
  readonly onStep: (progress: { step: number; epoch: number; loss: number }) => void;
  /** After every epoch. */
  readonly onEpoch: (report: EpochReport) => void;
}

/** Learns from some images and their labels, and gives the loss before that. */
export type Step = (images: Value, labels: Value) => Value;

/** Where a training is between two steps. */
export interface Position {
  /** Counted from 1. */
  readonly epoch: number;
  /** How many steps were taken, in all epochs. */
  readonly step: number;
  /** Of this epoch: the losses of its batches so far, each times the number of its images. */
  readonly lossSum: number;
}

export const beginning: Position = { epoch: 1, step: 0, lossSum: 0 };

export interface EpochReport {
  /** Counted from 1. */
  readonly epoch: number;
  /** The mean of the losses of all batches, each before the network learned from it. */
  readonly trainLoss: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
  /** How long the epoch took, validation included. */
  readonly seconds: number;
}

/** How many steps `train` will take. */
export function stepCount(
  train: Digits,
  { epochs, batchSize }: Pick<TrainOptions, "epochs" | "batchSize">,
): number {
  return epochs * Math.ceil(train.labels.size / batchSize);
}

/**
 * Teaches the network with the images in `train`. Those in `validation` are only watched, never learned from: when the loss
 * falls on the former and rises on the latter, the network has begun to learn by heart (overfitting).
 */
export function train(network: Sequential, train: Digits, validation: Digits, options: TrainOptions): void {
  const { epochs, batchSize, learningRate, generator, onStep, onEpoch } = options;
  const { resume, keep, checkpoint = Number.POSITIVE_INFINITY } = options;

  // Momentum keeps nine tenths of the last step's direction, which evens out how much batches differ from each other.
  const optimizer = new SGD(network.parameters(), { learningRate, momentum: 0.9 });
  // Large steps to get near, small ones to settle. One cycle begins with small ones, too, and changes with every step.
  const isOneCycle = options.schedule === "one-cycle";
  const schedule = isOneCycle
    ? new OneCycleLR(optimizer, { totalSteps: stepCount(train, options) })
    : new CosineAnnealingLR(optimizer, { tMax: epochs });
  const batches = minibatches(train, {
    size: batchSize,
    generator,
    transform: ({ images, labels }) => ({
      images: options.augment ? augment(images, generator) : images,
      labels,
    }),
  });

  const learn: Step = (images, labels) => {
    const logits = network.forward(images); // what the network thinks
    const loss = crossEntropy(logits, labels); // how wrong that is
    optimizer.zeroGrad(); // forget the last batch's gradient
    loss.backward(); // the gradient of the loss: the chain rule, back through every layer
    optimizer.step(); // against the gradient, the loss gets smaller
    return loss;
  };
  const takeStep = options.compile?.(learn) ?? learn;

  const parts = { network, optimizer, schedule, batches };
  let { epoch, step, lossSum } = resume?.(parts) ?? beginning;
  for (; epoch <= epochs; epoch++) {
    const start = performance.now();
    network.train(); // normalize by what is in the batch

    // When a training goes on in the middle of an epoch, the batches are those that it has left.
    for (const { images, labels } of batches) {
      const loss = takeStep(images, labels);
      if (isOneCycle) schedule.step();

      const lossOfBatch = loss.item();
      if (!Number.isFinite(lossOfBatch)) {
        throw new UserError(
          `The loss became ${lossOfBatch} in step ${step + 1}. Try a smaller --learning-rate.`,
        );
      }
      lossSum += lossOfBatch * labels.size;
      onStep({ step: ++step, epoch, loss: lossOfBatch });
      if (step % checkpoint === 0) keep?.(parts, { epoch, step, lossSum });
    }
    if (!isOneCycle) schedule.step();

    const { loss: validationLoss, accuracy: validationAccuracy } = evaluate(network, validation);
    const seconds = (performance.now() - start) / 1000;
    onEpoch({ epoch, trainLoss: lossSum / train.labels.size, validationLoss, validationAccuracy, seconds });
    lossSum = 0;
    keep?.(parts, { epoch: epoch + 1, step, lossSum });
  }
}
