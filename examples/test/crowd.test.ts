import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Generator } from "@chainrule/autograd";
import { compile } from "@chainrule/wasm";
import { describe, expect, it } from "vitest";
import { lineOf, meanOf } from "../crowd-size/baselines.ts";
import { crowdsOf, drawCrowds } from "../crowd-size/crowds.ts";
import { errorsOf, fromBestToWorst, meanAbsoluteError } from "../crowd-size/errors.ts";
import { begin, defaults } from "../crowd-size/experiment.ts";
import { drawScene, randomScene, side, usual } from "../crowd-size/scene.ts";
import { runExample, temporaryFolder } from "./run.ts";

const scene = randomScene(new Generator(3));
const brightnessOf = (pixels: Float32Array): number =>
  pixels.reduce((sum, pixel) => sum + pixel, 0) / pixels.length;
const differing = (a: Float32Array, b: Float32Array): number => a.filter((pixel, i) => pixel !== b[i]).length;

describe("a picture of a crowd", () => {
  it("is the same whenever it is drawn, and another from another seed", () => {
    expect(drawScene(scene)).toEqual(drawScene(scene));
    expect(differing(drawScene(scene), drawScene({ ...scene, seed: scene.seed + 1 }))).toBeGreaterThan(side);
  });

  it("has one person more, who changes only the place where they stand", () => {
    const alone = { ...scene, people: 10, overlap: 1 };
    const changed = differing(drawScene(alone), drawScene({ ...alone, people: 11 }));
    expect(changed).toBeGreaterThan(0);
    expect(changed).toBeLessThan(100);
  });

  it("is brighter the more light there is", () => {
    const [dim, bright] = [0.3, 0.9].map((light) => brightnessOf(drawScene({ ...scene, light })));
    expect(bright / dim).toBeCloseTo(3, 1);
  });

  it("keeps to its ranges", () => {
    const generator = new Generator(5);
    for (let i = 0; i < 50; i++) {
      const scene = randomScene(generator);
      for (const [name, [from, to]] of Object.entries(usual)) {
        const chosen = scene[name as keyof typeof usual];
        expect(chosen).toBeGreaterThanOrEqual(from);
        expect(chosen).toBeLessThanOrEqual(to);
      }
      expect(Number.isInteger(scene.people)).toBe(true);
    }
  });
});

describe("the baselines", () => {
  const crowds = drawCrowds(20, new Generator(1));

  it("say the mean, whatever they see", () => {
    const mean = crowds.scenes.reduce((sum, { people }) => sum + people, 0) / 20;
    for (const estimate of meanOf(crowds).estimate(drawCrowds(3, new Generator(2))))
      expect(estimate).toBeCloseTo(mean, 4);
  });

  it("draw the line of least squares: it cannot be turned or moved without getting worse", () => {
    const loss = (estimates: readonly number[]): number =>
      errorsOf(estimates, crowds).reduce((sum, error) => sum + error ** 2, 0);
    const estimates = lineOf(crowds).estimate(crowds);
    const brightness = [...crowds.pictures.mean([1, 2, 3]).data];
    for (const nudge of [-1, 1]) {
      expect(loss(estimates.map((estimate) => estimate + nudge))).toBeGreaterThan(loss(estimates));
      expect(loss(estimates.map((estimate, i) => estimate + nudge * (brightness[i] - 0.4)))).toBeGreaterThan(
        loss(estimates),
      );
    }
  });
});

describe("the training", () => {
  const small = { ...defaults, train: 64, validation: 16, test: 16, epochs: 3 };

  it("gives the same numbers compiled and call by call, but for rounding", () => {
    const losses = [undefined, compile].map((engine) =>
      [...begin(small, engine).training].map(({ loss }) => loss),
    );
    expect(losses[0]).toHaveLength(6);
    for (const [i, loss] of losses[0].entries()) expect(losses[1][i] / loss).toBeCloseTo(1, 3);
  });

  it("gives equal estimates from equal seeds", () => {
    const [first, second] = [1, 1].map((seed) => {
      const { training, counter, crowds } = begin({ ...small, seed }, compile);
      for (const _ of training);
      return counter.estimates(crowds.test.pictures);
    });
    expect(first).toEqual(second);
  });

  it("has places that add up to the estimate", () => {
    const { counter, crowds } = begin(small);
    const [estimate] = counter.estimates(crowds.test.pictures);
    const [density] = counter.densities(crowds.test.pictures);
    expect(density).toHaveLength(144);
    expect(density.reduce((sum, people) => sum + people, 0)).toBeCloseTo(estimate, 2);
  });

  it("learns to count better than the baselines", () => {
    const { counter, crowds, training } = begin({ ...small, train: 400, test: 100, epochs: 12 }, compile);
    for (const _ of training);
    const error = meanAbsoluteError(counter.estimates(crowds.test.pictures), crowds.test);
    for (const baseline of [meanOf, lineOf]) {
      const estimates = baseline(crowds.train).estimate(crowds.test);
      expect(error).toBeLessThan(meanAbsoluteError(estimates, crowds.test) / 2);
    }
  });
});

it("orders pictures by how far their estimates are off, to either side", () => {
  const crowds = crowdsOf([10, 20, 30].map((people) => ({ ...scene, people })));
  expect(fromBestToWorst([14, 19, 24], crowds)).toEqual([1, 0, 2]);
});

describe("the program", () => {
  it("ends with the error on the test pictures and writes what can be looked at", async () => {
    const output = temporaryFolder();
    const flags = ["--pictures", "64", "--epochs", "2", "--output", output];
    const { status, stdout, stderr } = await runExample("../scripts/example.ts", "crowd-size", ...flags);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^64 pictures to learn from, 8 for validation, 16 for the test/);
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(
      /^Result: the estimates are off by \d+\.\d people on average\.$/,
    );
    for (const file of ["estimates.svg", "best-and-worst.svg", "loss-curves.svg"]) {
      expect(existsSync(join(output, file))).toBe(true);
      expect(readFileSync(join(output, file), "utf8")).toMatch(/^<svg/);
    }
  });

  it("refuses what makes no sense, in one line", async () => {
    const { status, stderr } = await runExample("crowd-size/main.ts", "--pictures", "3");
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: '--pictures needs a whole number from 32 to 100000, got "3".\n',
    });
  });
});
