import { arange, concat, type Generator } from "@chainrule/autograd";
import type { Examples } from "./examples.ts";

/** Two spirals, of class 0 and 1, wound around each other one and a half times. */
export function spiral(count: number, noise: number, generator: Generator): Examples {
  const targets = arange(count).reshape([count, 1]).remainder(2).to("float32");
  const distance = generator.uniform([count, 1]).sqrt();
  const angle = distance.mul(3 * Math.PI).add(targets.mul(Math.PI));
  const places = concat([angle.cos(), angle.sin()], 1).mul(distance.mul(2.7));
  return { points: places.add(generator.normal([count, 2]).mul(noise)), targets };
}
