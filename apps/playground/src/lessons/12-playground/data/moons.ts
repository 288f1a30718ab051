import { arange, concat, type Generator } from "@chainrule/autograd";
import type { Examples } from "./examples.ts";

/** Two crescents, of class 0 and 1, one reaching into the other. */
export function moons(count: number, noise: number, generator: Generator): Examples {
  const targets = arange(count).reshape([count, 1]).remainder(2).to("float32");
  const angle = generator.uniform([count, 1]).mul(Math.PI);
  const arch = concat([angle.cos().sub(0.5), angle.sin().sub(0.25)], 1).mul(1.7);
  const places = arch.neg().where(targets.eq(1), arch); // the second is the first, turned by half a turn
  return { points: places.add(generator.normal([count, 2]).mul(noise)), targets };
}
