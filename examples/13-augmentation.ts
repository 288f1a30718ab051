// Augmentation: more examples from few. A 7 that is moved by a pixel or turned a little is still a 7, but to a network its
// pixels are other numbers altogether. So each time an image comes, it comes a bit differently: the network cannot learn
// the images by heart, and has to find what makes a 7. Here with few images of MNIST, and 2,000 others for the test.
import { Generator, noGrad, type Value } from "@chainrule/autograd";
import { crossEntropy, Linear, ReLU, Sequential } from "@chainrule/nn";
import { Adam, minibatches } from "@chainrule/optim";
import { augment } from "./digits/augment.ts";
import type { Digits } from "./digits/digits.ts";
import { readMnist } from "./digits/mnist.ts";

const test = readMnist("test", { limit: 2000 });
const looks = 12_000; // at an image, for each network: the fewer there are, the more often it sees each

/** Trains a network on the first `count` images of MNIST. Returns how many percent of them, and of the others, it gets right. */
function learn(count: number, change: (images: Value, generator: Generator) => Value): number[] {
  const generator = new Generator(1); // the same start for each network
  const train = readMnist("train", { limit: count });
  const network = new Sequential(
    new Linear(784, 64, { generator }),
    new ReLU(),
    new Linear(64, 10, { generator }),
  );
  const optimizer = new Adam(network.parameters(), { learningRate: 0.003 });
  const batches = minibatches(train, {
    size: 25,
    generator,
    // Called for each batch when its turn comes, so that an image is another one each time.
    transform: ({ images, labels }) => ({ images: change(images, generator), labels }),
  });
  for (let epoch = 1; epoch <= looks / count; epoch++) {
    for (const { images, labels } of batches) {
      optimizer.zeroGrad();
      crossEntropy(network.forward(images), labels).backward();
      optimizer.step();
    }
  }
  const accuracy = ({ images, labels }: Digits): number =>
    noGrad(() => 100 * network.forward(images).argmax(1).eq(labels).to("float32").mean().item());
  return [train, test].map(accuracy);
}

const counts = [100, 300];
const changes = [(images: Value) => images, augment];
const results = counts.map((count) => changes.flatMap((change) => learn(count, change)));
const percent = (share: number): string => `${share.toFixed(1)}%`;

console.log("            as they are           moved and turned");
console.log("images   on these  on others   on these  on others");
for (const [i, count] of counts.entries()) {
  const cells = results[i].map((share) => percent(share).padStart(11));
  console.log(String(count).padStart(6) + cells.join(""));
}
const [, plain, , augmented] = results[0].map(percent);
console.log(
  `\nResult: from 100 images it learns to read ${plain} of others; with augmentation ${augmented}.`,
);
