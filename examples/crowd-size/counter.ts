import { noGrad, type Value } from "@chainrule/autograd";
import type { CrowdNetwork } from "./network.ts";

/** Makes a program of a function, which does the same in less time. */
export type Compile = <Args extends readonly unknown[], Out>(
  f: (...args: Args) => Out,
) => (...args: Args) => Out;

const atOnce = 100;

/** Asks a network how many people it sees, when it is to answer and not to learn. */
export class Counter {
  readonly #network: CrowdNetwork;
  readonly #density: (pictures: Value) => Value;

  constructor(network: CrowdNetwork, compile: Compile = (f) => f) {
    this.#network = network;
    this.#density = compile((pictures: Value) => network.density(pictures));
  }

  /** How many people it sees in each of the pictures. */
  estimates(pictures: Value): number[] {
    return this.densities(pictures).map((people) => people.reduce((sum, here) => sum + here, 0));
  }

  /** How many people it sees at each place of each of the pictures: 12 rows of 12, which add up to the estimate. */
  densities(pictures: Value): Float32Array[] {
    this.#network.eval(); // what it says of a picture does not depend on the others
    const densities: Float32Array[] = [];
    for (let start = 0; start < pictures.shape[0]; start += atOnce) {
      const some = noGrad(() => this.#density(pictures.slice(start, start + atOnce)));
      const places = some.size / some.shape[0];
      for (let at = 0; at < some.size; at += places) {
        densities.push(
          Float32Array.from(
            some.data.slice(at, at + places),
            (crowded) => (crowded * this.#network.unit) / places,
          ),
        );
      }
    }
    this.#network.train();
    return densities;
  }
}
