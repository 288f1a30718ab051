import { arange, type Generator } from "@chainrule/autograd";
import type { Examples } from "./examples.ts";

/** Two clouds, of class 0 and 1, each normally distributed around its center. */
export function gaussian(count: number, noise: number, generator: Generator): Examples {
  const targets = arange(count).reshape([count, 1]).remainder(2).to("float32");
  const centers = targets.mul(2.6).sub(1.3); // (−1.3, −1.3) and (1.3, 1.3)
  return {
    points: generator
      .normal([count, 2])
      .mul(0.4 + noise)
      .add(centers),
    targets,
  };
}
