import { uniform } from "../../data.ts";
import type { Case } from "../../workload.ts";

const sizes = [32, 64, 128, 256, 512, 1024];

/** How many products make a step: enough that what surrounds them does not count. */
export const productsOf = (n: number): number => Math.max(2, Math.min(64, Math.round(2e6 / n ** 3)));

export const cases: readonly Case[] = sizes.map((n) => ({
  name: String(n),
  at: { axis: "n", x: n },
  operations: 2 * n ** 3 * productsOf(n),
}));

/** Two matrices [n, n]. Entries of the second have the variance 1 / n, so that x ← x · b keeps the size of x. */
export const matrices = (n: number): { a: Float32Array<ArrayBuffer>; b: Float32Array<ArrayBuffer> } => ({
  a: uniform(n * n, 1, 1),
  b: uniform(n * n, 2, Math.sqrt(3 / n)),
});
