// A layer, for someone who installed @chainrule/nn and its peer.
import { tensor, type Value } from "@chainrule/autograd";
import { Linear, mseLoss } from "@chainrule/nn";

const layer = new Linear(2, 1);
const loss: Value = mseLoss(layer.forward(tensor([[1, 2]])), tensor([[3]]));
loss.backward();
if (layer.parameters().some((parameter) => parameter.grad === null))
  throw new Error("a parameter got no gradient");
