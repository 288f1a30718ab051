import { type Generator, tensor, type Value } from "@chainrule/autograd";
import { drawScene, type Ranges, randomScene, type Scene, side } from "./scene.ts";

/** Pictures, and how many people are in each. */
export type Crowds = {
  /** [count, 1, 48, 48], from 0 (black) to 1 (white) */
  readonly pictures: Value;
  /** [count] */
  readonly people: Value;
  /** What was drawn in each. */
  readonly scenes: readonly Scene[];
};

/** Draws pictures with everything chosen at random. */
export function drawCrowds(count: number, generator: Generator, ranges?: Ranges): Crowds {
  return crowdsOf(Array.from({ length: count }, () => randomScene(generator, ranges)));
}

/** Draws these scenes. */
export function crowdsOf(scenes: readonly Scene[]): Crowds {
  const pixels = new Float32Array(scenes.length * side * side);
  for (const [i, scene] of scenes.entries()) pixels.set(drawScene(scene), i * side * side);
  return {
    pictures: tensor(pixels, { shape: [scenes.length, 1, side, side] }),
    people: tensor(
      scenes.map(({ people }) => people),
      { dtype: "float32" },
    ),
    scenes,
  };
}
