import { classIndices, uniform } from "../../data.ts";

export const vocabulary = 65;
export const context = 64;
export const batchSize = 8;
export const width = 128;
export const heads = 4;
export const depth = 2;
/** Between the two linear layers that follow attention. */
export const inner: number = 4 * width;
export const learningRate = 1e-3;
export const weightDecay = 0.01;

/** [batchSize · context], and what comes next at each place. */
export const tokens: Int32Array<ArrayBuffer> = classIndices(batchSize * context, 1, vocabulary);
export const nextTokens: Int32Array<ArrayBuffer> = classIndices(batchSize * context, 2, vocabulary);

/** 0 where one may look, −10⁹ for what comes later: [context, context]. */
export const mask: Float32Array<ArrayBuffer> = Float32Array.from({ length: context ** 2 }, (_, i) =>
  i % context > Math.floor(i / context) ? -1e9 : 0,
);

/** The weights of one block, [inputs, outputs]. The biases start at 0, what scales a layer norm at 1. */
export interface BlockWeights {
  /** [width, 3 · width]: queries, keys and values. */
  readonly attention: Float32Array<ArrayBuffer>;
  readonly projection: Float32Array<ArrayBuffer>;
  readonly up: Float32Array<ArrayBuffer>;
  readonly down: Float32Array<ArrayBuffer>;
}

let seed = 20;
const weight = (inputs: number, outputs: number): Float32Array<ArrayBuffer> =>
  uniform(inputs * outputs, ++seed, 1 / Math.sqrt(inputs));

/** [vocabulary, width] and [context, width]; the bound is that of inputs of this width. */
export const [tokenVectors, placeVectors]: readonly Float32Array<ArrayBuffer>[] = [vocabulary, context].map(
  (rows) => uniform(rows * width, ++seed, 1 / Math.sqrt(width)),
);
export const blocks: readonly BlockWeights[] = Array.from({ length: depth }, () => ({
  attention: weight(width, 3 * width),
  projection: weight(width, width),
  up: weight(width, inner),
  down: weight(inner, width),
}));
/** [width, vocabulary], without a bias. */
export const head: Float32Array<ArrayBuffer> = weight(width, vocabulary);
