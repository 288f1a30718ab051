import { countOperations } from "@chainrule/autograd";
import { Descent } from "./descent.ts";

/** What an update costs. */
export type UpdateCost = {
  /** Operations on numbers, as the library counts them. */
  readonly operations: number;
  /** Measured on this machine: the middle of several. */
  readonly milliseconds: number;
};

export function costOfUpdate(size: number): UpdateCost {
  const descent = new Descent({ size, learningRate: 0.05, seed: 1 });
  const { operations } = countOperations(() => descent.learn());
  for (let i = 0; i < 20; i++) descent.learn(); // until the engine knows the program
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    for (let i = 0; i < 10; i++) descent.learn();
    return (performance.now() - start) / 10;
  });
  return { operations, milliseconds: times.toSorted((a, b) => a - b)[2] };
}
