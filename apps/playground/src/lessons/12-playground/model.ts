import { Generator, noGrad, type Value, value, zerosLike } from "@chainrule/autograd";
import { Dropout, Linear, Sequential, type UnaryModule } from "@chainrule/nn";
import { type Compiled, compile } from "@chainrule/wasm";
import { type AnyOptimizer, activations, losses, optimizers } from "./parts.ts";
import { type Settings, taskOf } from "./settings.ts";

/** What is known of a network on some examples. */
export type Measure = { readonly loss: Value; readonly right: Value };

/** What the training examples tell of the network as it is. */
export type Survey = {
  /** Of the loss over all training examples and the penalty, for each parameter. */
  readonly gradients: Value[];
  /** The largest activation of each hidden neuron on any of them. */
  readonly highest: Value[];
};

/**
 * A network with what trains it, each part recorded once and run as WebAssembly from then on. It can begin anew with other
 * examples or another seed without being recorded again.
 */
export class Model {
  readonly linears: readonly Linear[];
  /** One update on a batch; gives its loss. */
  readonly step: Compiled<[inputs: Value, targets: Value], Value>;
  readonly measure: Compiled<[inputs: Value, targets: Value], Measure>;
  readonly survey: Compiled<[inputs: Value, targets: Value], Survey>;
  /** What the neurons of each layer answer, [count, width]; the last one as the loss takes it. */
  readonly activations: Compiled<[inputs: Value], Value[]>;
  /** Behind the first weights, the order of examples and what is dropped. */
  readonly generator: Generator;
  readonly optimizer: AnyOptimizer;
  readonly #network: Sequential;
  readonly #strength: Value = value(0);
  readonly #beginning: ReturnType<AnyOptimizer["stateDict"]>;
  readonly #settings: Settings;

  constructor(settings: Settings, generator: Generator = new Generator(0)) {
    this.#settings = settings;
    this.generator = generator;
    const { make } = activations[settings.activation];
    const widths = [settings.inputs.length, ...settings.layers, 1];
    this.linears = widths.slice(1).map((width, i) => new Linear(widths[i], width, { generator }));
    const layers = this.linears.map((linear, i): UnaryModule[] => {
      const isHidden = i < settings.layers.length;
      if (!isHidden) return [linear];
      return [linear, ...(make === null ? [] : [make()]), new Dropout(settings.dropout, { generator })];
    });
    const network = new Sequential<UnaryModule[]>(...layers.flat());
    this.#network = network;
    const parameters = network.parameters();
    this.optimizer = optimizers[settings.optimizer].make(parameters, {
      learningRate: settings.rate,
      weightDecay: settings.penalty === "decay" ? settings.strength : 0,
    });
    this.#beginning = this.optimizer.stateDict();
    this.tune(settings);

    const { of: lossOf } = losses[settings.loss];
    const isClassification = taskOf(settings) === "classification";
    const minimized = (inputs: Value, targets: Value): Value => {
      const loss = lossOf(network.forward(inputs), targets);
      return settings.penalty === "l1" || settings.penalty === "l2" ? loss.add(this.#penalty()) : loss;
    };
    this.step = compile((inputs, targets) => {
      const loss = minimized(inputs, targets);
      this.optimizer.zeroGrad();
      loss.backward();
      this.optimizer.step();
      return loss;
    });
    this.measure = compile((inputs, targets) =>
      noGrad(() => {
        const outputs = network.forward(inputs);
        const right = isClassification ? outputs.gt(0).eq(targets.gt(0.5)) : outputs.isFinite();
        return { loss: lossOf(outputs, targets), right: right.to("float32").mean() };
      }),
    );
    this.activations = compile((inputs) =>
      noGrad(() => {
        const answers: Value[] = [];
        for (const layer of layers) {
          const before = answers.at(-1) ?? inputs;
          answers.push(layer.reduce<Value>((x, module) => module.forward(x), before));
        }
        return answers;
      }),
    );
    this.survey = compile((inputs, targets) => {
      this.optimizer.zeroGrad();
      minimized(inputs, targets).backward();
      const gradients = parameters.map((parameter) => parameter.grad ?? zerosLike(parameter));
      const hidden = this.activations(inputs).slice(0, -1);
      return { gradients, highest: hidden.map((answers) => answers.max(0)) };
    });
  }

  /** Whether dropout drops: while learning it does. */
  set isLearning(isLearning: boolean) {
    this.#network[isLearning ? "train" : "eval"]();
  }

  get parameters(): Value[] {
    return this.#network.parameters();
  }

  /** Takes over rates, which are state and no part of what was recorded. */
  tune({ rate, strength, penalty }: Settings): void {
    this.optimizer.learningRate = rate;
    this.#strength.assign(value(penalty === "l2" ? strength / 2 : strength));
  }

  /** The weights and all that depends on chance, from the beginning. */
  begin(seed: number): void {
    const { generator } = this;
    generator.loadStateDict(new Generator(seed).stateDict());
    for (const { weight, bias } of this.linears) {
      const [outFeatures, inFeatures] = weight.shape;
      const fresh = new Linear(inFeatures, outFeatures, { generator });
      weight.assign(fresh.weight);
      if (fresh.bias !== null) bias?.assign(fresh.bias);
    }
    this.optimizer.loadStateDict(this.#beginning);
    this.tune(this.#settings);
    // Whether there is a gradient is part of what is recorded: from the first step on there is.
    for (const parameter of this.parameters) parameter.grad = zerosLike(parameter);
  }

  /** Goes on from another network with the same layers, and with its momentum if the optimizer is the same. */
  takeOver(other: Model): void {
    for (const [i, parameter] of this.parameters.entries()) {
      parameter.assign(other.parameters[i].detach());
      parameter.grad = zerosLike(parameter);
    }
    if (other.#settings.optimizer === this.#settings.optimizer)
      this.optimizer.loadStateDict(other.optimizer.stateDict());
  }

  clear(): void {
    for (const program of [this.step, this.measure, this.activations, this.survey]) program.clear();
  }

  #penalty(): Value {
    const { penalty } = this.#settings;
    const sizes = this.linears.map(({ weight }) =>
      penalty === "l1" ? weight.abs().sum() : weight.square().sum(),
    );
    return sizes.reduce((sum, size) => sum.add(size)).mul(this.#strength);
  }
}

/** What of the settings is recorded: for others there has to be another model. */
export function structureOf(settings: Settings): string {
  const { inputs, layers, activation, loss, optimizer, penalty, strength, dropout } = settings;
  return [
    inputs,
    layers,
    activation,
    loss,
    optimizer,
    penalty,
    penalty === "decay" ? strength : "",
    dropout,
  ].join("|");
}
