import { tensor, type Value } from "@chainrule/autograd";
import { extent } from "./data/dataSets.ts";
import { featureNames } from "./features.ts";
import { activations } from "./parts.ts";
import { inputsOf, type Run, type Standing } from "./run.ts";
import type { Settings } from "./settings.ts";

/** Pixels along each side of the large picture, and of the small ones. */
export const fieldSize = 80;
export const tileSize = 30;

/** A neuron: its layer, 0 being the first hidden one, and which of that layer. */
export type NeuronPlace = { readonly layer: number; readonly neuron: number };

/** The weights into a layer, [neuron][input] one after another, with the gradient of each. */
type LayerNumbers = {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  readonly weightGradient: Float32Array;
  readonly biasGradient: Float32Array;
};

/** All that the page draws of a training. */
export type Snapshot = Standing & {
  readonly settings: Settings;
  readonly epoch: number;
  readonly steps: number;
  readonly stepsOfEpoch: number;
  readonly stepsPerEpoch: number;
  readonly isTouched: boolean;
  readonly history: {
    readonly epochs: Float64Array;
    readonly train: Float64Array;
    readonly test: Float64Array;
  };
  /** x₁, x₂ and the target of each example. */
  readonly trainPoints: Float32Array;
  readonly testPoints: Float32Array;
  readonly layers: readonly LayerNumbers[];
  /** The length of the gradient of all weights and biases of each layer. */
  readonly gradientNorms: readonly number[];
  /** Whether a hidden neuron with ReLU answers 0 to every training example: then nothing can change it. */
  readonly dead: readonly (readonly boolean[])[];
  /** What each neuron answers over the plane, −1 to 1, from top to bottom and left to right; the last one is the output. */
  readonly tiles: readonly (readonly Float32Array[])[];
  /** The same of the neuron that is shown large, or of the output. */
  readonly field: Float32Array;
};

/** The middles of pixels over the plane, [size², 2], row by row from the top. */
function pixels(size: number): Value {
  const places = Float32Array.from({ length: 2 * size * size }, (_, i) => {
    const pixel = i >> 1;
    const share = ((i % 2 === 0 ? pixel % size : Math.floor(pixel / size)) + 0.5) / size;
    return i % 2 === 0 ? extent * (2 * share - 1) : extent * (1 - 2 * share);
  });
  return tensor(places, { shape: [size * size, 2] });
}

const forTiles = pixels(tileSize);
const forField = pixels(fieldSize);

/** What each feature is over the plane, scaled to −1 to 1. */
export const featureTiles: readonly Float32Array[] = inputsOf(forTiles, featureNames)
  .split(1, 1)
  .map((column) => scaled(column.data as Float32Array, false));

/** What there is to see of a training. */
export function snapshotOf(run: Run, shown: NeuronPlace | null): Snapshot {
  const { settings, model } = run;
  const { gradients, highest } = model.survey(run.train.inputs, run.train.targets);
  const answers = model.activations(inputsOf(forTiles, settings.inputs));
  const place = shown ?? { layer: settings.layers.length, neuron: 0 };
  const large = model.activations(inputsOf(forField, settings.inputs))[place.layer];
  const layers = model.linears.map(({ weight, bias }, i) => ({
    weight: Float32Array.from(weight.data),
    bias: Float32Array.from(bias?.data ?? []),
    weightGradient: Float32Array.from(gradients[2 * i].data),
    biasGradient: Float32Array.from(gradients[2 * i + 1].data),
  }));
  const isRelu = settings.activation === "relu";
  return {
    ...run.measure(),
    settings,
    epoch: run.epoch,
    steps: run.steps,
    stepsOfEpoch: run.stepsOfEpoch,
    stepsPerEpoch: run.stepsPerEpoch,
    isTouched: run.isTouched,
    history: run.history.columns(),
    trainPoints: withTargets(run.points.train, run.train.targets),
    testPoints: withTargets(run.points.test, run.test.targets),
    layers,
    gradientNorms: layers.map(({ weightGradient, biasGradient }) =>
      Math.hypot(...weightGradient, ...biasGradient),
    ),
    dead: highest.map((most) => Array.from(most.data, (activation) => isRelu && activation <= 0)),
    tiles: answers.map((layer, i) =>
      Array.from({ length: layer.shape[1] }, (_, neuron) => pictureOf(layer, { layer: i, neuron }, settings)),
    ),
    field: pictureOf(large, place, settings),
  };
}

/** What one neuron of a layer answers, as −1 to 1. */
function pictureOf(layer: Value, { layer: i, neuron }: NeuronPlace, settings: Settings): Float32Array {
  if (i === settings.layers.length) {
    // A probability p becomes 2p − 1; that is tanh of half the logit.
    const isLogit = settings.loss === "crossEntropy";
    return Float32Array.from((isLogit ? layer.div(2).tanh() : layer.clamp(-1, 1)).data);
  }
  const [count, width] = layer.shape;
  const all = layer.data;
  const own = Float32Array.from({ length: count }, (_, row) => all[row * width + neuron]);
  return scaled(own, "isBounded" in activations[settings.activation]);
}

/** Numbers by the largest of them, unless they are between −1 and 1 by nature. */
function scaled(numbers: Float32Array, isBounded: boolean): Float32Array {
  if (isBounded) return numbers;
  const most = numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-9);
  return numbers.map((x) => x / most);
}

function withTargets(points: Value, targets: Value): Float32Array {
  const [places, wanted] = [points.data, targets.data];
  return Float32Array.from({ length: 3 * wanted.length }, (_, i) =>
    i % 3 === 2 ? wanted[(i - 2) / 3] : places[2 * Math.floor(i / 3) + (i % 3)],
  );
}
