import { linspace, stack, type Value, zeros } from "@chainrule/autograd";
import { runTrainings } from "../../training/worker.ts";
import { perClass } from "./clouds.ts";
import { Learner } from "./learner.ts";
import { extent, grid } from "./scene.ts";

export type ShufflingSettings = {
  readonly size: number;
  readonly learningRate: number;
  readonly epochs: number;
  /** How many updates have been made when it opens. */
  readonly begun: number;
};

export type LearnerPicture = {
  readonly history: readonly { readonly loss: number; readonly right: number }[];
  /** Its opinion all over the map, from −1 to 1: rows from top to bottom. */
  readonly opinions: Float32Array;
  /** The points of the last batch. */
  readonly batch: readonly (readonly [number, number])[];
};

export type ShufflingSnapshot = { readonly shuffled: LearnerPicture; readonly sorted: LearnerPicture };

const places = placesOnGrid();

function placesOnGrid(): Value {
  const all = zeros([grid.rows, grid.columns]);
  const across = linspace(extent.x[0], extent.x[1], grid.columns).add(all);
  const down = linspace(extent.y[1], extent.y[0], grid.rows).reshape([grid.rows, 1]).add(all);
  return stack([across, down], 2).reshape([-1, 2]);
}

const pictureOf = (learner: Learner): LearnerPicture => ({
  history: learner.history,
  opinions: Float32Array.from(learner.logits(places).div(2).tanh().data),
  batch: pairs(learner.batch),
});

const pairs = (points: Value): [number, number][] =>
  Array.from({ length: points.shape[0] }, (_, i) => [points.data[2 * i], points.data[2 * i + 1]]);

runTrainings<ShufflingSettings, ShufflingSnapshot>(({ size, learningRate, epochs, begun }) => {
  const [shuffled, sorted] = [true, false].map((shuffle) => new Learner({ shuffle, size, learningRate }));
  const all = epochs * Math.ceil((2 * perClass) / size);
  const step = (): boolean => {
    if (sorted.history.length >= all) return false;
    for (const learner of [shuffled, sorted]) learner.update();
    return sorted.history.length < all;
  };
  for (let i = 0; i < begun; i++) step();
  return { step, snapshot: () => ({ shuffled: pictureOf(shuffled), sorted: pictureOf(sorted) }) };
});
