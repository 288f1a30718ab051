import { grad, tensor, type Value } from "@chainrule/autograd";
import { SGD } from "@chainrule/optim";

const float64 = (numbers: readonly number[]): Value => tensor([...numbers], { dtype: "float64" });

/** Where a bowl is lowest. */
export const minimum = float64([4, 3]);

export type Surface = (weights: Value) => Value;

/** A loss of two weights, some times as steep along w₂ as along w₁: (w₁ − 4)² + steepness · (w₂ − 3)². */
export function bowlOf(steepness: number): Surface {
  const steepnesses = float64([1, steepness]);
  return (weights) => weights.sub(minimum).square().mul(steepnesses).sum(-1);
}

export const bowl = bowlOf(4);
const slopes = grad(bowl);

/** The gradient of the bowl: its slope along each weight. */
export const gradientAt = (weights: readonly number[]): [number, number] => {
  const [first, second] = slopes(float64(weights)).data;
  return [first, second];
};

export type Descent = {
  readonly start: readonly number[];
  readonly learningRate: number;
  readonly momentum?: number;
  readonly steps: number;
};

/** Where a walk was after each step, and how high. */
export type Stop = { readonly weights: readonly [number, number]; readonly loss: number };

/** Walks down a surface, each step against the gradient. */
export function descend(surface: Surface, descent: Descent): Stop[] {
  const { start, learningRate, momentum = 0, steps } = descent;
  const weights = float64(start);
  weights.requiresGrad = true;
  const optimizer = new SGD([weights], { learningRate, momentum });
  const stops: Stop[] = [];
  for (let step = 0; ; step++) {
    const loss = surface(weights);
    stops.push({ weights: [weights.data[0], weights.data[1]], loss: loss.item() });
    if (step === steps) return stops;
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step(); // weights ← weights − learningRate · gradient
  }
}
