import { checkValue, type Value } from "@chainrule/autograd";

/** Options of {@link cosineSimilarity}. */
export interface CosineSimilarityOptions {
  /** Along which axis the vectors lie; 1 when absent. */
  readonly axis?: number;
  /** The least length a vector counts as; 1e-8 when absent. */
  readonly eps?: number;
}

/** x1 · x2 / (|x1| |x2|) along an axis: from −1 for opposite to 1 for equal directions. x1 and x2 broadcast. */
export function cosineSimilarity(x1: Value, x2: Value, options: CosineSimilarityOptions = {}): Value {
  checkValue("cosineSimilarity", x1);
  checkValue("cosineSimilarity", x2);
  const { axis = 1, eps = 1e-8 } = options;
  const { shape } = x1.mul(x2);
  const [a, b] = [x1, x2].map((x) => {
    const vectors = x.broadcastTo(shape);
    // Held before the root, whose derivative at 0 is infinite.
    return vectors.div(
      vectors
        .square()
        .sum(axis, { keepDim: true })
        .clamp(eps ** 2)
        .sqrt(),
    );
  });
  return a.mul(b).sum(axis);
}
