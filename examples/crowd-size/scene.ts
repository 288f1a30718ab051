// Pictures of crowds whose size is known, because they are drawn here: a square seen from above, with people on it. All that
// is random comes from a seed, and only + − × ÷ and √ are used, so they are the same on every machine.
import { Generator } from "@chainrule/autograd";

/** The side of a picture, in pixels. */
export const side = 48;

/** What can be chosen about a picture. Where nothing else is said, a share from 0 to 1. */
export type Scene = {
  /** How many people there are: what the network is to find out. */
  readonly people: number;
  /** The radius of the heads in front, in pixels. */
  readonly headSize: number;
  /** 0: people keep their distance. 1: they stand anywhere, and hide each other. */
  readonly overlap: number;
  /** How much smaller the heads far away are. */
  readonly perspective: number;
  /** How bright the day is. */
  readonly light: number;
  /** How much people differ from the ground. */
  readonly contrast: number;
  /** How stained the ground is. */
  readonly texture: number;
  /** Decides where people stand, and all other details. */
  readonly seed: number;
};

/** From where to where each choice goes. */
export type Ranges = Readonly<Record<Exclude<keyof Scene, "seed">, readonly [from: number, to: number]>>;

/** What the network learns from: pictures beyond these are new to it. */
export const usual: Ranges = {
  people: [0, 200],
  headSize: [1.2, 2.2],
  overlap: [0, 1],
  perspective: [0, 1],
  light: [0.4, 1],
  contrast: [0.4, 1],
  texture: [0, 1],
};

/** A scene with everything chosen at random, evenly between the ends of the ranges. */
export function randomScene(generator: Generator, ranges: Ranges = usual): Scene {
  const random = generator.uniform([7], { dtype: "float64" }).data;
  const [seed] = generator.integers([1], 0, 2 ** 31 - 1).data;
  const among = ([from, to]: readonly [number, number], i: number): number => from + random[i] * (to - from);
  return {
    people: Math.round(among(ranges.people, 0)),
    headSize: among(ranges.headSize, 1),
    overlap: among(ranges.overlap, 2),
    perspective: among(ranges.perspective, 3),
    light: among(ranges.light, 4),
    contrast: among(ranges.contrast, 5),
    texture: among(ranges.texture, 6),
    seed,
  };
}

/** Draws a scene: rows of pixels from top to bottom, each from 0 (black) to 1 (white). */
export function drawScene(scene: Scene): Float32Array {
  const { light, contrast, texture, seed } = scene;
  const [shade, fromLeft, noise, ...stains] = new Generator(seed + 1).uniform([3 + 3 * stainCount]).data;
  const ground = 0.35 + 0.3 * shade;
  const pixels = new Float32Array(side * side).fill(ground);
  for (let i = 0; i < stains.length; i += 3) {
    const [x, y, darker] = stains.slice(i, i + 3);
    paint(pixels, x * side, y * side, 3 + 4 * y, ground + 0.3 * texture * (darker - 0.5));
  }
  for (const { x, y, size, look } of placePeople(scene)) {
    paint(pixels, x, y + 1.3 * size, 1.3 * size, ground + contrast * (0.5 * look - 0.45)); // the clothes
    paint(pixels, x, y, size, ground + contrast * (0.2 + 0.25 * look)); // the head
  }
  // The sun comes from one side, and the camera is grainy.
  const first = Math.floor(noise * grain.length);
  return pixels.map((pixel, i) => {
    const sun = 1 + 0.5 * (fromLeft - 0.5) * ((i % side) / side - 0.5);
    const lit = light * sun * pixel + 0.04 * (grain[(first + i) % grain.length] - 0.5);
    return Math.min(1, Math.max(0, lit));
  });
}

const stainCount = 12;
const grain = new Generator(0).uniform([5003]).data;
const tries = 6;

/** Places people on the square, and gives those far away first. */
function placePeople({ people, headSize, overlap, perspective, seed }: Scene) {
  const perPerson = 2 * tries + 1;
  // Person i has the numbers from i · perPerson on: with more people, those who were there stay where they were.
  const random = new Generator(seed).uniform([people * perPerson]).data;
  const placed: { x: number; y: number; size: number; look: number }[] = [];
  for (let i = 0; i < people; i++) {
    const first = i * perPerson;
    for (let attempt = 0; attempt < tries; attempt++) {
      const x = random[first + 2 * attempt] * side;
      const y = random[first + 2 * attempt + 1] * side;
      const size = headSize * (1 - 0.5 * perspective * (1 - y / side));
      const distance = 2.4 * (1 - overlap) * size;
      const isTaken = placed.some((other) => (other.x - x) ** 2 + (other.y - y) ** 2 < distance ** 2);
      if (isTaken && attempt < tries - 1) continue;
      placed.push({ x, y, size, look: random[first + perPerson - 1] });
      break;
    }
  }
  return placed.sort((a, b) => a.y - b.y);
}

/** Covers a disc with a shade, and the pixels on its edge in part. */
function paint(pixels: Float32Array, x: number, y: number, radius: number, shade: number): void {
  const [top, bottom] = [Math.max(0, Math.floor(y - radius)), Math.min(side - 1, Math.ceil(y + radius))];
  const [left, right] = [Math.max(0, Math.floor(x - radius)), Math.min(side - 1, Math.ceil(x + radius))];
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const distance = Math.sqrt((column + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2);
      const covered = Math.min(1, Math.max(0, radius - distance + 0.5));
      pixels[row * side + column] += covered * (shade - pixels[row * side + column]);
    }
  }
}
