import type { Pair } from "@chainrule/autograd";
import { describeValue } from "@chainrule/autograd";

/** How a shape is spelled in messages: `[2, 3]`. */
export function formatShape(shape: readonly (number | string)[]): string {
  return `[${shape.join(", ")}]`;
}

/** Throws unless each of the named extents is an integer of at least 1. */
export function checkExtents(what: string, extents: Readonly<Record<string, number | undefined>>): void {
  for (const [name, extent] of Object.entries(extents)) {
    if (extent === undefined || !Number.isSafeInteger(extent) || extent < 1) {
      throw new RangeError(`${what}: ${name} is an integer of at least 1, got ${describeValue(extent)}.`);
    }
  }
}

/** Throws unless each of the named options is an integer of at least `least`, or a pair of them. */
export function checkPairs(what: string, options: Readonly<Record<string, Pair>>, least = 1): void {
  for (const [name, option] of Object.entries(options)) {
    const both: unknown = typeof option === "number" ? [option, option] : option;
    const isPair = Array.isArray(both) && both.length === 2;
    if (isPair && both.every((n) => Number.isInteger(n) && n >= least)) continue;
    throw new RangeError(
      `${what}: ${name} is an integer of at least ${least} or a pair of them, got ${Array.isArray(option) ? formatShape(option.map(describeValue)) : describeValue(option)}.`,
    );
  }
}
