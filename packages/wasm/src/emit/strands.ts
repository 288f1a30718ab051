import type { Expression } from "../ir.ts";
import { workOf } from "./cut.ts";
import { inside } from "./expression.ts";

/** From how many nanoseconds of work on a kernel is worth more code, and how many calls are little code. */
const LONG = 10_000;
const SHORT = 4;

/**
 * How many strands of four entries are computed side by side, so that the machine finds work while it waits for results: four
 * where there is much to do or little code, else two. Float64 has two vectors in a strand.
 * @param extent how many entries there are in a loop.
 * @param entries how many there are in the whole kernel.
 */
export function strandsFor(roots: readonly Expression[], extent: number, entries: number): 1 | 2 | 4 {
  const work = workOf(roots);
  if (work === Number.POSITIVE_INFINITY || extent < 8) return 1;
  const expressions = Array.from(inside(roots).keys());
  const isWide = expressions.some(({ dtype }) => dtype === "float64");
  const isShort = expressions.filter(({ kind }) => kind === "call").length <= SHORT;
  return isWide || extent < 16 || (!isShort && work * entries < LONG) ? 2 : 4;
}

/** How many entries each strand has. */
export function countsOf(entries: number): number[] {
  return Array.from({ length: Math.ceil(entries / 4) }, (_, strand) => Math.min(4, entries - 4 * strand));
}
