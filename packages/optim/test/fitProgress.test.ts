import { arange, Generator, type StateDict, tensor, type Value, value } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { type FitOptions, FitProgress, fit, minibatches, ReduceLROnPlateau, SGD } from "../src/index.ts";

/** A training with all that changes in it. */
function makeRun(seed: number) {
  const w = value(3, { dtype: "float64", requiresGrad: true });
  const optimizer = new SGD([w], { learningRate: 0.1, momentum: 0.9 });
  const batches = minibatches(arange(10).to("float64"), { size: 3, generator: new Generator(seed) });
  const progress = new FitProgress();
  const schedule = new ReduceLROnPlateau(optimizer, { patience: 0, factor: 0.5 });
  const options: FitOptions<Value> = {
    loss: (x) => x.sub(w).square().mean(),
    optimizer,
    batches,
    epochs: 4,
    progress,
    schedule,
  };
  return { w, options, parts: [optimizer, batches, progress, schedule] };
}

type Run = ReturnType<typeof makeRun>;
const save = ({ w, parts }: Run): StateDict[] => [
  ...parts.map((part) => part.stateDict()),
  { w: { dtype: "float64", shape: [], data: Float64Array.of(w.item()) } },
];
function load({ w, parts }: Run, states: readonly StateDict[]): void {
  for (const [i, part] of parts.entries()) part.loadStateDict(states[i]);
  w.assign(tensor(states[parts.length]["w"].data, { shape: [] }));
}

describe("FitProgress", () => {
  it.each([1, 2, 3, 4, 5])(
    "lets fit go on after any step or epoch, %i batches a step",
    async (accumulate) => {
      const run = makeRun(1);
      const saved: StateDict[][] = [];
      const keep = (): void => void saved.push(save(run));
      const history = await fit({ ...run.options, accumulate, onStep: keep, onEpoch: keep });
      expect(history).toHaveLength(4);
      expect(saved).toHaveLength(4 * (Math.ceil(4 / accumulate) + 1));
      for (const states of saved) {
        const other = makeRun(2);
        load(other, states);
        const { epoch } = other.options.progress as FitProgress;
        const rest = await fit({ ...other.options, accumulate });
        expect(save(other)).toEqual(save(run));
        expect(rest).toEqual(history.slice(epoch - 1));
      }
    },
  );

  it("says where the training is", async () => {
    const { options } = makeRun(1);
    const { progress } = options;
    const seen: number[][] = [];
    const note = (): void => void seen.push([progress?.epoch ?? 0, progress?.step ?? 0]);
    await fit({ ...options, epochs: 2, onStep: note, onEpoch: note });
    expect(seen).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
      [1, 4],
      [2, 0],
      [2, 1],
      [2, 2],
      [2, 3],
      [2, 4],
      [3, 0],
    ]);
  });

  it("is at the beginning of the epoch that onStep broke off, as the batches are", async () => {
    const { options } = makeRun(1);
    await fit({ ...options, onStep: ({ epoch, step }) => epoch < 2 || step < 3 });
    expect([options.progress?.epoch, options.progress?.step]).toEqual([2, 0]);
    const history = await fit(options);
    expect(history.map(({ epoch, steps }) => [epoch, steps])).toEqual([
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
  });

  it("is there, too, after an error", async () => {
    const { options } = makeRun(1);
    const failing = (x: Value): Value => {
      if (options.progress?.step === 2) throw new Error("mine");
      return options.loss(x);
    };
    await expect(fit({ ...options, loss: failing })).rejects.toThrow("mine");
    expect([options.progress?.epoch, options.progress?.step]).toEqual([1, 0]);
    expect((await fit(options))[0].steps).toBe(4);
  });

  it("does nothing when all epochs are over", async () => {
    const run = makeRun(1);
    await fit(run.options);
    const before = save(run);
    expect(await fit(run.options)).toEqual([]);
    expect(save(run)).toEqual(before);
  });

  it("refuses the state of something else", () => {
    const progress = new FitProgress();
    expect(() => progress.loadStateDict({})).toThrow(/does not fit this FitProgress.*missing: epoch, step/);
  });
});
