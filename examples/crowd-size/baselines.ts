import type { Crowds } from "./crowds.ts";

/** An estimator that learns almost nothing: a network has to be better than these to be worth anything. */
export type Baseline = { readonly name: string; readonly estimate: (crowds: Crowds) => number[] };

/** Always says the mean of the pictures that it learned from. */
export function meanOf({ people }: Crowds): Baseline {
  const mean = people.mean().item();
  return { name: "always the mean", estimate: ({ people }) => Array.from(people.data, () => mean) };
}

/** Says a · brightness + b: the line of least squares through the pictures that it learned from. */
export function lineOf(crowds: Crowds): Baseline {
  const brightness = brightnessOf(crowds);
  const [x, y] = [brightness.sub(brightness.mean()), crowds.people.sub(crowds.people.mean())];
  const slope = x.mul(y).sum().div(x.square().sum());
  const offset = crowds.people.mean().sub(slope.mul(brightness.mean()));
  return {
    name: "a line of the brightness",
    estimate: (others) => [...brightnessOf(others).mul(slope).add(offset).data],
  };
}

const brightnessOf = ({ pictures }: Crowds) => pictures.mean([1, 2, 3]);
