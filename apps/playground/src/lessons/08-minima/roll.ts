import { tensor } from "@chainrule/autograd";
import { SGD } from "@chainrule/optim";
import { curve } from "./curve.ts";

export type Rolling = { readonly learningRate: number; readonly momentum: number; readonly steps: number };

/** Full-batch gradient descent from many starts at once: where each of them is after each step. */
export function rollAll(starts: readonly number[], { steps, ...options }: Rolling): number[][] {
  const places = tensor([...starts], { dtype: "float64", requiresGrad: true });
  const optimizer = new SGD([places], options);
  const walks = starts.map((start) => [start]);
  for (let step = 0; step < steps; step++) {
    optimizer.zeroGrad();
    curve(places).sum().backward(); // of a sum, each place gets its own slope
    optimizer.step();
    places.data.forEach((place, i) => {
      walks[i].push(place);
    });
  }
  return walks;
}
