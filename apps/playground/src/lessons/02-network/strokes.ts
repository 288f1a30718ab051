import { side } from "@chainrule/examples/digits/digits.ts";

/** A line drawn without lifting the pen, in any units. */
export type Stroke = readonly (readonly [x: number, y: number])[];

/** The digits of MNIST fill a box of this many pixels, and their lines are about this wide. */
const box = 20;
const penRadius = 1.1;
/** A drawing smaller than this share of the pad is not blown up: a dot stays a dot. */
const smallest = 0.15;

/**
 * A drawing as the pictures of MNIST are made: scaled to fit a box of 20 × 20 pixels, then placed so that its center of mass is
 * in the middle of 28 × 28.
 * @param width of the pad that was drawn on.
 * @returns 784 numbers from 0 (background) to 1 (ink); all 0 for an empty drawing.
 */
export function picture(strokes: readonly Stroke[], width: number): Float32Array {
  const points = strokes.flat();
  if (points.length === 0) return new Float32Array(side * side);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const extent = Math.max(right - left, bottom - top, smallest * width);
  const scale = (box - 2 * penRadius) / extent;
  const place = (middleX: number, middleY: number): Float32Array =>
    ink(
      strokes.map((stroke) =>
        stroke.map(([x, y]) => [side / 2 + (x - middleX) * scale, side / 2 + (y - middleY) * scale]),
      ),
    );
  const [boxX, boxY] = [(left + right) / 2, (top + bottom) / 2];
  const [massX, massY] = centerOfMass(place(boxX, boxY));
  return place(boxX + (massX - side / 2) / scale, boxY + (massY - side / 2) / scale);
}

/** How much of each pixel a round pen covers that goes along the strokes. */
function ink(strokes: readonly Stroke[]): Float32Array {
  const pixels = new Float32Array(side * side);
  const reach = penRadius + 0.5;
  for (const stroke of strokes) {
    for (let i = 0; i < stroke.length; i++) {
      const [from, to] = [stroke[Math.max(0, i - 1)], stroke[i]];
      const [firstX, lastX] = pixelsAround(from[0], to[0], reach);
      const [firstY, lastY] = pixelsAround(from[1], to[1], reach);
      for (let y = firstY; y <= lastY; y++) {
        for (let x = firstX; x <= lastX; x++) {
          const covered = reach - distance([x + 0.5, y + 0.5], from, to);
          const at = y * side + x;
          pixels[at] = Math.max(pixels[at], Math.min(1, covered));
        }
      }
    }
  }
  return pixels;
}

function pixelsAround(a: number, b: number, reach: number): [first: number, last: number] {
  return [
    Math.max(0, Math.floor(Math.min(a, b) - reach)),
    Math.min(side - 1, Math.floor(Math.max(a, b) + reach)),
  ];
}

/** From a point to the nearest of a line from `from` to `to`. */
function distance([x, y]: Stroke[number], from: Stroke[number], to: Stroke[number]): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : ((x - from[0]) * dx + (y - from[1]) * dy) / length;
  const along = Math.min(1, Math.max(0, share));
  return Math.hypot(x - from[0] - along * dx, y - from[1] - along * dy);
}

function centerOfMass(pixels: Float32Array): [x: number, y: number] {
  let [mass, x, y] = [0, 0, 0];
  pixels.forEach((weight, at) => {
    mass += weight;
    x += weight * ((at % side) + 0.5);
    y += weight * (Math.floor(at / side) + 0.5);
  });
  return [x / mass, y / mass];
}
