import type { Shape } from "@chainrule/autograd";

/** How a shape is spelled in messages: `[2, 3]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** Throws unless each of the named extents is an integer of at least 1. */
export function checkExtents(what: string, extents: Readonly<Record<string, number | undefined>>): void {
  for (const [name, extent] of Object.entries(extents)) {
    if (extent === undefined || !Number.isInteger(extent) || extent < 1) {
      throw new RangeError(`${what}: ${name} is an integer of at least 1, got ${String(extent)}.`);
    }
  }
}
