import { Tape } from "../../peers/tape.ts";
import type { Step } from "../../workload.ts";
import { initialWeights, learningRate, moons, penaltyFactor, pointCount } from "./data.ts";

export function start(): Step {
  const points = moons(pointCount);
  const tape = new Tape();
  const layers = initialWeights().map((neurons) =>
    neurons.map((weights) => ({ weights: weights.map((x) => tape.leaf(x)), bias: tape.leaf(0) })),
  );
  const parameterCount = tape.length;

  function predict(inputs: readonly number[]): number {
    let outputs = inputs;
    for (const neurons of layers) {
      outputs = neurons.map(({ weights, bias }) => {
        let sum = bias;
        for (let i = 0; i < weights.length; i++) sum = tape.add(tape.mul(weights[i], outputs[i]), sum);
        return neurons === layers.at(-1) ? sum : tape.relu(sum);
      });
    }
    return outputs[0];
  }

  return () => {
    tape.rewind(parameterCount);
    let loss = tape.leaf(0);
    for (const { coordinates, label } of points) {
      const score = tape.mul(predict(coordinates.map((x) => tape.leaf(x))), tape.leaf(-label));
      loss = tape.add(loss, tape.relu(tape.add(score, tape.leaf(1))));
    }
    let penalty = tape.leaf(0);
    for (let p = 0; p < parameterCount; p++) penalty = tape.add(penalty, tape.mul(p, p));
    const total = tape.add(
      tape.mul(loss, tape.leaf(1 / points.length)),
      tape.mul(penalty, tape.leaf(penaltyFactor)),
    );
    tape.backward(total);
    for (let p = 0; p < parameterCount; p++) tape.data[p] -= learningRate * tape.gradient[p];
    return tape.data[total];
  };
}
