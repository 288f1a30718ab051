import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, encode, mostEpochs, type Opening, plainView } from "../src/lessons/12-playground/address.ts";
import { featureNames } from "../src/lessons/12-playground/features.ts";
import { presets } from "../src/lessons/12-playground/presets.ts";
import {
  choices,
  defaults,
  lossesFor,
  mostLayers,
  mostNeurons,
  ranges,
  taskOf,
  trainCount,
} from "../src/lessons/12-playground/settings.ts";

const numberIn = ({ min, max }: { min: number; max: number }): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true });
const integerIn = ({ min, max }: { min: number; max: number }): fc.Arbitrary<number> =>
  fc.integer({ min, max });

const openings: fc.Arbitrary<Opening> = fc
  .record({
    data: fc.constantFrom(...choices.data),
    noise: numberIn(ranges.noise),
    count: integerIn(ranges.count),
    share: numberIn(ranges.share),
    dataSeed: integerIn(ranges.dataSeed),
    inputs: fc.subarray(featureNames, { minLength: 1 }),
    layers: fc.array(fc.integer({ min: 1, max: mostNeurons }), { maxLength: mostLayers }),
    activation: fc.constantFrom(...choices.activation),
    seed: integerIn(ranges.seed),
    optimizer: fc.constantFrom(...choices.optimizer),
    rate: numberIn(ranges.rate),
    penalty: fc.constantFrom(...choices.penalty),
    strength: numberIn(ranges.strength),
    dropout: numberIn(ranges.dropout),
  })
  .chain((settings) =>
    fc.record({
      settings: fc
        .record({
          loss: fc.constantFrom(...lossesFor(taskOf(settings))),
          batch: fc.integer({ min: 1, max: trainCount({ ...defaults, ...settings }) }),
        })
        .map((rest) => ({ ...settings, ...rest })),
      view: fc.record({ showsTest: fc.boolean(), isDiscrete: fc.boolean(), isLog: fc.boolean() }),
      epochs: fc.integer({ min: 0, max: mostEpochs }),
    }),
  );

describe("the address of the playground", () => {
  it("gives back all that it was made from", () => {
    fc.assert(
      fc.property(openings, (opening) => {
        const { notes, ...decoded } = decode(encode(opening));
        expect(notes).toEqual([]);
        // −0 is written as 0.
        expect(JSON.parse(JSON.stringify(decoded))).toEqual(JSON.parse(JSON.stringify(opening)));
      }),
    );
  });

  it("takes anything, and gives settings that can be trained with", () => {
    const keys = [...Object.keys(defaults), "test", "epochs", "other"];
    const entries = fc.array(fc.tuple(fc.constantFrom(...keys), fc.string()));
    fc.assert(
      fc.property(entries, (pairs) => {
        const { settings, epochs } = decode(new URLSearchParams(pairs).toString());
        for (const [key, { min, max }] of Object.entries(ranges)) {
          expect(settings[key as keyof typeof ranges]).toBeGreaterThanOrEqual(min);
          expect(settings[key as keyof typeof ranges]).toBeLessThanOrEqual(max);
        }
        expect(settings.inputs.length).toBeGreaterThan(0);
        expect(settings.layers.length).toBeLessThanOrEqual(mostLayers);
        expect(lossesFor(taskOf(settings))).toContain(settings.loss);
        expect(settings.batch).toBeLessThanOrEqual(trainCount(settings));
        expect(epochs).toBeLessThanOrEqual(mostEpochs);
      }),
    );
  });

  it("is what every preset can be opened by", () => {
    for (const { settings } of Object.values(presets)) {
      const decoded = decode(encode({ settings, view: plainView, epochs: 0 }));
      expect(decoded.settings).toEqual(settings);
      expect(decoded.notes).toEqual([]);
    }
  });

  it.each([
    ["noise=7", "noise=7 was ignored: it is a number from 0 to 1."],
    ["seed=1.5", "seed=1.5 was ignored: it is an integer from 0 to 999999."],
    ["layers=4,9", "layers=4,9 was ignored: it lists up to 6 widths from 1 to 8."],
    ["layers=1,1,1,1,1,1,1", "layers=1,1,1,1,1,1,1 was ignored: it lists up to 6 widths from 1 to 8."],
    ["inputs=", "inputs= was ignored: it lists some of x1, x2, x1x1, x2x2, x1x2, sinx1, sinx2."],
    ["optimizer=sdg", /^optimizer=sdg was ignored: it is one of sgd, momentum/],
    ["data=plane&loss=hinge", "loss=hinge was ignored: for this data it is one of mse, absolute, huber."],
    ["momentum=3", "There is nothing called “momentum” here."],
  ])("says what is wrong with %s", (query, note) => {
    const { settings, notes } = decode(query);
    expect(notes).toEqual([note instanceof RegExp ? expect.stringMatching(note) : note]);
    const isPlane = query.startsWith("data=plane");
    expect(settings).toEqual({ ...defaults, ...(isPlane ? { data: "plane", loss: "mse" } : {}) });
  });
});
