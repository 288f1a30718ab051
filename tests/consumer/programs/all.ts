// A network that learns, and goes on from a checkpoint, for someone who installed all of them.
import { tensor } from "@chainrule/autograd";
import { encodeCheckpoint, restoreCheckpoint } from "@chainrule/files";
import { Linear, mseLoss } from "@chainrule/nn";
import { SGD } from "@chainrule/optim";

const model = new Linear(2, 1);
const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
const inputs = tensor([
  [0, 1],
  [1, 0],
]);
const targets = tensor([[1], [2]]);

function step(): number {
  optimizer.zeroGrad();
  const loss = mseLoss(model.forward(inputs), targets);
  loss.backward();
  optimizer.step();
  return loss.item();
}

const before = step();
for (let count = 0; count < 50; count++) step();
const after = step();
if (!(after < before)) throw new Error(`the loss went from ${before} to ${after}`);

const file = encodeCheckpoint({ model, optimizer });
const next = step();
restoreCheckpoint(file, { model, optimizer });
if (step() !== next) throw new Error("the checkpoint did not bring back the model");
