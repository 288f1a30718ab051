// From the playground of Chainrule's lessons: Spiral, with hidden layers of 8, 8 (GELU).
// Run it with Node where these packages are installed. It prints the numbers that the playground shows, to the last digit.
import { arange, concat, Generator, noGrad, type Value } from "@chainrule/autograd";
import { binaryCrossEntropyWithLogits, GELU, Linear, Sequential } from "@chainrule/nn";
import { AdamW, minibatches, randomSplit } from "@chainrule/optim";
import { compile } from "@chainrule/wasm";

/** Two spirals, of class 0 and 1, wound around each other one and a half times. */
function spiral(count: number, noise: number, generator: Generator): { points: Value; targets: Value } {
  const targets = arange(count).reshape([count, 1]).remainder(2).to("float32");
  const distance = generator.uniform([count, 1]).sqrt();
  const angle = distance.mul(3 * Math.PI).add(targets.mul(Math.PI));
  const places = concat([angle.cos(), angle.sin()], 1).mul(distance.mul(2.7));
  return { points: places.add(generator.normal([count, 2]).mul(noise)), targets };
}

/** What the network gets to see of points. */
function inputsOf(points: Value): Value {
  const [x1, x2] = points.split(1, 1);
  return concat([x1, x2, x1.sin(), x2.sin()], 1);
}

const forData = new Generator(1); // the same seed gives the same points
const examples = spiral(400, 0.1, forData);
const parts = randomSplit(examples, { train: 200, test: 200 }, { generator: forData });
const train = { inputs: inputsOf(parts.train.points), targets: parts.train.targets };
const test = { inputs: inputsOf(parts.test.points), targets: parts.test.targets };

const generator = new Generator(1); // the same seed gives the same weights to begin with
const network = new Sequential(
  new Linear(4, 8, { generator }),
  new GELU(),
  new Linear(8, 8, { generator }),
  new GELU(),
  new Linear(8, 1, { generator }),
);
const optimizer = new AdamW(network.parameters(), {
  learningRate: 0.01,
  weightDecay: 0,
});

/** How wrong the answers are, on average. */
function lossOf(outputs: Value, targets: Value): Value {
  return binaryCrossEntropyWithLogits(outputs, targets);
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
