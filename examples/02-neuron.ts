// One neuron learns a rule from examples. It computes w₁·x₁ + w₂·x₂ + bias and does not know the three numbers.
// What a neuron does to that sum before it passes it on is its activation, mostly a bend such as tanh or ReLU: without
// bends, a network of many neurons could do no more than one. The rule here has no bend, hence "linear": the sum as it is.
import { Generator, noGrad, type Value } from "@chainrule/autograd";
import { Neuron } from "@chainrule/nn";

// The rule to be found, and 20 examples of it. The neuron sees only the examples.
const rule = (x1: number, x2: number): number => 2 * x1 - 3 * x2 + 1;
const generator = new Generator(1);
const inputs = generator.uniform([20, 2]).mul(2).sub(1).toArray() as [number, number][];
const examples = inputs.map(([x1, x2]) => ({ inputs: [x1, x2], target: rule(x1, x2) }));

const neuron = new Neuron(2, { activation: "linear", generator }); // starts with random weights
const learningRate = 0.3;

/** How wrong the neuron is: the mean of its squared errors. 0 would be perfect. */
function lossOf(): Value {
  const errors = examples.map(({ inputs, target }) => neuron.forward(inputs).sub(target).square());
  return errors.reduce((sum, error) => sum.add(error)).div(errors.length);
}

/** The neuron's three numbers, to be read by people. */
function weights(): string {
  const [w1, w2, bias] = [...neuron.weights, neuron.bias].map((weight) =>
    weight.item().toFixed(3).padStart(6),
  );
  return `w₁ = ${w1}   w₂ = ${w2}   bias = ${bias}`;
}

console.log(" step      loss   what the neuron has learned");
for (let step = 0; step <= 60; step++) {
  const loss = lossOf();
  if (step % 10 === 0) {
    console.log(`${String(step).padStart(5)}  ${loss.item().toFixed(6)}   ${weights()}`);
  }

  // The gradient points to where the loss grows fastest. A small step the other way makes the neuron a bit less wrong.
  loss.backward();
  noGrad(() => {
    for (const weight of neuron.parameters()) {
      if (weight.grad !== null) weight.assign(weight.sub(weight.grad.mul(learningRate)));
      weight.grad = null; // gradients add up: start from nothing in the next step
    }
  });
}

console.log(`\nResult: from 20 examples the neuron found ${weights()}`);
console.log("        the rule behind them was        w₁ =  2.000   w₂ = -3.000   bias =  1.000");
