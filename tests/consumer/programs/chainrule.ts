// All of it from one package, for someone who installed chainrule.
import { compile, Linear, manualSeed, mseLoss, SGD, square, tensor, type Value, value } from "chainrule";
import { toSvg } from "chainrule/draw";
import { decodeSafetensors, encodeSafetensors } from "chainrule/files";
import { checkOp } from "chainrule/testing";

manualSeed(1);
const model = new Linear(1, 1);
const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
const step: (x: Value, y: Value) => Value = compile((x: Value, y: Value) => {
  const loss = mseLoss(model.forward(x), y);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  return loss;
});
for (let i = 0; i < 300; i++) step(tensor([[0], [1], [2], [3]]), tensor([[1], [3], [5], [7]]));
const learned = model.forward(tensor([[10]])).item();
if (Math.abs(learned - 21) > 1e-3) throw new Error(`2 · 10 + 1 is 21, and ${learned} was learned`);

// One class from wherever it is imported.
checkOp(square);
const x = value(3, { requiresGrad: true });
if (!toSvg(x.mul(x)).startsWith("<svg")) throw new Error("a picture is SVG");
const { tensors } = decodeSafetensors(encodeSafetensors(model.stateDict()));
if (!("weight" in tensors && "bias" in tensors)) throw new Error("what is saved is loaded");
