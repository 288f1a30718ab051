import { Generator, noGrad, type Value } from "@chainrule/autograd";
import { binaryCrossEntropyWithLogits, Linear, Sequential, Tanh } from "@chainrule/nn";
import { type Minibatches, minibatches, SGD } from "@chainrule/optim";
import { classes, points } from "./clouds.ts";

export type LearnerOptions = {
  readonly shuffle: boolean;
  readonly size: number;
  readonly learningRate: number;
};

type Batch = { readonly points: Value; readonly classes: Value };

/** A network that learns to tell two clouds apart, from batches that are shuffled or come as they lie. */
export class Learner {
  /** After each update, on all points: the loss, and the share that is right. */
  readonly history: { loss: number; right: number }[] = [];
  /** The points that the last update was made from. */
  batch: Value = points.slice(0, 0);
  readonly #network: Sequential;
  readonly #optimizer: SGD;
  readonly #batches: Minibatches<Batch>;
  #left: Iterator<Batch>;

  constructor({ shuffle, size, learningRate }: LearnerOptions) {
    const generator = new Generator(2);
    const [first, second] = [new Linear(2, 8, { generator }), new Linear(8, 1, { generator })];
    this.#network = new Sequential(first, new Tanh(), second);
    this.#optimizer = new SGD(this.#network.parameters(), { learningRate });
    this.#batches = minibatches({ points, classes }, { size, shuffle, seed: 3 });
    this.#left = this.#batches[Symbol.iterator]();
  }

  /** One update, from the next batch: when an epoch is over, from the first of the next. */
  update(): void {
    let next = this.#left.next();
    if (next.done === true) {
      this.#left = this.#batches[Symbol.iterator]();
      next = this.#left.next();
    }
    const batch = next.value as Batch;
    this.#optimizer.zeroGrad();
    binaryCrossEntropyWithLogits(this.#network.forward(batch.points), batch.classes).backward();
    this.#optimizer.step();

    const logits = this.logits(points);
    const right = logits.gt(0).eq(classes.gt(0)).to("float32").mean().item();
    this.history.push({ loss: binaryCrossEntropyWithLogits(logits, classes).item(), right });
    this.batch = batch.points;
  }

  /** What it says of points: above 0 for the second class, below for the first. */
  logits(points: Value): Value {
    return noGrad(() => this.#network.forward(points));
  }
}
