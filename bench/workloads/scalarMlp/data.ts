import { generator } from "../../data.ts";

export interface Point {
  readonly coordinates: readonly number[];
  /** −1 or 1 */
  readonly label: number;
}

/** What W1 trains on. */
export const pointCount = 100;

/** How many numbers each layer takes, and the last one gives. */
export const sizes: readonly number[] = [2, 16, 16, 1];

export const learningRate = 0.1;
export const penaltyFactor = 1e-4;

/** The weights of layers, neurons and inputs, in this order. The biases start at 0. */
export function initialWeights(): number[][][] {
  const next = generator(11);
  return sizes
    .slice(1)
    .map((outputs, layer) =>
      Array.from({ length: outputs }, () => Array.from({ length: sizes[layer] }, () => next() * 2 - 1)),
    );
}

/** Points of two interleaving half moons. */
export function moons(count: number): Point[] {
  const next = generator(7);
  return Array.from({ length: count }, (_, i) => {
    const angle = Math.PI * next();
    const [dx, dy] = [0.1 * next(), 0.1 * next()];
    return i % 2 === 0
      ? { coordinates: [Math.cos(angle) + dx, Math.sin(angle) + dy], label: -1 }
      : { coordinates: [1 - Math.cos(angle) + dx, 0.5 - Math.sin(angle) + dy], label: 1 };
  });
}
