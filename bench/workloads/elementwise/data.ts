import { uniform } from "../../data.ts";

export const size = 1_000_000;

export const [a, b, c]: readonly Float32Array<ArrayBuffer>[] = [1, 2, 3].map((seed) =>
  uniform(size, seed, 1),
);
