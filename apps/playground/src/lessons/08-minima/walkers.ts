import { arange, full, Generator, type Value } from "@chainrule/autograd";
import { CosineAnnealingLR, SGD } from "@chainrule/optim";

/** 32 examples. The loss of each is a curve with a tilt of its own; the mean of all tilts is 1. */
export const tilts = drawTilts(32);

/** The loss of an example: x⁴ − 4x² + tilt · x. The mean over all examples is x⁴ − 4x² + x. */
export const lossOf = (x: Value, tilt: Value): Value => x.pow(4).sub(x.square().mul(4)).add(x.mul(tilt));

export type WalkSettings = {
  readonly walkers: number;
  readonly start: number;
  readonly learningRate: number;
  /** How many examples each step looks at: all 32, or that many drawn anew. */
  readonly batchSize: number;
  /** The learning rate falls to 0 along a cosine. */
  readonly isAnnealed: boolean;
  readonly steps: number;
  readonly seed: number;
};

/** Walkers side by side, who all start at one place. Each draws its own minibatches. */
export class Walkers {
  readonly places: Value;
  readonly #settings: WalkSettings;
  readonly #optimizer: SGD;
  readonly #schedule: CosineAnnealingLR;
  readonly #random: Generator;

  constructor(settings: WalkSettings) {
    const { walkers, start, learningRate, steps, seed } = settings;
    this.#settings = settings;
    this.places = full([walkers, 1], start, { dtype: "float64", requiresGrad: true });
    this.#optimizer = new SGD([this.places], { learningRate });
    this.#schedule = new CosineAnnealingLR(this.#optimizer, { tMax: steps });
    this.#random = new Generator(seed);
  }

  step(): void {
    const loss = lossOf(this.places, tilts.take(this.#drawBatches())).mean(1);
    this.#optimizer.zeroGrad();
    loss.sum().backward(); // each walker's own slope, of its own minibatch
    this.#optimizer.step();
    if (this.#settings.isAnnealed) this.#schedule.step();
  }

  /** Which examples each walker looks at: a row for each, or one for all. */
  #drawBatches(): Value {
    const { walkers, batchSize } = this.#settings;
    return batchSize === tilts.size
      ? arange(tilts.size, { dtype: "int32" }).reshape([1, tilts.size])
      : this.#random.integers([walkers, batchSize], 0, tilts.size);
  }
}

function drawTilts(count: number): Value {
  const drawn = new Generator(1).normal([count], { dtype: "float64" });
  const centered = drawn.sub(drawn.mean());
  const spread = centered.square().mean().sqrt();
  return centered.div(spread).mul(12).add(1);
}
