import { Generator, tensor, type Value } from "@chainrule/autograd";
import { type Minibatches, minibatches, randomSplit } from "@chainrule/optim";
import { dataSets } from "./data/dataSets.ts";
import { inputsOf } from "./features.ts";
import { History } from "./history.ts";
import { Model, structureOf } from "./model.ts";
import { type Settings, trainCount } from "./settings.ts";

/** Examples as the network takes them. */
type Batch = { readonly inputs: Value; readonly targets: Value };

/** One weight or bias, set by hand. */
export type Edit = {
  readonly layer: number;
  readonly neuron: number;
  /** Which of the weights; null for the bias. */
  readonly input: number | null;
  readonly value: number;
};

/** How a network does on training and test examples. */
export type Standing = {
  readonly trainLoss: number;
  readonly testLoss: number;
  /** Shares of examples in the right class. */
  readonly trainRight: number;
  readonly testRight: number;
};

let runs = 0;

/** A training from its first weights on, exactly as the program that is shown. */
export class Run {
  readonly id: number = ++runs;
  /** Whole epochs so far, steps so far, and steps in the epoch under way. */
  epoch = 0;
  steps = 0;
  stepsOfEpoch = 0;
  /** Whether something was set under way that a run from the beginning would not know of. */
  isTouched = false;
  settings: Settings;
  readonly history: History = new History();
  readonly points: { readonly train: Value; readonly test: Value };
  readonly train: Batch;
  readonly test: Batch;
  model: Model;
  #batches: Minibatches<Batch>;
  #epoch: Iterator<Batch> | null = null;

  /** @param model one for the same structure, which is to begin anew. */
  constructor(settings: Settings, model: Model = new Model(settings)) {
    this.settings = settings;
    const { data, count, noise, dataSeed, inputs } = settings;
    const generator = new Generator(dataSeed);
    const examples = dataSets[data].make(count, noise, generator);
    const sizes = { train: trainCount(settings), test: count - trainCount(settings) };
    const { train, test } = randomSplit(examples, sizes, { generator });
    this.points = { train: train.points, test: test.points };
    this.train = { inputs: inputsOf(train.points, inputs), targets: train.targets };
    this.test = { inputs: inputsOf(test.points, inputs), targets: test.targets };
    this.model = model;
    model.isLearning = false;
    model.begin(settings.seed);
    model.tune(settings);
    this.#batches = this.#makeBatches();
    this.#record();
  }

  /** How many steps an epoch has. */
  get stepsPerEpoch(): number {
    return this.#batches.length;
  }

  step(): void {
    this.#epoch ??= this.#batches[Symbol.iterator]();
    const { value: batch, done } = this.#epoch.next() as IteratorResult<Batch, undefined>;
    if (done || batch === undefined) throw new Error("An epoch has no more batches.");
    this.model.isLearning = true;
    this.model.step(batch.inputs, batch.targets);
    this.model.isLearning = false;
    this.steps++;
    this.stepsOfEpoch++;
    if (this.stepsOfEpoch < this.stepsPerEpoch) return;
    this.#epoch.next(); // so that it knows that it is over
    this.#epoch = null;
    this.stepsOfEpoch = 0;
    this.epoch++;
    this.#record();
  }

  measure(): Standing {
    const { measure } = this.model;
    const onTrain = measure(this.train.inputs, this.train.targets);
    const onTest = measure(this.test.inputs, this.test.targets);
    return {
      trainLoss: onTrain.loss.item(),
      testLoss: onTest.loss.item(),
      trainRight: onTrain.right.item(),
      testRight: onTest.right.item(),
    };
  }

  /** Takes over settings that need no new beginning. */
  change(settings: Settings): void {
    const before = this.settings;
    if (JSON.stringify(before) === JSON.stringify(settings)) return;
    this.settings = settings;
    if (this.steps > 0) this.isTouched = true;
    if (structureOf(before) !== structureOf(settings)) {
      const next = new Model(settings, this.model.generator);
      next.isLearning = false;
      next.takeOver(this.model);
      this.model.clear();
      this.model = next;
    }
    this.model.tune(settings);
    if (before.batch === settings.batch) return;
    // A new epoch begins, with the examples in another order.
    this.stepsOfEpoch = 0;
    this.#epoch = null;
    this.#batches = this.#makeBatches();
  }

  edit({ layer, neuron, input, value }: Edit): void {
    const { weight, bias } = this.model.linears[layer];
    const parameter = input === null ? bias : weight;
    if (parameter === null) return;
    const numbers = Float32Array.from(parameter.data as Float32Array);
    numbers[input === null ? neuron : neuron * weight.shape[1] + input] = value;
    parameter.assign(tensor(numbers, { shape: parameter.shape }));
    this.isTouched = true;
  }

  #makeBatches(): Minibatches<Batch> {
    return minibatches(this.train, { size: this.settings.batch, generator: this.model.generator });
  }

  #record(): void {
    if (!this.history.wants(this.epoch)) return;
    const { trainLoss, testLoss } = this.measure();
    this.history.add(this.epoch, trainLoss, testLoss);
  }
}
