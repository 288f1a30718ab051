import type { Value } from "@chainrule/autograd";
import { pointsWithTargets } from "./data/pointsWithTargets.ts";
import { inputsOf } from "./features.ts";
import { activations } from "./parts.ts";
import { fieldSize, pixels, scaled, tileSize } from "./pixels.ts";
import type { Run, Standing } from "./run.ts";
import { type Settings, taskOf } from "./settings.ts";

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
  /** Another one has other examples. */
  readonly run: number;
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
  /** Of each example x₁, x₂, and its color, −1 to 1. */
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

const forTiles = pixels(tileSize);
const forField = pixels(fieldSize);

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
    run: run.id,
    epoch: run.epoch,
    steps: run.steps,
    stepsOfEpoch: run.stepsOfEpoch,
    stepsPerEpoch: run.stepsPerEpoch,
    isTouched: run.isTouched,
    history: run.history.columns(),
    trainPoints: pointsWithTargets(run.points.train, run.train.targets, taskOf(settings)),
    testPoints: pointsWithTargets(run.points.test, run.test.targets, taskOf(settings)),
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
