import { Generator, linspace, noGrad, type Value } from "@chainrule/autograd";
import { Dropout, Linear, mseLoss, Sequential, Tanh } from "@chainrule/nn";
import { AdamW, EarlyStopping } from "@chainrule/optim";

export type Points = { readonly x: Value; readonly y: Value };

/** Points of the curve y = sin(4x), each with a random error that no network can foresee. */
function measure(count: number, generator: Generator): Points {
  const x = generator.uniform([count, 1]).mul(2).sub(1);
  const error = generator.normal([count, 1]).mul(0.3);
  return { x, y: x.mul(4).sin().add(error) };
}

/** Points to learn from, points to watch, and points for the end. Whatever the first number is, the others are the same. */
export function measureAll(count: number): Record<"train" | "validation" | "test", Points> {
  const generator = new Generator(4);
  const [train, validation, test] = [count, 50, 500].map((count) => measure(count, generator));
  return { train, validation, test };
}

/** What can be done against learning by heart, but for stopping early. */
export type Remedies = {
  /** How many points there are to learn from. */
  readonly points: number;
  /** The width of both hidden layers. */
  readonly width: number;
  readonly weightDecay: number;
  /** The share of neurons that are silent in a step. */
  readonly dropout: number;
};

export const none: Remedies = { points: 12, width: 48, weightDecay: 0, dropout: 0 };
export const epochs = 600;

/** Where the network's curve is looked at. */
export const places = linspace(-1, 1, 101).reshape([-1, 1]);

export type Epoch = {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly validationLoss: number;
  /** The network's answer at each of the places. */
  readonly curve: Float32Array;
};

type Compile = <Args extends readonly unknown[], Out>(f: (...args: Args) => Out) => (...args: Args) => Out;

/** Trains a network on the points, an epoch for each turn of the loop. `compile` makes it faster. */
export function* fit(remedies: Remedies, compile: Compile = (f) => f) {
  const { points, width, weightDecay, dropout } = remedies;
  const { train, validation, test } = measureAll(points);
  const generator = new Generator(9); // the same start each time
  const drop = () => new Dropout(dropout, { generator: new Generator(width) });
  const network = new Sequential(
    new Linear(1, width, { generator }),
    new Tanh(),
    drop(),
    new Linear(width, width, { generator }),
    new Tanh(),
    drop(),
    new Linear(width, 1, { generator }),
  );
  const optimizer = new AdamW(network.parameters(), { learningRate: 0.02, weightDecay });
  const stopping = new EarlyStopping(network, { patience: epochs });
  const lossOn = ({ x, y }: Points): Value => mseLoss(network.forward(x), y);

  const step = compile(() => {
    optimizer.zeroGrad();
    lossOn(train).backward();
    optimizer.step();
  });
  const look = compile(() =>
    noGrad(() => [lossOn(train), lossOn(validation), network.forward(places)] as const),
  );
  const testLoss = (): number => noGrad(() => lossOn(test).item());

  for (let epoch = 1; epoch <= epochs; epoch++) {
    network.train();
    step();
    network.eval(); // every neuron speaks
    const [trainLoss, validationLoss, curve] = look();
    stopping.step(validationLoss); // keeps the weights when this is the lowest so far
    yield {
      epoch,
      trainLoss: trainLoss.item(),
      validationLoss: validationLoss.item(),
      curve: curve.data as Float32Array,
    } satisfies Epoch;
  }
  const atTheEnd = testLoss();
  stopping.restore();
  return { atTheEnd, stoppedEarly: testLoss() };
}
