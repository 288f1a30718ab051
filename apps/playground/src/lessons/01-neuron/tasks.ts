import { value } from "@chainrule/autograd";
import { activations } from "./activations.ts";
import { neuron } from "./neuron.ts";

/** The four cases of two inputs that are 0 or 1. */
export const cases: readonly (readonly [a: number, b: number])[] = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

/** What a neuron should answer in each case. */
export const tasks = {
  AND: [0, 0, 0, 1],
  OR: [0, 1, 1, 1],
  "NOT BOTH": [1, 1, 1, 0],
  XOR: [0, 1, 1, 0],
} as const;

export type TaskName = keyof typeof tasks;

/** What can be set. */
export type Weights = { readonly w1: number; readonly w2: number; readonly b: number };

/** What the neuron answers in each case: above 0.5 counts as 1. */
export function answers({ w1, w2, b }: Weights): number[] {
  const [weight1, weight2, bias] = [w1, w2, b].map((x) => value(x, { dtype: "float64" }));
  return cases.map(([x1, x2]) =>
    neuron({ x1: value(x1), x2: value(x2), w1: weight1, w2: weight2, b: bias }, activations.sigmoid).item(),
  );
}

/** In which cases the neuron is right. */
export const rights = (task: TaskName, weights: Weights): boolean[] =>
  answers(weights).map((answer, i) => (answer > 0.5 ? 1 : 0) === tasks[task][i]);

/** Weights that do it, one way of many; none for XOR. */
export const solutions: Readonly<Record<TaskName, Weights | null>> = {
  AND: { w1: 4, w2: 4, b: -6 },
  OR: { w1: 4, w2: 4, b: -2 },
  "NOT BOTH": { w1: -4, w2: -4, b: 6 },
  XOR: null,
};
