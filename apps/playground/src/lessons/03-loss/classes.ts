import { linspace, type Value, value } from "@chainrule/autograd";

/** The cross-entropy of a class: large when the network gave a small probability to what is true. */
export function crossEntropy(probabilityOfTruth: Value): Value {
  return probabilityOfTruth.log().neg();
}

/** The same, from a number to a number. */
export const crossEntropyAt = (probability: number): number =>
  crossEntropy(value(probability, { dtype: "float64" })).item();

/** Points of its curve; at 0 it is infinite. */
export function crossEntropyCurve(from: number, count = 301): [probability: number, loss: number][] {
  const probabilities = linspace(from, 1, count, { dtype: "float64" });
  const losses = crossEntropy(probabilities).data;
  return Array.from(probabilities.data, (probability, i) => [probability, losses[i]]);
}
