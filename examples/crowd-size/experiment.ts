import { Generator } from "@chainrule/autograd";
import { type Compile, Counter } from "./counter.ts";
import { type Crowds, drawCrowds } from "./crowds.ts";
import { CrowdNetwork } from "./network.ts";
import { train } from "./train.ts";

/** How many pictures there are of each kind, how long to learn from them, and the seed of all that is random. */
export type Settings = {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  readonly epochs: number;
  readonly seed: number;
  /** What the network counts in. */
  readonly unit: number;
};

export const defaults: Settings = { train: 2000, validation: 250, test: 500, epochs: 12, seed: 1, unit: 100 };

/** Pictures, a network that knows nothing, and its training, which takes a step whenever it is asked for the next. */
export function begin(settings: Settings, compile: Compile = (f) => f) {
  const { seed, epochs, unit } = settings;
  // Each use of random numbers has some of its own.
  const [forTrain, forValidation, forTest, forWeights, random] = new Generator(seed).split(5);
  const crowds: Record<"train" | "validation" | "test", Crowds> = {
    train: drawCrowds(settings.train, forTrain),
    validation: drawCrowds(settings.validation, forValidation),
    test: drawCrowds(settings.test, forTest),
  };
  const network = new CrowdNetwork({ generator: forWeights, unit });
  const counter = new Counter(network, compile);
  return { crowds, network, counter, training: train({ network, counter, crowds, epochs, random, compile }) };
}
