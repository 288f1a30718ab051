import { classIndices, uniform } from "../../data.ts";

export const batchSize = 32;
export const side = 28;
export const classes = 10;
/** Of the two convolutions, each 3 × 3, with a border of zeros, and followed by relu and max pooling 2 × 2. */
export const channels = [1, 8, 16] as const;
/** What is left of an image before the linear layer. */
export const features: number = channels[2] * (side / 4) ** 2;
export const learningRate = 0.05;
export const momentum = 0.9;

/** [batchSize, 1, side, side] */
export const images: Float32Array<ArrayBuffer> = uniform(batchSize * side ** 2, 1, 1);
/** [batchSize] */
export const labels: Int32Array<ArrayBuffer> = classIndices(batchSize, 2, classes);

/** Two kernels [out, in, 3, 3] and the weight [features, classes]; the biases start at 0. */
export const [kernel1, kernel2, weight]: readonly Float32Array<ArrayBuffer>[] = [
  uniform(channels[1] * channels[0] * 9, 10, 1 / 3),
  uniform(channels[2] * channels[1] * 9, 11, 1 / Math.sqrt(channels[1] * 9)),
  uniform(features * classes, 12, 1 / Math.sqrt(features)),
];
