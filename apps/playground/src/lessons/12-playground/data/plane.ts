import type { Generator } from "@chainrule/autograd";
import type { Examples } from "./examples.ts";

/** Heights on a slope: the sum of the coordinates, scaled to lie between −1 and 1. Noise is an error of the height. */
export function plane(count: number, noise: number, generator: Generator): Examples {
  const points = generator.uniform([count, 2]).mul(5.4).sub(2.7);
  const heights = points.sum(1, { keepDim: true }).div(5.4);
  return { points, targets: heights.add(generator.normal([count, 1]).mul(noise)) };
}
