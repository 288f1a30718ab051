import { noGrad, type Value } from "@chainrule/autograd";
import { crossEntropy, type Sequential } from "@chainrule/nn";
import { minibatches } from "@chainrule/optim";
import { classCount, type Digits } from "./digits.ts";

/** How a network does on images, whose labels it is not told. */
export interface Evaluation {
  /** The mean cross-entropy. */
  readonly loss: number;
  /** The share of images whose likeliest digit is the right one. */
  readonly accuracy: number;
  /** The likeliest digit for each image. */
  readonly predictions: readonly number[];
  /** How likely the network thinks each digit is, for each image: ten numbers that sum to 1. */
  readonly probabilities: readonly (readonly number[])[];
}

/** Asks the network, in evaluation mode, about every image. Nothing is learned here: `noGrad` records no graph. */
export function evaluate(network: Sequential, digits: Digits): Evaluation {
  const predictions: number[] = [];
  const probabilities: number[][] = [];
  let [loss, right] = [0, 0];
  network.eval(); // what it says of an image does not depend on the others
  noGrad(() => {
    // In batches, only because a thousand images at a time need less memory than all.
    for (const { images, labels } of minibatches(digits, { size: 1000, shuffle: false })) {
      const logits = network.forward(images);
      loss += crossEntropy(logits, labels, { reduction: "sum" }).item();
      const digits = logits.argmax(1);
      right += digits.eq(labels).sum().item();
      predictions.push(...digits.data);
      probabilities.push(...rowsOf(logits.softmax(1)));
    }
  });
  return {
    loss: loss / predictions.length,
    accuracy: right / predictions.length,
    predictions,
    probabilities,
  };
}

function rowsOf(matrix: Value): number[][] {
  return Array.from({ length: matrix.shape[0] }, (_, row) =>
    Array.from(matrix.data.slice(row * classCount, (row + 1) * classCount)),
  );
}
