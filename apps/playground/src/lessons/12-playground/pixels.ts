import { tensor, type Value } from "@chainrule/autograd";
import { extent } from "./data/dataSets.ts";

/** Pixels along each side of the large picture, and of the small ones. */
export const fieldSize = 80;
export const tileSize = 30;

/** The middles of pixels over the plane, [size², 2], row by row from the top. */
export function pixels(size: number): Value {
  const places = Float32Array.from({ length: 2 * size * size }, (_, i) => {
    const pixel = i >> 1;
    const share = ((i % 2 === 0 ? pixel % size : Math.floor(pixel / size)) + 0.5) / size;
    return i % 2 === 0 ? extent * (2 * share - 1) : extent * (1 - 2 * share);
  });
  return tensor(places, { shape: [size * size, 2] });
}

/** Numbers as shares of the largest of them; as they are if they lie between −1 and 1 by nature. */
export function scaled(numbers: Float32Array, isBounded = false): Float32Array {
  if (isBounded) return numbers;
  const most = numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-9);
  return numbers.map((x) => x / most);
}
