import { grad, hessian, linspace, type Value, zeros } from "@chainrule/autograd";
import { bowl, minimum, type Surface } from "./bowl.ts";

/** The curvature of a bowl along w₁ and along w₂: its second derivatives. */
export function curvatures(surface: Surface): [number, number] {
  const { data } = hessian(surface)(minimum);
  return [data[0], data[3]];
}

const slopes = grad((walkers: Value) => bowl(walkers).sum());

/** The loss after some steps from (0, 0), for many learning rates at once: each has a walker of its own. */
export function lossAfter(steps: number, highest: number, count = 241): [rate: number, loss: number][] {
  const rates = linspace(0, highest, count, { dtype: "float64" });
  let walkers: Value = zeros([count, 2], { dtype: "float64" });
  for (let step = 0; step < steps; step++) {
    walkers = walkers.sub(slopes(walkers).mul(rates.reshape([count, 1])));
  }
  const losses = bowl(walkers).data;
  return Array.from(rates.data, (rate, i) => [rate, losses[i]]);
}
