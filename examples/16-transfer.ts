// Transfer: what a network has learned from many examples of one task helps with another, of which there are few.
// Its first layers have learned to see. They go to the other network in a safetensors file, as many tools read and write it.
// There they are frozen, so that only the new layer is fitted to the few examples.
import { Generator, linspace, noGrad, type Value } from "@chainrule/autograd";
import { decodeSafetensors, encodeSafetensors } from "@chainrule/files";
import { Linear, binaryCrossEntropyWithLogits as logitLoss, mseLoss, Sequential, Tanh } from "@chainrule/nn";
import { Adam } from "@chainrule/optim";

const generator = new Generator(4);
const dense = (inputs: number, outputs: number): Linear => new Linear(inputs, outputs, { generator });
const makeEyes = (): Sequential => new Sequential(dense(64, 32), new Tanh(), dense(32, 2));

/** Noisy pictures of 8 × 8 pixels with a bright dot, where that is down and across, and whether it is above the diagonal. */
function draw(count: number): { pictures: Value; places: Value; isAbove: Value } {
  const places = generator.uniform([count, 2]).mul(2).sub(1);
  const distance = places.reshape([count, 2, 1]).sub(linspace(-1, 1, 8));
  const near = distance.square().mul(-6).exp();
  const [down, across] = near.split(1, 1);
  const dots = down.transpose(1, 2).mul(across).reshape([count, 64]);
  const pictures = dots.add(generator.normal([count, 64]).mul(0.2));
  const [y, x] = places.split(1, 1);
  return { pictures, places, isAbove: y.lt(x).to("float32") };
}

function learn(parameters: readonly Value[], learningRate: number, steps: number, loss: () => Value): void {
  const optimizer = new Adam(parameters, { learningRate });
  for (let step = 0; step < steps; step++) {
    optimizer.zeroGrad();
    loss().backward();
    optimizer.step();
  }
}

// The first task, with new pictures in each step: where is the dot?
const first = new Sequential(makeEyes(), dense(2, 2));
learn(first.parameters(), 0.01, 400, () => {
  const { pictures, places } = draw(100);
  return mseLoss(first.forward(pictures), places);
});
const file = encodeSafetensors(first.layers[0].stateDict(), { metadata: { learned: "where a dot is" } });

// The second, with 16 pictures only: is the dot above the diagonal?
const [few, test] = [draw(16), draw(1000)];
const loss = (model: Sequential) => () => logitLoss(model.forward(few.pictures), few.isAbove);
const rightOf = (model: Sequential): number =>
  noGrad(() => model.forward(test.pictures).gt(0).eq(test.isAbove).sum().item());

const scratch = new Sequential(makeEyes(), dense(2, 1));
learn(scratch.parameters(), 0.02, 200, loss(scratch));

const { tensors, metadata } = decodeSafetensors(file); // from a file on disk: loadSafetensors(path)
const eyes = makeEyes();
eyes.loadStateDict(tensors);
for (const parameter of eyes.parameters()) parameter.requiresGrad = false; // frozen
const transferred = new Sequential(eyes, dense(2, 1));
learn(transferred.parameters(), 0.05, 100, loss(transferred));

console.log(`Loaded ${Object.keys(tensors).join(", ")}, which learned ${metadata["learned"]}.`);
const [scratchRight, right] = [scratch, transferred].map(rightOf);
console.log(`Result: of 1000, ${scratchRight} are right from scratch, and ${right} with loaded layers.`);
