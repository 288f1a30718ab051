import type { Generator } from "@chainrule/autograd";
import type { Examples } from "./examples.ts";

/** Four squares: of class 1 are those in which exactly one coordinate is positive, of class 0 the other two. */
export function xor(count: number, noise: number, generator: Generator): Examples {
  const square = generator.uniform([count, 2]).mul(5).sub(2.5);
  const places = square.add(square.sign().mul(0.15)); // leaves a gap between the squares
  const targets = places.prod(1, { keepDim: true }).lt(0).to("float32");
  return { points: places.add(generator.normal([count, 2]).mul(noise)), targets };
}
