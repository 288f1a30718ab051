import { tensor, type Value, value } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { type EpochReport, fit, minibatches, SGD, StepLR, type StepReport } from "../src/index.ts";

const line = { x: Float64Array.of(0, 1, 2, 3, 4), y: Float64Array.of(1, 3, 5, 7, 9) };

function regression(learningRate = 0.05) {
  const slope = value(0, { dtype: "float64", requiresGrad: true });
  const offset = value(0, { dtype: "float64", requiresGrad: true });
  const optimizer = new SGD([slope, offset], { learningRate });
  const loss = ({ x, y }: { x: Value; y: Value }): Value => x.mul(slope).add(offset).sub(y).square().mean();
  return { slope, offset, optimizer, loss, batches: minibatches(line, { size: 2, seed: 1 }) };
}

it("fit finds the line y = 2 x + 1", async () => {
  const { slope, offset, ...training } = regression();
  const history = await fit({ ...training, epochs: 300 });
  expect(slope.item()).toBeCloseTo(2, 5);
  expect(offset.item()).toBeCloseTo(1, 5);
  expect(history).toHaveLength(300);
  expect(history[299].loss).toBeLessThan(1e-9);
});

it("fit does what the loop by hand does, bit by bit", async () => {
  const [a, b] = [regression(), regression()];
  const heard: number[] = [];
  await fit({ ...a, epochs: 3, onStep: ({ loss }) => heard.push(loss) });
  const losses: number[] = [];
  for (let epoch = 1; epoch <= 3; epoch++) {
    for (const batch of b.batches) {
      const loss = b.loss(batch);
      b.optimizer.zeroGrad();
      loss.backward();
      b.optimizer.step();
      losses.push(loss.item());
    }
  }
  expect(heard).toEqual(losses);
  expect(a.slope.item()).toBe(b.slope.item());
});

it("an epoch's loss is the mean of the batches', weighted by their sizes", async () => {
  const { loss, batches, optimizer } = regression(0);
  const history = await fit({ loss, batches, optimizer, epochs: 2 });
  const mean = loss({ x: tensor(line.x), y: tensor(line.y) }).item();
  expect(history.map(({ epoch, steps }) => [epoch, steps])).toEqual([
    [1, 3],
    [2, 3],
  ]);
  for (const report of history) expect(report.loss).toBeCloseTo(mean, 10);
});

it("batches may be Values, or anything else, which then count alike", async () => {
  const w = value(1, { dtype: "float64", requiresGrad: true });
  const optimizer = new SGD([w], { learningRate: 0 });
  const rows = [tensor([1, 1, 1], { dtype: "float64" }), tensor([5], { dtype: "float64" })];
  const [weighted] = await fit({ loss: (x) => x.mul(w).mean(), batches: rows, optimizer, epochs: 1 });
  expect(weighted.loss).toBe(2);
  const [plain] = await fit({ loss: (x) => w.mul(x), batches: [1, 5], optimizer, epochs: 1 });
  expect(plain.loss).toBe(3);
});

describe("callbacks", () => {
  it("hear of every step and epoch, in order, and are awaited", async () => {
    const events: string[] = [];
    const later = async (event: string): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      events.push(event);
    };
    await fit({
      ...regression(),
      epochs: 2,
      onStep: ({ epoch, step }: StepReport) => later(`step ${epoch}.${step}`),
      onEpoch: ({ epoch }: EpochReport) => later(`epoch ${epoch}`),
    });
    const one = (epoch: number): string[] => [1, 2, 3].map((step) => `step ${epoch}.${step}`);
    expect(events).toEqual([...one(1), "epoch 1", ...one(2), "epoch 2"]);
  });

  it("stop the training by returning false", async () => {
    const byEpoch = await fit({ ...regression(), epochs: 9, onEpoch: ({ epoch }) => epoch < 3 });
    expect(byEpoch.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    const byStep = await fit({
      ...regression(),
      epochs: 9,
      onStep: async ({ epoch, step }) => !(epoch === 2 && step === 1),
    });
    expect(byStep.map(({ epoch }) => epoch)).toEqual([1]);
  });

  it("of an epoch come after the schedule's step", async () => {
    const training = regression(1e-3);
    const rates: number[] = [];
    await fit({
      ...training,
      schedule: new StepLR(training.optimizer, { stepSize: 1, gamma: 0.5 }),
      epochs: 2,
      onEpoch: () => void rates.push(training.optimizer.learningRate),
    });
    expect(rates).toEqual([5e-4, 2.5e-4]);
  });
});

