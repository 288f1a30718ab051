// From the playground of Chainrule's lessons: Moons, with a hidden layer of 8 (Tanh).
// Run it with Node where these packages are installed. It prints the numbers that the playground shows, to the last digit.
import { arange, concat, Generator, noGrad, type Value } from "@chainrule/autograd";
import { Dropout, Linear, Sequential, Tanh } from "@chainrule/nn";
import { minibatches, randomSplit, SGD } from "@chainrule/optim";
import { compile } from "@chainrule/wasm";

/** Two crescents, of class 0 and 1, one reaching into the other. */
function moons(count: number, noise: number, generator: Generator): { points: Value; targets: Value } {
  const targets = arange(count).reshape([count, 1]).remainder(2).to("float32");
  const angle = generator.uniform([count, 1]).mul(Math.PI);
  const arch = concat([angle.cos().sub(0.5), angle.sin().sub(0.25)], 1).mul(1.7);
  const places = arch.neg().where(targets.eq(1), arch); // the second is the first, turned by half a turn
  return { points: places.add(generator.normal([count, 2]).mul(noise)), targets };
}

/** What the network gets to see of points. */
function inputsOf(points: Value): Value {
  const [x1, x2] = points.split(1, 1);
  return concat([x1, x2], 1);
}

const forData = new Generator(1); // the same seed gives the same points
const examples = moons(400, 0.1, forData);
const parts = randomSplit(examples, { train: 200, test: 200 }, { generator: forData });
const train = { inputs: inputsOf(parts.train.points), targets: parts.train.targets };
const test = { inputs: inputsOf(parts.test.points), targets: parts.test.targets };

const generator = new Generator(1); // the same seed gives the same weights to begin with
const network = new Sequential(
  new Linear(2, 8, { generator }),
  new Tanh(),
  new Dropout(0.25, { generator }),
  new Linear(8, 1, { generator }),
);
const optimizer = new SGD(network.parameters(), {
  learningRate: 0.1,
  momentum: 0.9,
  nesterov: true,
  weightDecay: 0.001,
});

/** How wrong the answers are, on average. */
function lossOf(outputs: Value, targets: Value): Value {
  return outputs.mul(targets.mul(-2).add(1)).add(1).relu().mean();
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

const batches = minibatches(train, { size: 7, generator }); // in a new order each epoch
const epochs = 10;
for (let epoch = 0; epoch <= epochs; epoch++) {
  if (epoch > 0) for (const { inputs, targets } of batches) step(inputs, targets);
  if (epoch % Math.ceil(epochs / 10) > 0 && epoch < epochs) continue;
  const [onTrain, onTest] = [measure(train), measure(test)];
  const losses = [onTrain, onTest].map(({ loss }) => loss.item().toFixed(6));
  console.log(`epoch ${epoch}: training loss ${losses[0]}, test loss ${losses[1]}`);
}
console.log(`Right: ${(100 * measure(test).right.item()).toFixed(1)}% of the test points.`);
