// A training that may be killed at any time: started again with the same file, it goes on. It prints a line for each step, and
// waits when it has made as many as it was told.
import { existsSync, writeSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { Generator } from "@chainrule/autograd";
import { loadCheckpoint, saveCheckpoint, saveSafetensors } from "@chainrule/files/node";
import { BatchNorm1d, crossEntropy, Dropout, Linear, ReLU, Sequential } from "@chainrule/nn";
import { Adam, FitProgress, fit, minibatches, OneCycleLR } from "@chainrule/optim";

const [checkpoint, weights, most] = process.argv.slice(2);

const generator = new Generator(1);
const images = generator.normal([400, 64]);
const labels = images.argmax(1).lt(32).to("int32");

const model = new Sequential(
  new Linear(64, 512, { generator }),
  new BatchNorm1d(512),
  new ReLU(),
  new Dropout(0.5, { generator }),
  new Linear(512, 2, { generator }),
);
const optimizer = new Adam(model.parameters(), { learningRate: 0.01 });
const epochs = 15;
// 50 batches, of which three make a step, and the last two another.
const batches = minibatches(
  { images, labels },
  {
    size: 8,
    generator,
    transform: (batch) => ({ ...batch, images: batch.images.add(generator.normal([1]).mul(0.1)) }),
  },
);
const accumulate = 3;
const schedule = new OneCycleLR(optimizer, { totalSteps: epochs });
const progress = new FitProgress();

const parts = { model, optimizer, schedule, generator, batches, progress };
let losses: number[] = [];
let steps = 0;
if (existsSync(checkpoint)) losses = loadCheckpoint(checkpoint, parts)["losses"] as number[];

await fit({
  loss: ({ images, labels }) => crossEntropy(model.forward(images), labels),
  optimizer,
  batches,
  accumulate,
  schedule,
  epochs,
  progress,
  async onStep({ loss }) {
    losses.push(loss);
    saveCheckpoint(checkpoint, parts, { losses });
    writeSync(1, `step ${losses.length}\n`);
    if (++steps >= Number(most)) await wait(60_000);
  },
  onEpoch: () => saveCheckpoint(checkpoint, parts, { losses }),
});
saveSafetensors(weights, model.stateDict());
