// From the playground of Chainrule's lessons: Multi-Gaussian, with hidden layers of 8, 8, 8, 8, 8, 8 (Softsign).
// Run it with Node where these packages are installed. It prints the numbers that the playground shows, to the last digit.
import { concat, Generator, noGrad, tensor, type Value } from "@chainrule/autograd";
import { huberLoss, Linear, Sequential, Softsign } from "@chainrule/nn";
import { Lion, minibatches, randomSplit } from "@chainrule/optim";
import { compile } from "@chainrule/wasm";

/** Heights of three hills and three hollows, each a Gaussian bell. Noise is an error of the height. */
function hills(count: number, noise: number, generator: Generator): { points: Value; targets: Value } {
  const centers = tensor([
    [-1.9, 1.2],
    [0, 1.2],
    [1.9, 1.2],
    [-1.9, -1.2],
    [0, -1.2],
    [1.9, -1.2],
  ]);
  const signs = tensor([[1], [-1], [1], [-1], [1], [-1]]);
  const points = generator.uniform([count, 2]).mul(5.4).sub(2.7);
  const offsets = points.unsqueeze(1).sub(centers); // [count, 6, 2]
  const heights = offsets.square().sum(2).mul(-1.2).exp().matmul(signs);
  return { points, targets: heights.add(generator.normal([count, 1]).mul(noise)) };
}

/** What the network gets to see of points. */
function inputsOf(points: Value): Value {
  const [x1, x2] = points.split(1, 1);
  return concat([x1, x2], 1);
}

const forData = new Generator(1); // the same seed gives the same points
const examples = hills(400, 0.1, forData);
const parts = randomSplit(examples, { train: 200, test: 200 }, { generator: forData });
const train = { inputs: inputsOf(parts.train.points), targets: parts.train.targets };
const test = { inputs: inputsOf(parts.test.points), targets: parts.test.targets };

const generator = new Generator(1); // the same seed gives the same weights to begin with
const network = new Sequential(
  new Linear(2, 8, { generator }),
  new Softsign(),
  new Linear(8, 8, { generator }),
  new Softsign(),
  new Linear(8, 8, { generator }),
  new Softsign(),
  new Linear(8, 8, { generator }),
  new Softsign(),
  new Linear(8, 8, { generator }),
  new Softsign(),
  new Linear(8, 8, { generator }),
  new Softsign(),
  new Linear(8, 1, { generator }),
);
const optimizer = new Lion(network.parameters(), {
  learningRate: 0.001,
});

/** How wrong the answers are, on average. */
function lossOf(outputs: Value, targets: Value): Value {
  return huberLoss(outputs, targets, { delta: 0.5 });
}

/** One update of all weights, recorded at the first call and run as WebAssembly from then on. */
const step = compile((inputs: Value, targets: Value): Value => {
  network.train();
  const loss = lossOf(network.forward(inputs), targets);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  return loss;
});

/** How the network does on examples, without learning from them. */
const measure = compile(({ inputs, targets }: typeof train) => {
  network.eval();
  const outputs = noGrad(() => network.forward(inputs));
  return { loss: lossOf(outputs, targets) };
});

const batches = minibatches(train, { size: 10, generator }); // in a new order each epoch
const epochs = 10;
for (let epoch = 0; epoch <= epochs; epoch++) {
  if (epoch > 0) for (const { inputs, targets } of batches) step(inputs, targets);
  if (epoch % Math.ceil(epochs / 10) > 0 && epoch < epochs) continue;
  const [onTrain, onTest] = [measure(train), measure(test)];
  const losses = [onTrain, onTest].map(({ loss }) => loss.item().toFixed(6));
  console.log(`epoch ${epoch}: training loss ${losses[0]}, test loss ${losses[1]}`);
}