describe("accumulate", () => {
  it.each([1, 2, 3, 10])(
    "gives what one large batch gives, up to rounding: %d batches of 2",
    async (accumulate) => {
      const [a, b] = [regression(), regression()];
      const small = minibatches(line, { size: 2, shuffle: false });
      const large = minibatches(line, { size: 2 * accumulate, shuffle: false });
      const accumulated = await fit({ ...a, batches: small, accumulate, epochs: 5 });
      const whole = await fit({ ...b, batches: large, epochs: 5 });
      expect(a.slope.item()).toBeCloseTo(b.slope.item(), 13);
      expect(a.offset.item()).toBeCloseTo(b.offset.item(), 13);
      expect(accumulated.map(({ steps }) => steps)).toEqual(whole.map(({ steps }) => steps));
      accumulated.forEach(({ loss }, i) => {
        expect(loss).toBeCloseTo(whole[i].loss, 12);
      });
    },
  );

  it("is an integer of at least 1", async () => {
    await expect(fit({ ...regression(), epochs: 1, accumulate: 0.5 })).rejects.toThrow(
      "fit: accumulate is an integer of at least 1, got 0.5.",
    );
  });
});

it("a loss that is not finite ends the training before it spoils the parameters", async () => {
  const { slope, optimizer, loss } = regression();
  const good = { x: tensor([1], { dtype: "float64" }), y: tensor([1], { dtype: "float64" }) };
  const bad = { ...good, x: tensor([Number.NaN], { dtype: "float64" }) };
  await expect(fit({ loss, optimizer, batches: [good, bad], epochs: 1 })).rejects.toThrow(
    "fit: the loss is NaN at step 2 of epoch 1; nothing was updated in this step.",
  );
  expect(slope.item()).toBe(0.1);
});

it("a loss that is not one number is refused before anything is updated", async () => {
  const { slope, loss: _, ...training } = regression();
  const each = ({ x, y }: { x: Value; y: Value }): Value => x.mul(slope).sub(y);
  await expect(fit({ ...training, loss: each, epochs: 1 })).rejects.toThrow(
    "fit: loss must return a Value of one entry, got float64 of shape [2]. Reduce it with mean() or sum().",
  );
  const number = (batch: { x: Value; y: Value }): Value => each(batch).mean().item() as never;
  await expect(fit({ ...training, loss: number, epochs: 1 })).rejects.toThrow("got -");
  expect([slope.item(), slope.grad]).toEqual([0, null]);
});

it("epochs that are no count, or have no batches, are refused", async () => {
  const training = regression();
  await expect(fit({ ...training, epochs: 0 })).rejects.toThrow("an integer of at least 1, got 0");
  function* once() {
    yield* training.batches;
  }
  await expect(fit({ ...training, batches: once(), epochs: 2 })).rejects.toThrow(
    "there were no batches in epoch 2",
  );
});

it("a batch without examples is refused before anything is updated", async () => {
  const { slope, optimizer, loss } = regression();
  const before = slope.item();
  const empty = { x: tensor([], { dtype: "float64" }), y: tensor([], { dtype: "float64" }) };
  await expect(fit({ loss, optimizer, batches: [empty], epochs: 1 })).rejects.toThrow(
    "fit: the batch at step 1 of epoch 1 has no examples; nothing was updated in this step.",
  );
  expect(slope.item()).toBe(before);
});
