import { Generator, noGrad, type Value } from "@chainrule/autograd";
import { Linear, mseLoss } from "@chainrule/nn";
import { minibatches, SGD } from "@chainrule/optim";
import { x, y } from "./problem.ts";

export type DescentOptions = { readonly size: number; readonly learningRate: number; readonly seed: number };

/** Learns the line from batches of one size, one update at a time. */
export class Descent {
  readonly size: number;
  readonly optimizer: SGD;
  /** The loss on all examples, and where weight and bias are, at the start and after each update. */
  readonly losses: number[] = [];
  readonly path: [weight: number, bias: number][] = [];
  readonly #line: Linear;
  readonly #batches: Iterator<{ x: Value; y: Value }, never>;

  constructor({ size, learningRate, seed }: DescentOptions) {
    const generator = new Generator(seed); // the same start for each size
    this.size = size;
    this.#line = new Linear(1, 1, { generator });
    this.optimizer = new SGD(this.#line.parameters(), { learningRate });
    const batches = minibatches({ x, y }, { size, generator });
    this.#batches = endless(batches);
    this.#note();
  }

  get updates(): number {
    return this.losses.length - 1;
  }

  /** Learns from the next batch: one update. */
  learn(): void {
    const batch = this.#batches.next().value;
    this.optimizer.zeroGrad();
    mseLoss(this.#line.forward(batch.x), batch.y).backward(); // the mean over the batch only
    this.optimizer.step();
  }

  /** Learns from the next batch, and looks how good the line is now. */
  update(): void {
    this.learn();
    this.#note();
  }

  /** Catches up with others that have seen so many examples. */
  updateUntil(examplesSeen: number): void {
    while ((this.updates + 1) * this.size <= examplesSeen) this.update();
  }

  /** How many updates made the loss on all examples larger instead of smaller. */
  get uphill(): number {
    return this.losses.filter((loss, i) => i > 0 && loss > this.losses[i - 1]).length;
  }

  #note(): void {
    const { weight, bias } = this.#line;
    this.losses.push(noGrad(() => mseLoss(this.#line.forward(x), y).item()));
    this.path.push([weight.item(), bias?.item() ?? 0]);
  }
}

/** One epoch after the other: each loop over the batches is shuffled anew. */
function* endless<Batch>(batches: Iterable<Batch>): Iterator<Batch, never> {
  for (;;) yield* batches;
}
