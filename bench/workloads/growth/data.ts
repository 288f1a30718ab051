import type { Case } from "../../workload.ts";
import type { Shape } from "../mlp/data.ts";

const powers = (from: number, to: number): number[] => {
  const numbers = [];
  for (let x = from; x <= to; x *= 2) numbers.push(x);
  return numbers;
};
const line = (axis: string, numbers: readonly number[]): Case[] =>
  numbers.map((x) => ({ name: `${axis} ${x}`, at: { axis, x } }));

const classes = 10;

/** Each line changes one thing of an MLP with two hidden layers of 128 units and a batch of 64; the last is W1 on more points. */
const shapeOf: Record<string, (x: number) => Shape> = {
  width: (x) => ({ sizes: [x, x, x, classes], batchSize: 64 }),
  depth: (x) => ({ sizes: [...Array.from({ length: x }, () => 128), classes], batchSize: 64 }),
  batch: (x) => ({ sizes: [128, 128, 128, classes], batchSize: x }),
};

export const cases: readonly Case[] = [
  ...line("width", powers(32, 1024)),
  ...line("depth", powers(2, 64)),
  ...line("batch", powers(1, 1024)),
  ...line("points", powers(4, 512)),
];

/** Of an MLP; null for the line of scalars. */
export function shapeOfCase(name: string): Shape | null {
  const [axis, x] = name.split(" ");
  return shapeOf[axis]?.(Number(x)) ?? null;
}

/** How many points the line of scalars has here. */
export const pointsOfCase = (name: string): number => Number(name.split(" ")[1]);
