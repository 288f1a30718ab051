import { tensor, type Value } from "@chainrule/autograd";
import { SGD } from "@chainrule/optim";

const minimum = tensor([4, 3], { dtype: "float64" });
const steepness = tensor([1, 4], { dtype: "float64" });
const bowl = (weights: Value): Value => weights.sub(minimum).square().mul(steepness).sum();

const weights = tensor([0, 0], { dtype: "float64", requiresGrad: true });
const optimizer = new SGD([weights], { learningRate: 0.1, momentum: 0 });

for (let step = 1; step <= 80; step++) {
  optimizer.zeroGrad();
  const loss = bowl(weights);
  loss.backward();
  optimizer.step();
  const place = Array.from(weights.data, (weight) => weight.toFixed(3)).join(", ");
  if (step <= 5 || step % 20 === 0) console.log(`step ${step}: (${place}), from a loss of ${loss.item()}`);
}
