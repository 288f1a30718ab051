import { classIndices, uniform } from "../../data.ts";

export const batchSize = 64;
export const [inputs, hidden, classes] = [784, 128, 10];
export const learningRate = 0.1;

/** [batchSize, inputs] */
export const images: Float32Array = uniform(batchSize * inputs, 1, 1);
/** [batchSize] */
export const labels: Int32Array = classIndices(batchSize, 2, classes);

/** [inputs, hidden] and [hidden, classes]; the biases start at 0. */
export const weights: readonly Float32Array[] = [
  uniform(inputs * hidden, 10, 1 / Math.sqrt(inputs)),
  uniform(hidden * classes, 12, 1 / Math.sqrt(hidden)),
];
