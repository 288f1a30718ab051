import { type Generator, tensor, type Value } from "@chainrule/autograd";
import { side } from "./digits.ts";

export interface AugmentOptions {
  /** Up to how many pixels an image moves, across and down; 2 when absent. */
  readonly shift?: number;
  /** Up to how many degrees it turns, either way; 10 when absent. */
  readonly turn?: number;
}

/**
 * The same digits as another hand might have written them: each image [count, 784] turned about its middle and moved, at random.
 * What moves in is background; a pixel that falls between others is their weighted mean (bilinear interpolation).
 */
export function augment(
  images: Value,
  generator: Generator,
  { shift = 2, turn = 10 }: AugmentOptions = {},
): Value {
  const count = images.shape[0];
  const random = generator.uniform([count, 3]).mul(2).sub(1).data; // from −1 to 1
  const { data } = images;
  const moved = new Float32Array(images.size);
  const middle = (side - 1) / 2;
  for (let i = 0; i < count; i++) {
    const start = i * side * side;
    const angle = (random[3 * i] * turn * Math.PI) / 180;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const [right, down] = [random[3 * i + 1] * shift, random[3 * i + 2] * shift];
    const pixel = (row: number, column: number): number =>
      row < 0 || row >= side || column < 0 || column >= side ? 0 : data[start + row * side + column];
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        // Where the pixel that is now at (x, y) was.
        const [dx, dy] = [x - middle - right, y - middle - down];
        const fromX = middle + cos * dx + sin * dy;
        const fromY = middle + cos * dy - sin * dx;
        const [column, row] = [Math.floor(fromX), Math.floor(fromY)];
        const [ofRight, ofLower] = [fromX - column, fromY - row];
        const upper = (1 - ofRight) * pixel(row, column) + ofRight * pixel(row, column + 1);
        const lower = (1 - ofRight) * pixel(row + 1, column) + ofRight * pixel(row + 1, column + 1);
        moved[start + y * side + x] = (1 - ofLower) * upper + ofLower * lower;
      }
    }
  }
  return tensor(moved, { shape: images.shape });
}
