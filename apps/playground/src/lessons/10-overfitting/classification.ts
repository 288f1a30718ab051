import { Generator, linspace, noGrad, tensor, type Value } from "@chainrule/autograd";
import { binaryCrossEntropyWithLogits, Dropout, Linear, Sequential, Tanh } from "@chainrule/nn";
import { AdamW } from "@chainrule/optim";
import type { Compile, Remedies } from "./regression.ts";

/** A network that tells two classes of points in a plane from each other, and what is done for it not to learn by heart. */
export type Setup = Omit<Remedies, "patience"> & {
  /** The share of points that carry the wrong label. */
  readonly noise: number;
};

export const plain: Setup = { points: 80, width: 32, weightDecay: 0, dropout: 0, noise: 0.15 };
export const epochCount = 400;

/** The boundary between the classes, which the network is not told. */
export const wave = (x: Value): Value => x.mul(4).sin().mul(0.5);

/** 1 above the wave, 0 below it: [count, 2] → [count, 1]. */
export function rule(places: Value): Value {
  const [x, y] = places.split(1, 1);
  return y.gt(wave(x)).to("float32");
}

export type Labeled = { readonly places: Value; readonly labels: Value };

/** Points anywhere in the square, some with the wrong label. */
function label(count: number, noise: number, generator: Generator): Labeled {
  const places = generator.uniform([count, 2]).mul(2).sub(1);
  const isWrong = generator.uniform([count, 1]).lt(noise);
  const truth = rule(places);
  return { places, labels: truth.neg().add(1).where(isWrong, truth) };
}

export function labelAll({ points, noise }: Setup) {
  const [forTrain, forValidation] = new Generator(4).split(2);
  return { train: label(points, noise, forTrain), validation: label(400, noise, forValidation) };
}

/** The map of the network's answers has as many rows and columns. */
export const columns = 40;
const steps = [...linspace(-1, 1, columns).data];
const map = tensor(steps.toReversed().flatMap((y) => steps.map((x) => [x, y])));

/** Trains a classifier, an epoch for each turn of a loop over this. `compile` makes it faster. */
export function* classify(setup: Setup, compile: Compile = (f) => f) {
  const { width, weightDecay, dropout } = setup;
  const { train, validation } = labelAll(setup);
  const generator = new Generator(1);
  const drop = () => new Dropout(dropout, { generator: new Generator(2) });
  const network = new Sequential(
    new Linear(2, width, { generator }),
    new Tanh(),
    drop(),
    new Linear(width, width, { generator }),
    new Tanh(),
    drop(),
    new Linear(width, 1, { generator }),
  );
  const optimizer = new AdamW(network.parameters(), { learningRate: 0.02, weightDecay });

  const learn = compile(() => {
    const loss = binaryCrossEntropyWithLogits(network.forward(train.places), train.labels);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
  });
  /** The share of points on the wrong side of the boundary. */
  const errorOn = ({ places, labels }: Labeled): Value =>
    network.forward(places).gt(0).to("float32").ne(labels).to("float32").mean();
  const look = compile(() =>
    noGrad(() => [errorOn(train), errorOn(validation), network.forward(map).sigmoid()] as const),
  );
  for (let epoch = 1; epoch <= epochCount; epoch++) {
    network.train();
    learn();
    network.eval();
    const [trainError, validationError, probabilities] = look();
    yield {
      trainError: trainError.item(),
      validationError: validationError.item(),
      probabilities: probabilities.data, // of the upper class, at each place of the map
    };
  }
}
