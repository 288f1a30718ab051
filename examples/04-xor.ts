// Why networks have hidden layers. XOR is 1 when exactly one input is 1. No straight line separates its ones from its
// zeros, so a single neuron cannot learn it. A hidden layer can: it bends the plane until one line is enough.
import { Generator, tensor } from "@chainrule/autograd";
import { binaryCrossEntropyWithLogits, Linear, Sequential, Tanh } from "@chainrule/nn";
import { SGD } from "@chainrule/optim";

// biome-ignore format: these two lines are a truth table
const inputs = tensor([[0, 0], [0, 1], [1, 0], [1, 1]]);
// biome-ignore format: as above
const targets = tensor([[0], [1], [1], [0]]);

// The network answers with a logit: any number, the larger, the surer it is of a 1. sigmoid makes it a probability, from 0
// to 1, and logit 0 is one half. The loss, binary cross-entropy, is −log of the probability that the network gives to the
// right answer: 0 when it is sure and right, 0.693 (log 2) for "no idea", and ever more the surer it is and wrong.

/** Trains a network on all four cases at once and returns what it answers to each, between 0 and 1. */
function learn(network: Sequential): number[] {
  const optimizer = new SGD(network.parameters(), { learningRate: 0.5, momentum: 0.9 });
  for (let step = 0; step < 300; step++) {
    const loss = binaryCrossEntropyWithLogits(network.forward(inputs), targets);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    if (step % 60 === 0) console.log(`  step ${String(step).padStart(3)}  loss ${loss.item().toFixed(4)}`);
  }
  return Array.from(network.forward(inputs).sigmoid().data);
}

const generator = new Generator(1);
console.log("One neuron:");
const single = learn(new Sequential(new Linear(2, 1, { generator })));
console.log("\nEight hidden neurons in front of it:");
const hidden = learn(
  new Sequential(new Linear(2, 8, { generator }), new Tanh(), new Linear(8, 1, { generator })),
);

console.log("\n a  b   a XOR b   one neuron   with a hidden layer");
for (const [i, [a, b]] of (inputs.toArray() as number[][]).entries()) {
  const row = [
    targets.data[i].toFixed(0).padStart(7),
    single[i].toFixed(3).padStart(12),
    hidden[i].toFixed(3).padStart(21),
  ];
  console.log(` ${a}  ${b} ${row.join(" ")}`);
}

// An answer is right when it is on the right side of 0.5, and clearly so.
const countRight = (answers: number[]): number =>
  answers.filter((answer, i) => Math.abs(answer - targets.data[i]) < 0.4).length;
const [of1, of8] = [countRight(single), countRight(hidden)];
console.log(
  `\nResult: with a hidden layer ${of8} of 4 are right; with one neuron ${of1} of 4, it cannot decide.`,
);
