import { type Generator, tensor } from "@chainrule/autograd";
import type { Examples } from "./examples.ts";

/** Heights of three hills and three hollows, each a Gaussian bell. Noise is an error of the height. */
export function hills(count: number, noise: number, generator: Generator): Examples {
  const centers = tensor([
    [-1.9, 1.2],
    [0, 1.2],
    [1.9, 1.2],
    [-1.9, -1.2],
    [0, -1.2],
    [1.9, -1.2],
  ]);
  const signs = tensor([[1], [-1], [1], [-1], [1], [-1]]);
  const points = generator.uniform([count, 2]).mul(5.4).sub(2.7);
  const offsets = points.unsqueeze(1).sub(centers); // [count, 6, 2]
  const heights = offsets.square().sum(2).mul(-1.2).exp().matmul(signs);
  return { points, targets: heights.add(generator.normal([count, 1]).mul(noise)) };
}
