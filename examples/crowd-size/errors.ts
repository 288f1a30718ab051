import type { Crowds } from "./crowds.ts";

type Truth = Pick<Crowds, "people">;

/** By how many people each estimate is off: above 0 where it is too high. */
export function errorsOf(estimates: readonly number[], { people }: Truth): number[] {
  return estimates.map((estimate, i) => estimate - people.data[i]);
}

/** The loss, in people². */
export function meanSquaredError(estimates: readonly number[], truth: Truth): number {
  return mean(errorsOf(estimates, truth).map((error) => error ** 2));
}

/** By how many people estimates are off on average. */
export function meanAbsoluteError(estimates: readonly number[], truth: Truth): number {
  return mean(errorsOf(estimates, truth).map(Math.abs));
}

/** The indices of pictures, that with the best estimate first. */
export function fromBestToWorst(estimates: readonly number[], truth: Truth): number[] {
  const errors = errorsOf(estimates, truth).map(Math.abs);
  return [...errors.keys()].sort((a, b) => errors[a] - errors[b]);
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
