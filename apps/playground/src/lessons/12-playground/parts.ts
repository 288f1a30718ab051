import type { Value } from "@chainrule/autograd";
import {
  binaryCrossEntropyWithLogits,
  ELU,
  GELU,
  huberLoss,
  LeakyReLU,
  l1Loss,
  mseLoss,
  ReLU,
  Sigmoid,
  SiLU,
  Softsign,
  Tanh,
  type UnaryModule,
} from "@chainrule/nn";
import { Adagrad, Adam, AdamW, Lion, NAdam, type Optimizer, RMSprop, SGD } from "@chainrule/optim";
import type { Task } from "./data/dataSets.ts";

type Activation = {
  readonly title: string;
  /** Null for none: the layer stays linear. */
  readonly make: (() => UnaryModule) | null;
  /** The class of @chainrule/nn. */
  readonly code: string;
  /** Where all its answers lie, if they are bounded. */
  readonly isBounded?: boolean;
};

/** What bends the sum of a hidden neuron. */
export const activations = {
  relu: { title: "ReLU", make: () => new ReLU(), code: "ReLU" },
  tanh: { title: "Tanh", make: () => new Tanh(), code: "Tanh", isBounded: true },
  sigmoid: { title: "Sigmoid", make: () => new Sigmoid(), code: "Sigmoid", isBounded: true },
  linear: { title: "Linear (none)", make: null, code: "" },
  leakyRelu: { title: "Leaky ReLU", make: () => new LeakyReLU(), code: "LeakyReLU" },
  elu: { title: "ELU", make: () => new ELU(), code: "ELU" },
  gelu: { title: "GELU", make: () => new GELU(), code: "GELU" },
  silu: { title: "SiLU (swish)", make: () => new SiLU(), code: "SiLU" },
  softsign: { title: "Softsign", make: () => new Softsign(), code: "Softsign", isBounded: true },
} as const satisfies Readonly<Record<string, Activation>>;

type Loss = {
  readonly title: string;
  readonly task: Task;
  readonly of: (outputs: Value, targets: Value) => Value;
  /** The same as a program, and what of @chainrule/nn that uses. */
  readonly code: string;
  readonly uses: readonly string[];
};

/** How wrong answers are, as a mean over examples. */
export const losses = {
  crossEntropy: {
    title: "Binary cross-entropy",
    task: "classification",
    of: (outputs, targets) => binaryCrossEntropyWithLogits(outputs, targets),
    code: "binaryCrossEntropyWithLogits(outputs, targets)",
    uses: ["binaryCrossEntropyWithLogits"],
  },
  squares: {
    title: "Mean squared error (classes −1 and 1)",
    task: "classification",
    of: (outputs, targets) => mseLoss(outputs, targets.mul(2).sub(1)),
    code: "mseLoss(outputs, targets.mul(2).sub(1))",
    uses: ["mseLoss"],
  },
  hinge: {
    title: "Hinge",
    task: "classification",
    of: (outputs, targets) => outputs.mul(targets.mul(-2).add(1)).add(1).relu().mean(),
    code: "outputs.mul(targets.mul(-2).add(1)).add(1).relu().mean()",
    uses: [],
  },
  mse: {
    title: "Mean squared error",
    task: "regression",
    of: (outputs, targets) => mseLoss(outputs, targets),
    code: "mseLoss(outputs, targets)",
    uses: ["mseLoss"],
  },
  absolute: {
    title: "Mean absolute error",
    task: "regression",
    of: (outputs, targets) => l1Loss(outputs, targets),
    code: "l1Loss(outputs, targets)",
    uses: ["l1Loss"],
  },
  huber: {
    title: "Huber",
    task: "regression",
    of: (outputs, targets) => huberLoss(outputs, targets, { delta: 0.5 }),
    code: "huberLoss(outputs, targets, { delta: 0.5 })",
    uses: ["huberLoss"],
  },
} as const satisfies Readonly<Record<string, Loss>>;

type Options = { readonly learningRate: number; readonly weightDecay: number };
type AnyOptimizer = Pick<
  Optimizer<object>,
  "learningRate" | "step" | "zeroGrad" | "stateDict" | "loadStateDict"
>;
type OptimizerChoice = {
  readonly title: string;
  readonly make: (parameters: Value[], options: Options) => AnyOptimizer;
  /** The class of @chainrule/optim, and options besides the learning rate and the weight decay. */
  readonly code: string;
  readonly options?: string;
};

/** What makes a step of a gradient. */
export const optimizers = {
  sgd: { title: "SGD", make: (parameters, options) => new SGD(parameters, options), code: "SGD" },
  momentum: {
    title: "SGD with momentum",
    make: (parameters, options) => new SGD(parameters, { ...options, momentum: 0.9 }),
    code: "SGD",
    options: "momentum: 0.9",
  },
  nesterov: {
    title: "SGD with Nesterov momentum",
    make: (parameters, options) => new SGD(parameters, { ...options, momentum: 0.9, nesterov: true }),
    code: "SGD",
    options: "momentum: 0.9, nesterov: true",
  },
  adam: { title: "Adam", make: (parameters, options) => new Adam(parameters, options), code: "Adam" },
  adamW: { title: "AdamW", make: (parameters, options) => new AdamW(parameters, options), code: "AdamW" },
  nadam: { title: "NAdam", make: (parameters, options) => new NAdam(parameters, options), code: "NAdam" },
  rmsprop: {
    title: "RMSprop",
    make: (parameters, options) => new RMSprop(parameters, options),
    code: "RMSprop",
  },
  adagrad: {
    title: "Adagrad",
    make: (parameters, options) => new Adagrad(parameters, options),
    code: "Adagrad",
  },
  lion: { title: "Lion", make: (parameters, options) => new Lion(parameters, options), code: "Lion" },
} as const satisfies Readonly<Record<string, OptimizerChoice>>;

export type { AnyOptimizer };
