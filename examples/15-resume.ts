// A checkpoint lets a training that was stopped go on as if nothing had happened, to the last bit of every weight.
// The weights alone are not enough: momentum, the learning rate, the random numbers and the place in the epoch are part of where
// a training is. All of them go into one file, replaced in a single moment, so that nobody ever finds half of it.
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Generator } from "@chainrule/autograd";
import { loadCheckpoint, saveCheckpoint } from "@chainrule/files/node";
import { Dropout, Linear, mseLoss, Sequential, Tanh } from "@chainrule/nn";
import { Adam, CosineAnnealingLR, minibatches } from "@chainrule/optim";

const file = join(tmpdir(), `chainrule-${process.pid}.safetensors`);
const epochs = 20;
type Run = ReturnType<typeof begin>;

/** Everything that changes while training. When a program stops, it is gone, and the next one makes it anew. */
function begin(seed: number) {
  const x = new Generator(1).uniform([100, 1]).mul(2).sub(1);
  const generator = new Generator(seed); // for the first weights, for what is dropped, for the order of the examples
  const layers = [new Linear(1, 32, { generator }), new Tanh(), new Dropout(0.1, { generator })];
  const model = new Sequential(...layers, new Linear(32, 1, { generator }));
  const optimizer = new Adam(model.parameters(), { learningRate: 0.02 });
  const schedule = new CosineAnnealingLR(optimizer, { tMax: epochs });
  const batches = minibatches({ x, y: x.mul(4).sin() }, { size: 8, generator });
  return { model, optimizer, schedule, generator, batches };
}

/** Trains to the end, or until the power fails after that many steps. */
function train(run: Run, firstEpoch: number, powerFailsAfter = Number.POSITIVE_INFINITY): void {
  let step = 0;
  for (let epoch = firstEpoch; epoch <= epochs; epoch++) {
    for (const { x, y } of run.batches) {
      run.optimizer.zeroGrad();
      mseLoss(run.model.forward(x), y).backward();
      run.optimizer.step();
      if (++step % 5 === 0) saveCheckpoint(file, run, { epoch }); // all that has a state, and any other data
      if (step === powerFailsAfter) return;
    }
    run.schedule.step();
  }
}

const whole = begin(7);
train(whole, 1);

train(begin(7), 1, 112); // two steps after a checkpoint, in the middle of an epoch
const [resumed, onlyWeights] = [begin(99), begin(99)]; // other programs, another day: nothing is as it was
const { epoch } = loadCheckpoint(file, resumed); // everything, or, if anything does not fit, nothing
console.log(`Loaded ${Object.keys(resumed).join(", ")}, as they were in epoch ${Number(epoch)}.`);
onlyWeights.model.loadStateDict(resumed.model.stateDict()); // to see what the others are good for
for (const run of [resumed, onlyWeights]) train(run, Number(epoch)); // what is left of that epoch comes first
rmSync(file);

const weightsOf = ({ model }: Run): number[] => model.parameters().flatMap(({ data }) => Array.from(data));
const wanted = weightsOf(whole);
const alike = (run: Run): number => weightsOf(run).filter((weight, i) => weight === wanted[i]).length;
const [all, some] = [alike(resumed), alike(onlyWeights)];
console.log(`From the weights alone, ${some} of ${wanted.length} end as if it had never stopped.`);
console.log(`Result: from the whole checkpoint, ${all} of ${wanted.length} do, to the last bit.`);
