// A compiled step, for someone who installed @chainrule/wasm and its peer.
import { tensor, type Value, value } from "@chainrule/autograd";
import { compile } from "@chainrule/wasm";

const w = value(0, { requiresGrad: true });
const step: (x: Value, y: Value) => Value = compile((x: Value, y: Value) => {
  const loss = w.mul(x).sub(y).square().mean();
  w.grad = null;
  loss.backward();
  if (w.grad !== null) w.assign(w.sub((w.grad as Value).mul(0.1)));
  return loss;
});
for (let i = 0; i < 50; i++) step(tensor([1, 2]), tensor([3, 6]));
if (Math.abs(w.item() - 3) > 1e-5) throw new Error(`the slope is 3, and ${w.item()} was learned`);
