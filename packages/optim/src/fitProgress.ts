import { loadState, type StateDict, saveState, type Value, value, zerosLike } from "@chainrule/autograd";

/**
 * How far a training by `fit` has come. Passed to it and saved with the rest, at any step or epoch, it lets another `fit` go on
 * from there. It changes before `onStep` and `onEpoch` are called.
 */
export class FitProgress {
  /** The epoch under way or about to begin, counted from 1. */
  epoch = 1;
  /** How many updates it has had. */
  step = 0;
  /** @internal How many examples it has seen, and the sum of their losses. */
  examples = 0;
  /** @internal */
  lossSum = 0;
  /** @internal Whether it has no batches left, only its end. */
  isExhausted = false;

  /** @internal Moves on to the beginning of an epoch. */
  begin(epoch: number): void {
    Object.assign(this, new FitProgress(), { epoch });
  }

  /** A copy of the counts and of the sum of losses. */
  stateDict(): StateDict {
    return saveState(this.#values());
  }

  /**
   * Goes on from a saved {@link FitProgress.stateDict}. Load that of the batches, too.
   * @throws Error when it is that of something else; nothing is loaded then.
   */
  loadStateDict(state: StateDict): void {
    const loaded = Object.fromEntries(
      Object.entries(this.#values()).map(([path, x]) => [path, zerosLike(x)]),
    );
    loadState("this FitProgress", loaded, state);
    const numberAt = (path: string): number => loaded[path].item();
    this.epoch = numberAt("epoch");
    this.step = numberAt("step");
    this.examples = numberAt("examples");
    this.lossSum = numberAt("lossSum");
    this.isExhausted = numberAt("isExhausted") === 1;
  }

  #values(): Record<string, Value> {
    const { epoch, step, examples, lossSum } = this;
    const counts = Object.entries({ epoch, step, examples, lossSum });
    return {
      ...Object.fromEntries(counts.map(([path, x]) => [path, value(x, { dtype: "float64" })])),
      isExhausted: value(this.isExhausted),
    };
  }
}
