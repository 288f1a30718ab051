import type { Generator } from "@chainrule/autograd";
import { Linear, ReLU, Sequential } from "@chainrule/nn";
import { classCount, side } from "./mnist.ts";

/**
 * A network that takes the 784 pixels of an image and gives ten numbers, one per digit: the larger, the likelier. Between
 * them are hidden layers of the given widths. With [128] there are 784 · 128 + 128 + 128 · 10 + 10 = 101,770 numbers to learn.
 */
export function buildNetwork(hidden: readonly number[], generator?: Generator): Sequential {
  const options = generator === undefined ? {} : { generator };
  const widths = [side * side, ...hidden];
  return new Sequential(
    ...hidden.flatMap((width, i) => [new Linear(widths[i], width, options), new ReLU()]),
    new Linear(widths[hidden.length], classCount, options),
  );
}
