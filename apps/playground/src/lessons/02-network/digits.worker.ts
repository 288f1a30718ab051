import { Generator } from "@chainrule/autograd";
import { buildNetwork } from "@chainrule/examples/digits/network.ts";
import { runTrainings } from "../../training/worker.ts";
import { fetchDigits } from "./data.ts";
import type { DigitsSettings, DigitsSnapshot } from "./digitsTraining.ts";
import { batchSize, epochs, mistakesOf, train } from "./train.ts";

/** How often the page gets the weights, in milliseconds: they are many. */
const pause = 150;

let loaded: ReturnType<typeof load> | undefined;
const load = ({ trainFile, testFile }: DigitsSettings) =>
  Promise.all([fetchDigits(trainFile), fetchDigits(testFile)]);

runTrainings<DigitsSettings, DigitsSnapshot>(async (settings) => {
  loaded ??= load(settings);
  const [digits, test] = await loaded.catch((error: unknown) => {
    // They may have been out of reach for a while only.
    loaded = undefined;
    throw error;
  });
  const { architecture, seed, state } = settings;
  const generator = new Generator(seed);
  const network = buildNetwork(architecture, generator);
  if (state !== null) network.loadStateDict(state);

  const count = digits.labels.size;
  const perEpoch = Math.ceil(count / batchSize);
  const steps = state === null ? train(network, digits, generator)[Symbol.iterator]() : null;
  const losses: [step: number, loss: number][] = [];
  let mistakes = mistakesOf(network, test);
  const accuracies: [epoch: number, share: number][] = [[0, 1 - mistakes.length / test.labels.size]];
  let [step, recent, milliseconds, sent] = [0, 0, 0, Number.NEGATIVE_INFINITY];
  let isDone = state !== null;

  return {
    step() {
      const start = performance.now();
      const next = steps?.next();
      if (next === undefined || next.done === true) return false;
      const { epoch, loss } = next.value;
      step++;
      // The losses of single batches jump: the mean of some is what one sees.
      recent += loss;
      if (step === 1) losses.push([0, loss]);
      if (step % 10 === 0) {
        losses.push([step / perEpoch, recent / 10]);
        recent = 0;
      }
      if (step % perEpoch === 0) {
        mistakes = mistakesOf(network, test);
        accuracies.push([epoch, 1 - mistakes.length / test.labels.size]);
      }
      isDone = step === epochs * perEpoch;
      milliseconds += performance.now() - start;
      return !isDone;
    },
    snapshot() {
      const isDue = isDone || performance.now() - sent > pause;
      if (isDue) sent = performance.now();
      return {
        step,
        steps: epochs * perEpoch,
        epochs,
        seconds: milliseconds / 1000,
        losses: [...losses],
        accuracies: [...accuracies],
        mistakes,
        isDone,
        architecture,
        state: isDue ? network.stateDict() : null,
      };
    },
  };
});
