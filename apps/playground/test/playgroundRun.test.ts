import { describe, expect, it } from "vitest";
import { edgesOf, nearestEdge } from "../src/lessons/12-playground/edges.ts";
import { formatGradient } from "../src/lessons/12-playground/formatGradient.ts";
import { History } from "../src/lessons/12-playground/history.ts";
import { presets } from "../src/lessons/12-playground/presets.ts";
import { Run } from "../src/lessons/12-playground/run.ts";
import { defaults, type Settings } from "../src/lessons/12-playground/settings.ts";
import { snapshotOf } from "../src/lessons/12-playground/snapshot.ts";

/** A run after some epochs. */
function trained(settings: Settings, epochs: number): Run {
  const run = new Run(settings);
  while (run.epoch < epochs) run.step();
  return run;
}

describe("a run of the playground", () => {
  it("learns the spiral: 98% of the test points within 100 epochs", () => {
    expect(trained(presets.spiral.settings, 100).measure().testRight).toBeGreaterThanOrEqual(0.98);
  });

  it("learns circles and XOR, but circles not without a bend", () => {
    expect(trained(presets.circles.settings, 60).measure().testRight).toBeGreaterThan(0.98);
    expect(trained(presets.xor.settings, 60).measure().testRight).toBeGreaterThan(0.95);
    expect(trained(presets.linear.settings, 60).measure().testRight).toBeLessThan(0.7);
  });

  it("overfits where that is what there is to see", () => {
    const run = trained(presets.overfitting.settings, 300);
    const { train, test } = run.history.columns();
    expect(train.at(-1)).toBeLessThan(0.01);
    expect(test.at(-1)).toBeGreaterThan(2 * Math.min(...test));
  });

  it("shows gradients that vanish behind sigmoids, far less behind tanh", () => {
    const ratio = (settings: Settings): number => {
      const norms = snapshotOf(new Run(settings), null).gradientNorms;
      return norms[norms.length - 1] / norms[0];
    };
    expect(ratio(presets.vanishing.settings)).toBeGreaterThan(1e4);
    expect(ratio({ ...presets.vanishing.settings, activation: "tanh" })).toBeLessThan(1000);
  });

  it.each<[string, Partial<Settings>]>([
    ["cross-entropy", {}],
    ["hinge", { loss: "hinge", activation: "gelu" }],
    ["an L2 penalty", { penalty: "l2", strength: 0.1 }],
    ["an L1 penalty", { penalty: "l1", strength: 0.1 }],
    ["heights", { data: "hills", loss: "mse", activation: "silu" }],
  ])("tells gradients that are slopes of the loss: %s", (_, changes) => {
    const settings: Settings = { ...defaults, ...changes };
    const run = trained(settings, 3);
    const { layers } = snapshotOf(run, null);
    const minimized = (): number => {
      const weights = run.model.linears.flatMap(({ weight }) => Array.from(weight.data));
      const sizes = weights.map((w) => (settings.penalty === "l1" ? Math.abs(w) : w ** 2 / 2));
      const penalty = settings.penalty === "none" ? 0 : settings.strength * sizes.reduce((a, b) => a + b, 0);
      return run.measure().trainLoss + penalty;
    };
    for (const [layer, { weight, weightGradient, biasGradient, bias }] of layers.entries()) {
      for (const [input, value, slope] of [
        [1, weight[1], weightGradient[1]],
        [null, bias[0], biasGradient[0]],
      ] as const) {
        const [above, below] = [0.001, -0.001].map((shift) => {
          run.edit({ layer, neuron: 0, input, value: value + shift });
          return minimized();
        });
        run.edit({ layer, neuron: 0, input, value });
        expect((above - below) / 0.002).toBeCloseTo(slope, 3);
      }
    }
  });

  it("goes on from a change under way, and begins anew as if there had been none", () => {
    const run = trained(defaults, 2);
    const before = run.measure();
    run.change({ ...defaults, rate: 0.3, optimizer: "adam", dropout: 0.2, penalty: "decay" });
    expect(run.measure()).toEqual(before);
    expect(run.isTouched).toBe(true);
    run.step();
    expect(run.steps).toBe(41);
    expect(run.measure()).not.toEqual(before);

    const again = new Run(defaults, trained(defaults, 1).model);
    while (again.epoch < 2) again.step();
    expect(again.measure()).toEqual(before);
    expect(again.isTouched).toBe(false);
  });

  it("marks neurons with ReLU that answer 0 to everything", () => {
    const run = new Run({ ...defaults, activation: "relu" });
    run.edit({ layer: 0, neuron: 2, input: null, value: -100 });
    const { dead, layers } = snapshotOf(run, null);
    expect(dead[0][2]).toBe(true);
    expect(Array.from(layers[0].weightGradient.slice(4, 6))).toEqual([0, 0]);
    expect(snapshotOf(new Run(defaults), null).dead.flat()).not.toContain(true);
  });

  it("shows what the output says: 1 everywhere with a large bias", () => {
    const run = new Run(defaults);
    run.edit({ layer: 2, neuron: 0, input: null, value: 100 });
    const { field, tiles } = snapshotOf(run, null);
    expect(Math.min(...field)).toBeGreaterThan(0.99);
    expect(tiles.map((layer) => layer.length)).toEqual([4, 2, 1]);
  });
});

describe("the history of a run", () => {
  it("keeps few epochs, at equal distances", () => {
    const history = new History(10);
    for (let epoch = 0; epoch <= 100; epoch++) if (history.wants(epoch)) history.add(epoch, epoch, -epoch);
    const { epochs, train } = history.columns();
    expect(epochs.length).toBeLessThanOrEqual(10);
    expect(Array.from(epochs)).toEqual(Array.from(epochs, (_, i) => i * epochs[1]));
    expect(train).toEqual(epochs);
  });
});

describe("lines of weights", () => {
  const edges = edgesOf(["x1", "x2"], [4, 2]);

  it("are in the order of the weights", () => {
    expect(edges.length).toBe(2 * 4 + 4 * 2 + 2);
    expect(edges[3]).toMatchObject({ layer: 0, neuron: 1, input: 1 });
  });

  it("are found where they end, half way, and not far away", () => {
    const edge = edges[10];
    const { layer, neuron, input, from, to } = edge;
    expect(nearestEdge(edges, (from.x + to.x) / 2, (from.y + to.y) / 2)).toMatchObject({
      layer,
      neuron,
      input,
    });
    expect(nearestEdge(edges, to.x - 0.001, to.y + 1)).toMatchObject({ layer, neuron });
    expect(nearestEdge(edges, 0.5, -100)).toBeNull();
  });
});

describe("gradients in words", () => {
  it.each([
    [0, "0"],
    [0.0341, "0.034"],
    [-1.26, "−1.3"],
    [-0.0000123, "−1.2·10⁻⁵"],
    [3.4e-12, "3.4·10⁻¹²"],
    [Number.NaN, "not a number"],
  ])("%d is %s", (gradient, text) => {
    expect(formatGradient(gradient)).toBe(text);
  });
});
