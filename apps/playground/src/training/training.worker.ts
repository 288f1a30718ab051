// The worker of every training; its name says of which. It is one file, so that all of them share one copy of the library.

const trainings = {
  classification: () => import("../lessons/10-overfitting/classification.worker.ts"),
  crowd: () => import("../lessons/11-crowd/crowd.worker.ts"),
  descents: () => import("../lessons/07-minibatches/descents.worker.ts"),
  digits: () => import("../lessons/02-network/digits.worker.ts"),
  playground: () => import("../lessons/12-playground/playground.worker.ts"),
  regression: () => import("../lessons/10-overfitting/regression.worker.ts"),
  shuffling: () => import("../lessons/09-epochs/shuffling.worker.ts"),
  sizes: () => import("../lessons/10-overfitting/sizes.worker.ts"),
  sweep: () => import("../lessons/08-minima/sweep.worker.ts"),
  walkers: () => import("../lessons/08-minima/walkers.worker.ts"),
};

/** Which training a worker is to run. */
export type TrainingName = keyof typeof trainings;

// What arrives before the training is loaded waits for it.
const early: MessageEvent[] = [];
const keep = (event: MessageEvent): void => {
  early.push(event);
};
self.addEventListener("message", keep);
try {
  await trainings[self.name as TrainingName]();
  self.removeEventListener("message", keep);
  for (const { data } of early) self.dispatchEvent(new MessageEvent("message", { data }));
} catch (error) {
  // Heard by the page, which begins another worker when the training is reset.
  self.reportError(new Error(`it could not be loaded: ${String(error)}`));
}
