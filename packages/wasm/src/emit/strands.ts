import type { Expression } from "../ir.ts";
import { inside, isImported } from "./expression.ts";

/**
 * How many strands of four entries are computed side by side: two where the machine would wait for one, but for long code and for
 * short loops.
 */
export function strandsFor(roots: readonly Expression[], extent: number): 1 | 2 | 4 {
  if (extent < 8) return 1;
  let calls = 0;
  for (const expression of inside(roots).keys()) {
    if (isImported(expression)) return 1;
    if (expression.kind === "call") calls++;
  }
  return calls <= 40 ? 2 : 1;
}

/** How many entries each strand has. */
export function countsOf(entries: number): number[] {
  return Array.from({ length: Math.ceil(entries / 4) }, (_, strand) => Math.min(4, entries - 4 * strand));
}
