import { classIndices, uniform } from "../../data.ts";

export interface Shape {
  /** How many numbers each layer takes, and the last one gives. */
  readonly sizes: readonly number[];
  readonly batchSize: number;
}

export const shapes = {
  W2: { sizes: [784, 128, 10], batchSize: 64 },
  W2b: { sizes: [784, 512, 512, 10], batchSize: 128 },
} as const satisfies Record<string, Shape>;

export const classes = 10;
export const learningRate = 0.1;

/** [batchSize, sizes[0]] */
export function images({ sizes, batchSize }: Shape): Float32Array<ArrayBuffer> {
  return uniform(batchSize * sizes[0], 1, 1);
}

/** [batchSize] */
export function labels({ batchSize }: Shape): Int32Array<ArrayBuffer> {
  return classIndices(batchSize, 2, classes);
}

/** [sizes[i], sizes[i + 1]] for layer i; the biases start at 0. */
export function weights({ sizes }: Shape): Float32Array<ArrayBuffer>[] {
  return sizes
    .slice(1)
    .map((outputs, layer) => uniform(sizes[layer] * outputs, 10 + layer, 1 / Math.sqrt(sizes[layer])));
}

/** Floating-point operations of the matrix products of a step: the first layer needs no gradient of its input. */
export function operations({ sizes, batchSize }: Shape): number {
  return sizes
    .slice(1)
    .reduce((sum, outputs, layer) => sum + 2 * batchSize * sizes[layer] * outputs * (layer === 0 ? 2 : 3), 0);
}
