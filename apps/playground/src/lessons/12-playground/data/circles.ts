import { arange, concat, type Generator } from "@chainrule/autograd";
import type { Examples } from "./examples.ts";

/** A disc, of class 1, and a ring around it, of class 0. */
export function circles(count: number, noise: number, generator: Generator): Examples {
  const targets = arange(count).reshape([count, 1]).remainder(2).to("float32");
  const share = generator.uniform([count, 1]);
  const radius = share.sqrt().mul(1.2).where(targets.eq(1), share.mul(0.9).add(1.8));
  const angle = generator.uniform([count, 1]).mul(2 * Math.PI);
  const places = concat([angle.cos(), angle.sin()], 1).mul(radius);
  return { points: places.add(generator.normal([count, 2]).mul(noise)), targets };
}
