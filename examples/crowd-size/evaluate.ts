import { noGrad, type Value } from "@chainrule/autograd";
import type { Crowds } from "./crowds.ts";
import type { CrowdNetwork } from "./network.ts";

const atOnce = 100;

/** How many people the network sees in each picture, when asked for good and not to learn from it. */
export function estimatesOf(network: CrowdNetwork, { pictures }: Pick<Crowds, "pictures">): number[] {
  network.eval(); // what it says of a picture does not depend on the others
  const estimates: number[] = [];
  for (let start = 0; start < pictures.shape[0]; start += atOnce) {
    const some = noGrad(() => network.forward(pictures.slice(start, start + atOnce)));
    for (const estimate of some.data) estimates.push(estimate * network.unit);
  }
  network.train();
  return estimates;
}

/** How many people the network sees at each place of a picture: 12 rows of 12, which add up to the estimate. */
export function densityOf(network: CrowdNetwork, picture: Value): number[] {
  network.eval();
  const density = noGrad(() => network.density(picture.reshape([1, 1, ...picture.shape.slice(-2)])));
  network.train();
  return Array.from(density.data, (share) => (share * network.unit) / density.size);
}

/** By how many people each estimate is off: above 0 where it is too high. */
export function errorsOf(estimates: readonly number[], { people }: Pick<Crowds, "people">): number[] {
  return estimates.map((estimate, i) => estimate - people.data[i]);
}

/** The loss, in people². */
export function meanSquaredError(estimates: readonly number[], crowds: Pick<Crowds, "people">): number {
  return mean(errorsOf(estimates, crowds).map((error) => error ** 2));
}

/** By how many people estimates are off on average. */
export function meanAbsoluteError(estimates: readonly number[], crowds: Pick<Crowds, "people">): number {
  return mean(errorsOf(estimates, crowds).map(Math.abs));
}

/** The indices of pictures, the best estimate first. */
export function fromBestToWorst(estimates: readonly number[], crowds: Pick<Crowds, "people">): number[] {
  const errors = errorsOf(estimates, crowds).map(Math.abs);
  return [...errors.keys()].sort((a, b) => errors[a] - errors[b]);
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
