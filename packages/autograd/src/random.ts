import { keepingStates, keepState, stateOfDraw } from "./drawTape.ts";
import { type FloatDtype, getDefaultDtype } from "./dtype.ts";
import { philox } from "./kernels/philox.ts";
import { type Draw, randomIntegers, randomNormal, randomPermutation, randomUniform } from "./ops/random.ts";
import type { Shape } from "./shape.ts";
import type { Literal } from "./shapes/known.ts";
import { standInFor } from "./standIn.ts";
import { loadState, type StateDict, saveState } from "./stateDict.ts";
import { openExamples } from "./trace.ts";
import { Value } from "./value.ts";

/** Options of the draws of floats. */
export interface RandomOptions {
  /** The default float when absent. */
  readonly dtype?: FloatDtype;
}

/**
 * A source of random numbers that depend on nothing but its seed and on how many draws came before: the same on every
 * platform. Its `state`, int32 of shape [4], is all there is to save and to restore.
 */
export class Generator {
  /** The key (two words), then the number of draws so far (two words). */
  readonly state: Value;

  /** @param seed any number that is an integer up to 2⁵³. */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed))
      throw new RangeError(`Generator needs an integer up to 2^53 as its seed, got ${seed}.`);
    this.state = stateOf(seed, Math.floor(seed / 0x100000000));
  }

  /** Numbers uniform in [0, 1). */
  uniform<const S extends Shape>(
    shape: S,
    { dtype = getDefaultDtype() }: RandomOptions = {},
  ): Value<Literal<S>> {
    return this.#draw(shape, (state, all) => randomUniform(state, all, dtype));
  }

  /** Numbers of the standard normal distribution. */
  normal<const S extends Shape>(
    shape: S,
    { dtype = getDefaultDtype() }: RandomOptions = {},
  ): Value<Literal<S>> {
    return this.#draw(shape, (state, all) => randomNormal(state, all, dtype));
  }

  /** int32 numbers uniform from `low` up to and without `high`. */
  integers<const S extends Shape>(shape: S, low: number, high: number): Value<Literal<S>> {
    return this.#draw(shape, (state, all) => randomIntegers(state, all, low, high));
  }

  /** The integers 0 to n − 1 in random order, int32 of shape [n]. */
  permutation<N extends number>(n: N): Value<[N]> {
    if (openExamples().length > 0) return this.uniform([n], { dtype: "float64" }).argsort();
    return this.#draw([n], (state) => randomPermutation(state, n));
  }

  /** Bools that are true with probability p. */
  bernoulli<const S extends Shape>(p: number, shape: S): Value<Literal<S>> {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`bernoulli needs a probability from 0 to 1, got ${p}.`);
    return this.uniform(shape, { dtype: "float64" }).lt(p);
  }

  /** `count` generators whose numbers have nothing to do with each other or with this one's; this one moves on by a draw. */
  split(count: number): Generator[] {
    const { from } = stateOfDraw(this.state);
    const [key0, key1, draw0, draw1] = from.array();
    const children = Array.from({ length: count }, (_, i) => {
      const words = Uint32Array.of(i, 0x80000000, draw0, draw1); // draws never reach counters with this second word
      philox(words, key0, key1);
      const child = new Generator(0);
      child.state.assign(stateOf(words[0], words[1]));
      return child;
    });
    this.#draw([], (state) => randomUniform(state, [], "float32"));
    return children;
  }

  /** A copy of the state. */
  stateDict(): StateDict {
    return saveState({ state: this.state });
  }

  /**
   * Goes on from a saved {@link Generator.stateDict}.
   * @throws Error when it is that of something else; nothing is loaded then.
   */
  loadStateDict(state: StateDict): void {
    keepState(this.state);
    loadState("this Generator", { state: this.state }, state);
  }

  /** Inside vmap draws for all examples at once, and gives what stands for them: each example has numbers of its own. */
  #draw(shape: Shape, draw: (state: Value, all: Shape) => Draw): Value {
    const traces = openExamples();
    const { from, isReplayed } = stateOfDraw(this.state);
    const [numbers, next] = draw(
      from,
      traces.length === 0 ? shape : [...traces.map(({ size }) => size), ...shape],
    );
    if (!isReplayed) this.state.assign(next.detach());
    return traces.reduce(standInFor, numbers);
  }
}

function stateOf(key0: number, key1: number): Value {
  return new Value([4], "int32", Int32Array.of(key0, key1, 0, 0));
}

// Bundlers may leave it out where nobody draws.
const shared = /* @__PURE__ */ new Generator(0);

/** The generator that is used wherever none is passed. */
export function defaultGenerator(): Generator {
  return shared;
}

/** Starts the {@link defaultGenerator} anew from a seed (0 at first), so that a run can be repeated. */
export function manualSeed(seed: number): Generator {
  shared.loadStateDict(new Generator(seed).stateDict());
  return shared;
}

/**
 * Calls `f` and puts all generators of random numbers back to where they were before: what `f` draws is drawn again by
 * whoever comes next. {@link manualSeed} in `f` holds until it returns.
 * @throws TypeError when `f` is asynchronous: the generators would be back before it has finished.
 */
export function forkRng<T>(f: () => T): T {
  const result = keepingStates(f);
  if (typeof (result as { then?: unknown } | null | undefined)?.then === "function")
    throw new TypeError("forkRng needs a synchronous function. Await first, then call it around the draws.");
  return result;
}
