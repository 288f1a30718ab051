import { arange, Generator, manualSeed, type StateDict, type Value } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { loadMinibatches, type MinibatchOptions, minibatches } from "../src/index.ts";

/** The next `count` batches, over as many epochs as it takes, and the state after each of them. */
async function take(batches: Batches, count: number): Promise<{ seen: unknown[]; states: StateDict[] }> {
  const [seen, states]: [unknown[], StateDict[]] = [[], []];
  while (seen.length < count) {
    for await (const batch of batches) {
      seen.push(batch.toArray());
      states.push(batches.stateDict());
      if (seen.length === count) return { seen, states };
    }
    seen.push("end of the epoch");
    states.push(batches.stateDict());
  }
  return { seen, states };
}

type Batches = (Iterable<Value> | AsyncIterable<Value>) & {
  stateDict(): StateDict;
  loadStateDict(state: StateDict): void;
};

const kinds: [string, (options: MinibatchOptions) => Batches][] = [
  ["minibatches", (options) => minibatches(arange(10), options)],
  [
    "loadMinibatches",
    (options) => loadMinibatches({ length: 10, get: (i) => arange(i, i + 1).reshape([]) }, options),
  ],
];
const ways: [string, () => MinibatchOptions][] = [
  ["by a seed", () => ({ size: 3, seed: 1 })],
  ["by a generator", () => ({ size: 3, generator: new Generator(2) })],
  ["by weights", () => ({ size: 4, seed: 3, weights: Array.from({ length: 10 }, (_, i) => i) })],
  ["in the order of the data", () => ({ size: 4, shuffle: false })],
  ["dropping the last", () => ({ size: 3, seed: 4, dropLast: true })],
];

describe.each(kinds)("%s", (_, make) => {
  it.each(ways)("go on from any place with the batches that were left: %s", async (_, options) => {
    const { seen, states } = await take(make(options()), 12);
    for (const [i, state] of states.entries()) {
      const resumed = make({ ...options(), ...(options().seed === undefined ? {} : { seed: 99 }) });
      resumed.loadStateDict(structuredClone(state));
      expect(resumed.stateDict()).toEqual(state);
      expect((await take(resumed, 11 - i)).seen).toEqual(seen.slice(i + 1));
    }
  });

  it("begin anew after a loop that was broken off, also when that is loaded", async () => {
    const [a, b] = [make({ size: 3, seed: 1 }), make({ size: 3, seed: 2 })];
    await take(a, 2);
    b.loadStateDict(a.stateDict());
    expect((await take(b, 5)).seen[4]).toBe("end of the epoch");
    const [c, d] = [make({ size: 3, seed: 1 }), make({ size: 3, seed: 2 })];
    await take(c, 2);
    d.loadStateDict(c.stateDict());
    expect((await take(d, 6)).seen).toEqual((await take(c, 6)).seen);
  });

  it("keep the order of the epoch while others draw from the same generator", async () => {
    const run = async (stopAfter: number): Promise<unknown[]> => {
      let generator = new Generator(5);
      let batches = make({ size: 2, generator });
      const seen: unknown[] = [];
      let state: StateDict | null = null;
      for await (const batch of batches) {
        seen.push([batch.toArray(), generator.uniform([]).item()]);
        if (seen.length === stopAfter) state = batches.stateDict();
        if (seen.length === stopAfter) break;
      }
      if (state === null) return seen;
      generator = new Generator(6);
      batches = make({ size: 2, generator });
      batches.loadStateDict(state);
      for await (const batch of batches) seen.push([batch.toArray(), generator.uniform([]).item()]);
      return seen;
    };
    const whole = await run(0);
    expect(whole).toHaveLength(5);
    for (const stopAfter of [1, 3, 5]) expect(await run(stopAfter)).toEqual(whole);
  });

  it("put the default generator back, too, if it is theirs", async () => {
    manualSeed(8);
    const batches = make({ size: 5 });
    const { seen, states } = await take(batches, 8);
    manualSeed(9);
    const resumed = make({ size: 5 });
    resumed.loadStateDict(states[3]);
    expect((await take(resumed, 4)).seen).toEqual(seen.slice(4));
  });

  it("refuse the middle of an epoch of other batches, and then change nothing", async () => {
    const { states } = await take(make({ size: 3, seed: 1 }), 5);
    const other = make({ size: 4, seed: 2 });
    const before = other.stateDict();
    expect(() => other.loadStateDict(states[1])).toThrow(
      /does not fit these (minibatches|loadMinibatches)\. It is from the middle of an epoch of 10 examples in batches of 3, but here are 10 in batches of 4\. Nothing was loaded\./,
    );
    expect(() => other.loadStateDict({})).toThrow(/missing: batch, examples, size, drawnFrom, generator/);
    const wrong = structuredClone(states[1]);
    for (const batch of [-1, 0.5, 5, Number.NaN]) {
      wrong["batch"].data[0] = batch;
      expect(() => make({ size: 3 }).loadStateDict(wrong)).toThrow(/from batch \S+ of an epoch of 4/);
    }
    expect(other.stateDict()).toEqual(before);
    other.loadStateDict(states[4]); // Between two epochs, the size of the batches may change.
    expect((await take(other, 4)).seen[3]).toBe("end of the epoch");
  });
});
