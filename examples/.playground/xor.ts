// From the playground of Chainrule's lessons: XOR, with hidden layers of 4, 2 (ReLU).
// Run it with Node where these packages are installed. It prints the numbers that the playground shows, to the last digit.
import { concat, Generator, noGrad, type Value } from "@chainrule/autograd";
import { binaryCrossEntropyWithLogits, Linear, ReLU, Sequential } from "@chainrule/nn";
import { Adam, minibatches, randomSplit } from "@chainrule/optim";
import { compile } from "@chainrule/wasm";

/** Four squares: of class 1 are those in which exactly one coordinate is positive, of class 0 the other two. */
function xor(count: number, noise: number, generator: Generator): { points: Value; targets: Value } {
  const square = generator.uniform([count, 2]).mul(5).sub(2.5);
  const places = square.add(square.sign().mul(0.15)); // leaves a gap between the squares
  const targets = places.prod(1, { keepDim: true }).lt(0).to("float32");
  return { points: places.add(generator.normal([count, 2]).mul(noise)), targets };
}

/** What the network gets to see of points. */
function inputsOf(points: Value): Value {
  const [x1, x2] = points.split(1, 1);
  return concat([x1, x2], 1);
}

const forData = new Generator(1); // the same seed gives the same points
const examples = xor(400, 0.1, forData);
const parts = randomSplit(examples, { train: 200, test: 200 }, { generator: forData });
const train = { inputs: inputsOf(parts.train.points), targets: parts.train.targets };
const test = { inputs: inputsOf(parts.test.points), targets: parts.test.targets };

const generator = new Generator(1); // the same seed gives the same weights to begin with
const network = new Sequential(
  new Linear(2, 4, { generator }),
  new ReLU(),
  new Linear(4, 2, { generator }),
  new ReLU(),
  new Linear(2, 1, { generator }),
);
const optimizer = new Adam(network.parameters(), {
  learningRate: 0.01,
});

/** How wrong the answers are, on average. */
function lossOf(outputs: Value, targets: Value): Value {
  return binaryCrossEntropyWithLogits(outputs, targets);
}

const weights = network.parameters().filter(({ rank }) => rank === 2); // no biases
/** What large weights cost. */
function penalty(): Value {
  const sizes = weights.map((weight) => weight.square().sum());
  return sizes.reduce((sum, size) => sum.add(size)).mul(0.001 / 2);
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

const batches = minibatches(train, { size: 32, generator }); // in a new order each epoch
const epochs = 10;
for (let epoch = 0; epoch <= epochs; epoch++) {
  if (epoch > 0) for (const { inputs, targets } of batches) step(inputs, targets);
  if (epoch % Math.ceil(epochs / 10) > 0 && epoch < epochs) continue;
  const [onTrain, onTest] = [measure(train), measure(test)];
  const losses = [onTrain, onTest].map(({ loss }) => loss.item().toFixed(6));
  console.log(`epoch ${epoch}: training loss ${losses[0]}, test loss ${losses[1]}`);
}
console.log(`Right: ${(100 * measure(test).right.item()).toFixed(1)}% of the test points.`);
