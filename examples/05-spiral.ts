// Two spirals wound around each other: a network learns to tell them apart by minibatch gradient descent.
// What counts is the accuracy on points it has never seen; those it was trained on it might know by heart.
import { concat, Generator, noGrad, stack, type Value } from "@chainrule/autograd";
import { crossEntropy, Linear, ReLU, Sequential } from "@chainrule/nn";
import { CosineAnnealingLR, fit, minibatches, randomSplit, SGD } from "@chainrule/optim";

const generator = new Generator(1); // the same seed gives the same run, to the last bit

/** Points of one arm: they wind outwards one and a half times, with a little noise. */
function arm(turn: number, count: number): Value {
  const distance = generator.uniform([count]).sqrt();
  const angle = distance.mul(3 * Math.PI).add(turn);
  const points = stack([distance.mul(angle.cos()), distance.mul(angle.sin())], 1);
  return points.add(generator.normal([count, 2]).mul(0.02));
}

const perArm = 500;
const points = concat([arm(0, perArm), arm(Math.PI, perArm)]);
const labels = Int32Array.from({ length: 2 * perArm }, (_, i) => (i < perArm ? 0 : 1));
const { train, test } = randomSplit({ points, labels }, { train: 0.8, test: 0.2 }, { generator });

const network = new Sequential(
  new Linear(2, 32, { generator }),
  new ReLU(),
  new Linear(32, 32, { generator }),
  new ReLU(),
  new Linear(32, 2, { generator }),
);

/** The share of points for which the larger of the two outputs is the right one. */
const accuracy = ({ points, labels }: typeof train): number =>
  noGrad(() => network.forward(points).argmax(1).eq(labels).to("float32").mean().item());
const percent = (share: number): string => `${(100 * share).toFixed(1)}%`.padStart(6);

const epochs = 60;
const optimizer = new SGD(network.parameters(), { learningRate: 0.1, momentum: 0.9 });
console.log("epoch    loss   accuracy on training points   on test points");
await fit({
  // Two outputs (logits), one per spiral. Cross-entropy is −log of the probability that they give to the right one.
  loss: ({ points, labels }) => crossEntropy(network.forward(points), labels),
  optimizer,
  batches: minibatches(train, { size: 32, generator }), // 25 steps per epoch, each on 32 random points
  schedule: new CosineAnnealingLR(optimizer, { tMax: epochs }), // large steps at first, small ones to settle
  epochs,
  onEpoch: ({ epoch, loss }) => {
    if (epoch !== 1 && epoch % 10 > 0) return;
    const row = [
      loss.toFixed(4).padStart(8),
      percent(accuracy(train)).padStart(29),
      percent(accuracy(test)).padStart(16),
    ];
    console.log(`${String(epoch).padStart(5)}${row.join(" ")}`);
  },
});

console.log(
  `\nResult: ${percent(accuracy(test)).trim()} of ${test.labels.size} points never seen in training are told apart.`,
);
