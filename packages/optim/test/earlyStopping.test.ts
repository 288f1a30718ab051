import { loadState, saveState, tensor, value } from "@chainrule/autograd";
import { expect, it } from "vitest";
import { EarlyStopping, fit, SGD } from "../src/index.ts";

function model(start = 0) {
  const values = { w: value(start, { dtype: "float64", requiresGrad: true }), count: tensor([0]) };
  return {
    values,
    stateDict: () => saveState(values),
    loadStateDict: (state: ReturnType<typeof saveState>) => loadState("this model", values, state),
    set: (w: number) => values.w.assign(value(w, { dtype: "float64" })),
    now: () => values.w.item(),
  };
}

it("training stops when there was no improvement for longer than patience, with the model at its best", () => {
  const m = model();
  const stopping = new EarlyStopping(m, { patience: 2 });
  const goesOn = [5, 4, 4, 4.5, 3, 3, 3, 3, 1].map((metric, epoch) => {
    m.set(epoch);
    return stopping.step(metric);
  });
  expect(goesOn.indexOf(false)).toBe(7);
  expect(stopping.best).toBe(1);
  m.set(4);
  expect(new EarlyStopping(m, { patience: 0 }).step(Number.NaN)).toBe(false);
  expect(m.now()).toBe(4);
  stopping.restore();
  expect(m.now()).toBe(8);
});

it("fit stops by it", async () => {
  const m = model(10);
  const optimizer = new SGD([m.values.w], { learningRate: 0.1 });
  const stopping = new EarlyStopping(m, { patience: 3 });
  const seen: number[] = [];
  const history = await fit({
    loss: () => m.values.w.mul(1),
    batches: [0],
    optimizer,
    epochs: 100,
    onEpoch: () => {
      seen.push(m.now());
      return stopping.step(m.values.w.sub(9).abs());
    },
  });
  expect(m.now()).toBeCloseTo(9, 10);
  expect(history).toHaveLength(14);
  expect(m.now()).toBe(seen[9]);
  expect(m.values.w.requiresGrad).toBe(true);
});

it("an improvement is by more than minDelta, and upwards in mode max", () => {
  const m = model();
  const stopping = new EarlyStopping(m, { patience: 1, minDelta: 0.5, mode: "max" });
  expect([1, 1.5, 1.6, 2, 2.1].map((metric) => stopping.step(metric))).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
  expect(stopping.best).toBe(1.6);
});

it("it goes on from a state dict, best model included", () => {
  const [a, b] = [model(1), model(2)];
  const first = new EarlyStopping(a, { patience: 1 });
  first.step(3);
  first.step(4);
  const second = new EarlyStopping(b, { patience: 1 });
  second.loadStateDict(structuredClone(first.stateDict()));
  expect([b.now(), second.best]).toEqual([2, 3]);
  expect(second.step(4)).toBe(false);
  expect(b.now()).toBe(1);
  expect(() => second.loadStateDict({})).toThrow("missing: best, badEpochs, model.w, model.count");
});

it("what makes no sense is refused", () => {
  expect(() => new EarlyStopping(model(), { patience: -1 })).toThrow("patience is a number of at least 0");
  expect(() => new EarlyStopping(model(), { mode: "best" as never })).toThrow(
    "mode is one of min, max, got best",
  );
  expect(() => new EarlyStopping(model(), { minDelta: Number.NaN })).toThrow("minDelta is a number");
});
