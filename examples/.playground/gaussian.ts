// From the playground of Chainrule's lessons: Gaussian, with no hidden layer.
// Run it with Node where these packages are installed. It prints the numbers that the playground shows, to the last digit.
import { arange, concat, Generator, noGrad, type Value } from "@chainrule/autograd";
import { Linear, mseLoss, Sequential } from "@chainrule/nn";
import { minibatches, RMSprop, randomSplit } from "@chainrule/optim";
import { compile } from "@chainrule/wasm";

/** Two clouds, of class 0 and 1, each normally distributed around its center. */
function gaussian(count: number, noise: number, generator: Generator): { points: Value; targets: Value } {
  const targets = arange(count).reshape([count, 1]).remainder(2).to("float32");
  const centers = targets.mul(2.6).sub(1.3); // (−1.3, −1.3) and (1.3, 1.3)
  return {
    points: generator
      .normal([count, 2])
      .mul(0.4 + noise)
      .add(centers),
    targets,
  };
}

/** What the network gets to see of points. */
function inputsOf(points: Value): Value {
  const [x1, x2] = points.split(1, 1);
  return concat([x1, x2], 1);
}

const forData = new Generator(1); // the same seed gives the same points
const examples = gaussian(400, 0.1, forData);
const parts = randomSplit(examples, { train: 280, test: 120 }, { generator: forData });
const train = { inputs: inputsOf(parts.train.points), targets: parts.train.targets };
const test = { inputs: inputsOf(parts.test.points), targets: parts.test.targets };

const generator = new Generator(1); // the same seed gives the same weights to begin with
const network = new Sequential(new Linear(2, 1, { generator }));
const optimizer = new RMSprop(network.parameters(), {
  learningRate: 0.001,
});

/** How wrong the answers are, on average. */
function lossOf(outputs: Value, targets: Value): Value {
  return mseLoss(outputs, targets.mul(2).sub(1));
}

const weights = network.parameters().filter(({ rank }) => rank === 2); // no biases
/** What large weights cost. */
function penalty(): Value {
  const sizes = weights.map((weight) => weight.abs().sum());
  return sizes.reduce((sum, size) => sum.add(size)).mul(0.001);
}

/** One update of all weights, recorded at the first call and run as WebAssembly from then on. */
const step = compile((inputs: Value, targets: Value): Value => {
  network.train();
  const loss = lossOf(network.forward(inputs), targets).add(penalty());
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  return loss;
});

/** How the network does on examples, without learning from them. */
const measure = compile(({ inputs, targets }: typeof train) => {
  network.eval();
  const outputs = noGrad(() => network.forward(inputs));
  const isRight = outputs.gt(0).eq(targets.gt(0.5));
  return { loss: lossOf(outputs, targets), right: isRight.to("float32").mean() };
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
console.log(`Right: ${(100 * measure(test).right.item()).toFixed(1)}% of the test points.`);
