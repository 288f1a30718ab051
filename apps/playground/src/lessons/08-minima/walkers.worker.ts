import { runTrainings } from "../../training/worker.ts";
import { hilltop } from "./curve.ts";
import { Walkers, type WalkSettings } from "./walkers.ts";

/** A walk of which the first steps are taken at once. */
export type WalkRun = WalkSettings & { readonly ahead: number };

export type WalkSnapshot = {
  readonly step: number;
  /** Where each walker is. */
  readonly places: readonly number[];
  /** Where the first one was after each step. */
  readonly trail: readonly number[];
  /** The share of walkers in the valley of A, after each step. */
  readonly shares: readonly number[];
};

runTrainings<WalkRun, WalkSnapshot>((settings) => {
  const walkers = new Walkers(settings);
  const [trail, shares]: [number[], number[]] = [[], []];
  const note = (): void => {
    const places = walkers.places.data;
    trail.push(places[0]);
    shares.push(places.filter((place) => place < hilltop).length / places.length);
  };
  note();
  const step = (): boolean => {
    if (trail.length > settings.steps) return false;
    walkers.step();
    note();
    return trail.length <= settings.steps;
  };
  for (let i = 0; i < settings.ahead; i++) step();
  return {
    step,
    snapshot: () => ({ step: trail.length - 1, places: [...walkers.places.data], trail, shares }),
  };
});
