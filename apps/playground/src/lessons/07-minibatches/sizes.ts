import { exampleCount } from "./problem.ts";

/** The batch sizes to choose from. */
export const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256] as const;

/** What descents with a batch size are called. */
export const nameOf = (size: number): string =>
  size === exampleCount ? `batch (all ${size})` : size === 1 ? "stochastic (1)" : `minibatch (${size})`;
