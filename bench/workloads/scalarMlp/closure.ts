import { byMark, bySet, Value } from "../../peers/closure.ts";
import type { Step } from "../../workload.ts";
import { initialWeights, learningRate, moons, penaltyFactor, pointCount } from "./data.ts";

const points = moons(pointCount);

export function start(variant: string): Step {
  const orderOf = variant === "mark" ? byMark : bySet;
  const layers = initialWeights().map((neurons) =>
    neurons.map((weights) => ({ weights: weights.map((x) => new Value(x)), bias: new Value(0) })),
  );
  const parameters = layers.flatMap((neurons) => neurons.flatMap(({ weights, bias }) => [...weights, bias]));

  function predict(inputs: readonly Value[]): Value {
    let outputs = inputs;
    for (const neurons of layers) {
      outputs = neurons.map(({ weights, bias }) => {
        let sum = bias;
        for (let i = 0; i < weights.length; i++) sum = weights[i].mul(outputs[i]).add(sum);
        return neurons === layers.at(-1) ? sum : sum.relu();
      });
    }
    return outputs[0];
  }

  return () => {
    const losses = points.map(({ coordinates, label }) =>
      predict(coordinates.map((x) => new Value(x)))
        .mul(-label)
        .add(1)
        .relu(),
    );
    const loss = losses.reduce((sum, x) => sum.add(x)).mul(1 / points.length);
    const penalty = parameters.map((p) => p.mul(p)).reduce((sum, x) => sum.add(x));
    const total = loss.add(penalty.mul(penaltyFactor));

    for (const p of parameters) p.gradient = 0;
    total.backward(orderOf);
    for (const p of parameters) p.data -= learningRate * p.gradient;
    return total.data;
  };
}
