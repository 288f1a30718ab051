import { type Generator, noGrad, type Value } from "@chainrule/autograd";
import { augment } from "@chainrule/examples/digits/augment.ts";
import type { Digits } from "@chainrule/examples/digits/digits.ts";
import { crossEntropy, type Sequential } from "@chainrule/nn";
import { CosineAnnealingLR, minibatches, SGD } from "@chainrule/optim";
import { compile } from "@chainrule/wasm";

export const epochs = 10;
export const batchSize = 64;

/** Teaches the network, one minibatch each time it is asked for more: gives the loss of each, and the number of the epoch. */
export function* train(
  network: Sequential,
  digits: Digits,
  generator: Generator,
): Iterable<{ epoch: number; loss: number }> {
  const optimizer = new SGD(network.parameters(), { learningRate: 0.1, momentum: 0.9 });
  const schedule = new CosineAnnealingLR(optimizer, { tMax: epochs });
  const batches = minibatches(digits, {
    size: batchSize,
    generator,
    // Each digit a little turned and moved, never twice the same: so it learns from more hands than there were.
    transform: ({ images, labels }) => ({ images: augment(images, generator), labels }),
  });
  const learn = compile((images: Value, labels: Value) => {
    const loss = crossEntropy(network.forward(images), labels);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    return loss;
  });
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (const { images, labels } of batches) yield { epoch, loss: learn(images, labels).item() };
    schedule.step();
  }
}

/** Which digits of the test set the network takes for others. It has learned from none of them. */
export function mistakesOf(network: Sequential, { images, labels }: Digits): number[] {
  const answers = noGrad(() => network.forward(images).argmax(1)).data;
  return Array.from(labels.data.keys()).filter((i) => answers[i] !== labels.data[i]);
}
