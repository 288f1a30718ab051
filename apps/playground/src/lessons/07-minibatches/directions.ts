import { grad, tensor, type Value, vmap } from "@chainrule/autograd";
import { minibatches } from "@chainrule/optim";
import { x, y } from "./problem.ts";

export type Pair = readonly [weight: number, bias: number];

/** The loss of a line, [weight, bias], on one example. */
const lossOn = (line: Value, x: Value, y: Value): Value =>
  line.slice(0, 1).mul(x).add(line.slice(1, 2)).sub(y).square().sum();

/** The gradient of each example's loss: [examples, 2]. */
const gradientsOfExamples = vmap(grad(lossOn), { inAxes: [null, 0, 0] });

/** At a line, the gradient on all examples, and those on some minibatches: means of the gradients of their examples. */
export function gradientsAt(at: Pair, size: number, count: number): { whole: Pair; noisy: Pair[] } {
  const gradients = gradientsOfExamples(tensor(at), x, y);
  const batches = minibatches(gradients, { size, seed: 3 });
  const noisy: Pair[] = [];
  while (noisy.length < count) {
    for (const batch of batches) {
      noisy.push(meanOf(batch));
      if (noisy.length === count) break;
    }
  }
  return { whole: meanOf(gradients), noisy };
}

function meanOf(gradients: Value): Pair {
  const [byWeight, byBias] = gradients.mean(0).data;
  return [byWeight, byBias];
}
