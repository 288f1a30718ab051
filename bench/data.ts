/** The numbers of a linear congruential generator in [0, 1): enough for data that every contestant can make. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // Numerical Recipes (Press, Teukolsky, Vetterling and Flannery 1992), section 7.1
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Uniform numbers between −bound and bound. */
export function uniform(count: number, seed: number, bound: number): Float32Array<ArrayBuffer> {
  const next = generator(seed);
  return Float32Array.from({ length: count }, () => (next() * 2 - 1) * bound);
}

/** Class indices below `classes`. */
export function classIndices(count: number, seed: number, classes: number): Int32Array<ArrayBuffer> {
  const next = generator(seed);
  return Int32Array.from({ length: count }, () => Math.floor(next() * classes));
}

/** Rows of zeros with a one at the label: [labels, classes]. */
export function oneHot(labels: Int32Array, classes: number): Float32Array<ArrayBuffer> {
  const hot = new Float32Array(labels.length * classes);
  labels.forEach((label, i) => {
    hot[i * classes + label] = 1;
  });
  return hot;
}
