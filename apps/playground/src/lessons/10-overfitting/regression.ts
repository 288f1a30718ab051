import { Generator, linspace, noGrad, type Value } from "@chainrule/autograd";
import { Dropout, Linear, mseLoss, Sequential, Tanh } from "@chainrule/nn";
import { AdamW, EarlyStopping } from "@chainrule/optim";

export type Points = { readonly x: Value; readonly y: Value };

/** The rule behind the points, which the network is not told. */
export const rule = (x: Value): Value => x.mul(4).sin();

/** Points of the rule, each with a random error that nobody can foresee. */
function measure(count: number, generator: Generator): Points {
  const x = generator.uniform([count, 1]).mul(2).sub(1);
  const error = generator.normal([count, 1]).mul(0.3);
  return { x, y: rule(x).add(error) };
}

/** Points to learn from, to watch, and for the end. However many there are of the first, the others stay the same. */
export function measureAll(count: number, seed = 4) {
  const generator = new Generator(seed);
  const [train, validation, test] = [count, 50, 500].map((count) => measure(count, generator));
  return { train, validation, test };
}

/** What can be done against learning by heart. */
export type Remedies = {
  /** How many points there are to learn from. */
  readonly points: number;
  /** How many neurons each of the two hidden layers has. */
  readonly width: number;
  readonly weightDecay: number;
  /** The share of neurons that are silent in a step. */
  readonly dropout: number;
  /** After how many epochs without a new lowest validation loss to stop. */
  readonly patience: number;
};

export const epochs = 600;
export const none: Remedies = { points: 12, width: 48, weightDecay: 0, dropout: 0, patience: epochs };

/** Where the network's curve is looked at. */
export const places = linspace(-1, 1, 101).reshape([-1, 1]);

export type Compile = <Args extends readonly unknown[], Out>(
  f: (...args: Args) => Out,
) => (...args: Args) => Out;

/** Two hidden layers, each with dropout. */
export function networkOf({ width, dropout }: Pick<Remedies, "width" | "dropout">): Sequential {
  const generator = new Generator(9); // the same start each time
  const drop = () => new Dropout(dropout, { generator: new Generator(width) });
  return new Sequential(
    new Linear(1, width, { generator }),
    new Tanh(),
    drop(),
    new Linear(width, width, { generator }),
    new Tanh(),
    drop(),
    new Linear(width, 1, { generator }),
  );
}

/** Trains a network on the points, an epoch for each turn of a loop over this. `compile` makes it faster. */
export function* fit(remedies: Remedies, compile: Compile = (f) => f, seed?: number) {
  const { points, weightDecay, patience } = remedies;
  const { train, validation, test } = measureAll(points, seed);
  const network = networkOf(remedies);
  const optimizer = new AdamW(network.parameters(), { learningRate: 0.02, weightDecay });
  const stopping = new EarlyStopping(network, { patience }); // keeps the best weights
  const lossOn = ({ x, y }: Points): Value => mseLoss(network.forward(x), y);

  const learn = compile(() => {
    optimizer.zeroGrad();
    lossOn(train).backward();
    optimizer.step();
  });
  const look = compile(() =>
    noGrad(() => [lossOn(train), lossOn(validation), network.forward(places)] as const),
  );
  for (let epoch = 1; epoch <= epochs; epoch++) {
    network.train(); // with dropout
    learn();
    network.eval(); // without
    const [trainLoss, validationLoss, curve] = look();
    yield { trainLoss: trainLoss.item(), validationLoss: validationLoss.item(), curve: curve.data };
    if (!stopping.step(validationLoss)) break;
  }
  const testLoss = (): number => noGrad(() => lossOn(test).item());
  const atTheEnd = testLoss();
  stopping.restore(); // back to the best epoch
  return { atTheEnd, stoppedEarly: testLoss() };
}
