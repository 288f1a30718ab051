import { Generator } from "@chainrule/autograd";
import { lineOf, meanOf } from "@chainrule/examples/crowd-size/baselines.ts";
import type { Compile } from "@chainrule/examples/crowd-size/counter.ts";
import { crowdsOf, drawCrowds } from "@chainrule/examples/crowd-size/crowds.ts";
import { fromBestToWorst, meanAbsoluteError } from "@chainrule/examples/crowd-size/errors.ts";
import { begin, type Settings } from "@chainrule/examples/crowd-size/experiment.ts";
import { type Scene, usual } from "@chainrule/examples/crowd-size/scene.ts";
import type { RemoteTraining } from "../../training/useTraining.ts";

/** What the learner chooses: how to train, and a picture of their own. */
export type TrialSettings = { readonly experiment: Settings; readonly own: Scene };

/** What the network sees in a picture. */
export type Seen = { readonly scene: Scene; readonly estimate: number; readonly density: Float32Array };

/** How it did on the pictures for the test. */
export type TestResult = {
  readonly scenes: readonly Scene[];
  readonly estimates: readonly number[];
  /** Indices, that of the best estimate first. */
  readonly order: readonly number[];
  readonly error: number;
  readonly baselines: readonly { readonly name: string; readonly error: number }[];
};

/** One property of pictures, from values that it had in training to values that it never had. */
export const sweeps = {
  people: [10, 50, 90, 130, 170, 210, 250, 290, 330, 370],
  light: [0.08, 0.16, 0.24, 0.32, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6],
  headSize: [0.6, 0.9, 1.2, 1.45, 1.7, 1.95, 2.2, 2.5, 2.8, 3.1],
} as const;
export type Swept = keyof typeof sweeps;

/** At a value of the property, by how many people estimates were off, and by how many they were too high. */
export type SweepPoint = { readonly at: number; readonly error: number; readonly bias: number };

export type Snapshot = {
  readonly step: number;
  readonly steps: number;
  readonly weights: number;
  /** The losses of all steps so far, in people². */
  readonly losses: Float32Array;
  readonly epochs: readonly { readonly trainLoss: number; readonly validationLoss: number }[];
  /** The mean squared error of always saying the mean, on the pictures for validation. */
  readonly meanLoss: number;
  readonly previews: readonly Seen[];
  readonly own: Seen;
  readonly test: TestResult | null;
  readonly beyond: Readonly<Record<Swept, readonly SweepPoint[]>>;
  readonly isDone: boolean;
};

/** How many pictures the page shows while the network learns. */
export const previewCount = 6;

/** A trial in a worker, as the page holds it. */
export type Trial = RemoteTraining<TrialSettings, Snapshot>;

/** The whole project, step by step: training, then the test, then pictures beyond all that was learned. */
export function beginTrial(settings: TrialSettings, compile: Compile) {
  const { crowds, network, counter, training } = begin(settings.experiment, compile);
  const losses = new Float32Array(settings.experiment.epochs * Math.ceil(settings.experiment.train / 32));
  const epochs: { trainLoss: number; validationLoss: number }[] = [];
  const beyond: Record<Swept, SweepPoint[]> = { people: [], light: [], headSize: [] };
  const always = meanOf(crowds.train).estimate(crowds.validation);
  const meanLoss =
    always.reduce((sum, mean, i) => sum + (mean - crowds.validation.people.data[i]) ** 2, 0) / always.length;
  const weights = network.parameters().reduce((sum, parameter) => sum + parameter.size, 0);
  let [step, isDone] = [0, false];
  let test: TestResult | null = null;

  function* work() {
    for (const progress of training) {
      ({ step } = progress);
      losses[step - 1] = progress.loss;
      if (progress.epoch !== undefined) epochs.push(progress.epoch);
      yield;
    }
    test = takeTest();
    yield;
    const random = new Generator(settings.experiment.seed);
    for (const name of Object.keys(sweeps) as Swept[]) {
      for (const at of sweeps[name]) {
        const others = drawCrowds(40, random, { ...usual, [name]: [at, at] });
        const estimates = counter.estimates(others.pictures);
        const bias = estimates.reduce((sum, estimate, i) => sum + estimate - others.people.data[i], 0) / 40;
        beyond[name].push({ at, error: meanAbsoluteError(estimates, others), bias });
        yield;
      }
    }
  }

  function takeTest(): TestResult {
    const estimates = counter.estimates(crowds.test.pictures);
    const baselines = [meanOf, lineOf].map((make) => {
      const { name, estimate } = make(crowds.train);
      return { name, error: meanAbsoluteError(estimate(crowds.test), crowds.test) };
    });
    return {
      scenes: crowds.test.scenes,
      estimates,
      order: fromBestToWorst(estimates, crowds.test),
      error: meanAbsoluteError(estimates, crowds.test),
      baselines,
    };
  }

  const previews = crowds.validation.scenes.slice(0, previewCount);
  let shown = crowdsOf([settings.own, ...previews]);

  /** What the network sees now in the pictures that the page shows. */
  function look(): Seen[] {
    return counter.densities(shown.pictures).map((density, i) => ({
      scene: shown.scenes[i],
      density,
      estimate: density.reduce((sum, people) => sum + people, 0),
    }));
  }

  const remaining = work();
  return {
    step(): boolean {
      isDone = remaining.next().done === true;
      return !isDone;
    },
    change(settings: TrialSettings): void {
      shown = crowdsOf([settings.own, ...previews]);
    },
    snapshot(): Snapshot {
      const [own, ...previews] = look();
      return {
        step,
        steps: losses.length,
        weights,
        epochs: [...epochs],
        meanLoss,
        previews,
        own,
        test,
        isDone,
        losses: losses.slice(0, step),
        beyond: { people: [...beyond.people], light: [...beyond.light], headSize: [...beyond.headSize] },
      };
    },
  };
}
