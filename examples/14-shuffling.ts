// Epochs and shuffling: what is in each minibatch, and why the order of the examples is drawn anew for every epoch.
// An epoch is over when each example has been in one batch. How many updates that takes follows from the batch size.
import { concat, Generator, noGrad, ones, tensor, type Value, zeros } from "@chainrule/autograd";
import { binaryCrossEntropyWithLogits, Linear, Sequential, Tanh } from "@chainrule/nn";
import { minibatches, SGD } from "@chainrule/optim";

// A deck of 14 numbers in batches of 4: three full ones, and a last one of 2, which dropLast would leave out.
const deck = Int32Array.from({ length: 14 }, (_, i) => i + 1);
const hands = minibatches(deck, { size: 4, seed: 5 });
const seen = new Map<number, number>();
for (let epoch = 1; epoch <= 3; epoch++) {
  const cards = Array.from(hands, (hand) => Array.from(hand.data));
  for (const card of cards.flat()) seen.set(card, (seen.get(card) ?? 0) + 1);
  console.log(`Epoch ${epoch}: ${cards.map((hand) => hand.join(" ")).join(" | ")}`);
}
console.log(`Each number was seen ${[...new Set(seen.values())].join(" or ")} times.\n`);

// Two clouds of 120 points each, in a file that is sorted by class, as files often are.
const generator = new Generator(1);
const cloud = (x: number): Value => generator.normal([120, 2]).add(tensor([x, 0]));
const points = concat([cloud(-1), cloud(1)]);
const classes = concat([zeros([120, 1]), ones([120, 1])]);

/** A network learns to tell the clouds apart. Returns the loss on all points, and the share it gets right, after each update. */
function learn(shuffle: boolean): { loss: number; right: number }[] {
  const generator = new Generator(2);
  const [first, second] = [new Linear(2, 8, { generator }), new Linear(8, 1, { generator })];
  const network = new Sequential(first, new Tanh(), second);
  const optimizer = new SGD(network.parameters(), { learningRate: 0.5 });
  const batches = minibatches({ points, classes }, { size: 6, shuffle, seed: 3 });
  const states: { loss: number; right: number }[] = [];
  for (let epoch = 1; epoch <= 10; epoch++) {
    for (const batch of batches) {
      optimizer.zeroGrad();
      binaryCrossEntropyWithLogits(network.forward(batch.points), batch.classes).backward();
      optimizer.step();
      const logits = noGrad(() => network.forward(points));
      const right = logits.gt(0).eq(classes.gt(0)).to("float32").mean().item();
      states.push({ loss: binaryCrossEntropyWithLogits(logits, classes).item(), right });
    }
  }
  return states;
}

const [shuffled, sorted] = [true, false].map(learn);
console.log("Loss on all points, and how many are right, in the middle of an epoch and at its end:");
console.log("epoch          shuffled               as they lie");
for (const epoch of [1, 2, 5, 10]) {
  const [middle, end] = [40 * epoch - 21, 40 * epoch - 1];
  const cell = ({ loss, right }: { loss: number; right: number }): string =>
    `${loss.toFixed(2)} ${`${Math.round(100 * right)}%`.padStart(4)}`;
  const cells = [shuffled[middle], shuffled[end], sorted[middle], sorted[end]].map(cell);
  console.log(String(epoch).padStart(5), ...cells.map((cell) => cell.padStart(12)));
}
const [good, bad] = [shuffled, sorted].map((states) => `${Math.round(100 * (states.at(-1)?.right ?? 0))}%`);
console.log(`\nResult: after 10 epochs, ${good} of the points are right with shuffling, and ${bad} without.`);
