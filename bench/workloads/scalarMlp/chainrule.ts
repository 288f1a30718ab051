import { noGrad, type Value, value } from "@chainrule/autograd";
import { prepare } from "../../engine.ts";
import type { Step } from "../../workload.ts";
import { initialWeights, learningRate, moons, penaltyFactor, pointCount } from "./data.ts";

const parameter = (x: number): Value => value(x, { dtype: "float64", requiresGrad: true });

export function start(engine: string): Promise<Step> {
  return trainScalars(engine, pointCount);
}

/** Steps of the MLP on so many points, every number a scalar Value. */
export function trainScalars(engine: string, count: number): Promise<Step> {
  const points = moons(count);
  const layers = initialWeights().map((neurons) =>
    neurons.map((weights) => ({ weights: weights.map(parameter), bias: parameter(0) })),
  );
  const parameters = layers.flatMap((neurons) => neurons.flatMap(({ weights, bias }) => [...weights, bias]));

  function predict(inputs: readonly (Value | number)[]): Value {
    let outputs = inputs;
    for (const neurons of layers) {
      outputs = neurons.map(({ weights, bias }) => {
        let sum = bias;
        for (let i = 0; i < weights.length; i++) sum = weights[i].mul(outputs[i]).add(sum);
        return neurons === layers.at(-1) ? sum : sum.relu();
      });
    }
    return outputs[0] as Value;
  }

  return prepare(engine, () => {
    const losses = points.map(({ coordinates, label }) => predict(coordinates).mul(-label).add(1).relu());
    const loss = losses.reduce((sum, x) => sum.add(x)).mul(1 / points.length);
    const penalty = parameters.map((p) => p.mul(p)).reduce((sum, x) => sum.add(x));
    const total = loss.add(penalty.mul(penaltyFactor));

    for (const p of parameters) p.grad = null;
    total.backward();
    noGrad(() => {
      for (const p of parameters) p.assign(p.sub(p.grad!.mul(learningRate)));
    });
    return total;
  });
}
