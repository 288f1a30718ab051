import { grad, tensor, type Value } from "@chainrule/autograd";
import { SGD } from "@chainrule/optim";

/** Where the bowl is lowest. */
export const minimum = [4, 3] as const;

/** A loss of two weights: (w₁ − 4)² + 4(w₂ − 3)². It is steeper along w₂ than along w₁. */
export function bowl(weights: Value, steepness = 4): Value {
  const offset = weights.sub(tensor([...minimum], { dtype: "float64" }));
  return offset
    .square()
    .mul(tensor([1, steepness], { dtype: "float64" }))
    .sum(-1);
}

const slopes = grad((weights: Value) => bowl(weights));

/** The gradient of the bowl: its slope along each weight. */
export const gradientAt = (weights: readonly number[]): [number, number] => {
  const { data } = slopes(tensor([...weights], { dtype: "float64" }));
  return [data[0], data[1]];
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
export function descend(surface: (weights: Value) => Value, descent: Descent): Stop[] {
  const { start, learningRate, momentum = 0, steps } = descent;
  const weights = tensor([...start], { dtype: "float64", requiresGrad: true });
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
