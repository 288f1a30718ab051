// Batch, minibatch and stochastic gradient descent: how many examples to look at before each step.
// An epoch is over when every example has been looked at once. All 256 at a time make one update per epoch, in exactly the
// direction in which the loss falls. One at a time makes 256, each in the direction that suits its example and is right on
// average only: that is noise. A minibatch is in between, and what nearly all training uses.
import { Generator, noGrad } from "@chainrule/autograd";
import { Linear, mseLoss } from "@chainrule/nn";
import { minibatches, SGD } from "@chainrule/optim";

// 256 points of the line y = 2x − 1, each with an error of its own. The errors' mean square, about 0.25, stays as loss.
const generator = new Generator(1);
const x = generator.uniform([256, 1]).mul(2).sub(1);
const y = x
  .mul(2)
  .sub(1)
  .add(generator.normal([256, 1]).mul(0.5));

/** Learns the line from batches of `size`. Returns the loss on all data after each update. */
function learn(size: number): number[] {
  const generator = new Generator(2); // the same start for each size
  const line = new Linear(1, 1, { generator });
  // The same learning rate, too. All at a time could do with a larger one, one at a time will not settle with this.
  const optimizer = new SGD(line.parameters(), { learningRate: 0.05 });
  const batches = minibatches({ x, y }, { size, generator }); // shuffled anew for each epoch
  const losses: number[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (const batch of batches) {
      optimizer.zeroGrad();
      mseLoss(line.forward(batch.x), batch.y).backward(); // the mean over the batch only
      optimizer.step();
      losses.push(noGrad(() => mseLoss(line.forward(x), y).item()));
    }
  }
  return losses;
}

const epochs = 8;
const names = ["batch (all 256)", "minibatch (16)", "stochastic (1)"];
const runs = [256, 16, 1].map(learn);
const updates = runs.map((losses) => losses.length / epochs);
const row = (name: string | number, cells: (string | number)[]): string =>
  String(name).padEnd(22) + cells.map((cell) => String(cell).padStart(18)).join("");

console.log(row("", names));
console.log(row("updates per epoch", updates));
for (let epoch = 1; epoch <= epochs; epoch++) {
  const after = runs.map((losses, i) => losses[epoch * updates[i] - 1].toFixed(4));
  console.log(row(`loss after epoch ${epoch}`, after));
}
// Noise: how many updates made the loss on all data larger instead of smaller.
const uphill = runs.map((losses) => losses.filter((loss, i) => i > 0 && loss > losses[i - 1]).length);
const shares = runs.map((losses, i) => `${Math.round((100 * uphill[i]) / losses.length)}%`);
console.log(row("updates uphill", shares));

const [batch, minibatch] = runs.map((losses) => losses.at(-1)?.toFixed(2));
console.log(
  `\nResult: after ${epochs} epochs the loss is ${minibatch} with minibatches and ${batch} with one batch; ` +
    `one example at a time, ${shares[2]} of the updates went uphill.`,
);
