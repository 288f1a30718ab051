// Gradient descent, for someone who installed @chainrule/optim and its peer.
import { value } from "@chainrule/autograd";
import { SGD } from "@chainrule/optim";

const x = value(1, { dtype: "float64", requiresGrad: true });
const optimizer = new SGD([x], { learningRate: 0.25 });
x.mul(x).backward();
optimizer.step();
if (x.item() !== 0.5) throw new Error(`one step from 1 on x² went to ${x.item()}, not 0.5`);
