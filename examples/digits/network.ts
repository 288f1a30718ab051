import type { Generator, Value } from "@chainrule/autograd";
import { BatchNorm2d, Conv2d, Flatten, Linear, Module, ReLU, Sequential } from "@chainrule/nn";
import { classCount, side } from "./digits.ts";

/** The kinds of networks there are. */
export const models = ["mlp", "cnn"] as const;

/** Which network to build. */
export interface Architecture {
  readonly model: (typeof models)[number];
  /** The widths of the hidden layers of an mlp. */
  readonly hidden: readonly number[];
}

/** A network that takes the 784 pixels of an image and gives ten numbers, one per digit: the larger, the likelier. */
export function buildNetwork({ model, hidden }: Architecture, generator?: Generator): Sequential {
  return model === "cnn" ? buildConvolutional(generator) : buildPerceptron(hidden, generator);
}

/**
 * A multilayer perceptron: every unit looks at all pixels, wherever they are. Between pixels and digits are hidden layers of
 * the given widths. With [128] there are 784 · 128 + 128 + 128 · 10 + 10 = 101,770 numbers to learn.
 */
function buildPerceptron(hidden: readonly number[], generator?: Generator): Sequential {
  const options = generator === undefined ? {} : { generator };
  const widths = [side * side, ...hidden];
  return new Sequential(
    ...hidden.flatMap((width, i) => [new Linear(widths[i], width, options), new ReLU()]),
    new Linear(widths[hidden.length], classCount, options),
  );
}

/**
 * A convolutional network: small windows slide over the image, two pixels at a time, and look for the same strokes
 * everywhere. Three times over, so that the last windows see most of the image: 28 × 28 pixels become 14 × 14 places with
 * 16 features each, then 7 × 7 with 32, then 4 × 4 with 64. Normalizing each feature over the batch lets it learn in large
 * steps.
 */
function buildConvolutional(generator?: Generator): Sequential {
  const options = generator === undefined ? {} : { generator };
  const stage = (from: number, to: number, window: number): (Conv2d | BatchNorm2d | ReLU)[] => [
    // Without a bias: the normalization has one.
    new Conv2d(from, to, window, { stride: 2, padding: (window - 1) / 2, bias: false, ...options }),
    new BatchNorm2d(to),
    new ReLU(),
  ];
  return new Sequential(
    new AsImages(),
    ...stage(1, 16, 5),
    ...stage(16, 32, 5),
    ...stage(32, 64, 3),
    new Flatten(),
    new Linear(64 * 4 * 4, classCount, options),
  );
}

/** Rows of pixels as images with a single channel: [count, 784] → [count, 1, 28, 28]. */
class AsImages extends Module {
  forward(rows: Value): Value {
    return rows.reshape([-1, 1, side, side]);
  }
}
