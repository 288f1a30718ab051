import fc from "fast-check";
import { type Shape, sizeOf } from "../../shape.ts";

/** Options of {@link anyShape}. */
export interface ShapeOptions {
  /** 0 when absent: scalars. */
  readonly minRank?: number;
  /** 4 when absent. */
  readonly maxRank?: number;
  /** 0 when absent: axes without entries. */
  readonly minExtent?: number;
  /** 4 when absent. */
  readonly maxExtent?: number;
  /** The largest number of entries, 64 when absent. */
  readonly maxSize?: number;
}

/** Shapes, scalars and extents of 0 and 1 among them; shrinks to few axes and small extents. */
export function anyShape({
  minRank = 0,
  maxRank = Math.max(4, minRank),
  minExtent = 0,
  maxExtent = Math.max(4, minExtent),
  maxSize = 64,
}: ShapeOptions = {}): fc.Arbitrary<Shape> {
  if (minExtent ** minRank > maxSize) {
    throw new RangeError(
      `anyShape: ${minRank} axes of at least ${minExtent} entries have more than ${maxSize}. Raise maxSize.`,
    );
  }
  return fc
    .array(fc.integer({ min: minExtent, max: maxExtent }), { minLength: minRank, maxLength: maxRank })
    .map((extents) => shrunkTo(extents, maxSize, minExtent));
}

/** The extents, the largest made smaller until all entries together are no more than `maxSize`. */
function shrunkTo(extents: readonly number[], maxSize: number, minExtent: number): Shape {
  const shape = [...extents];
  while (sizeOf(shape) > maxSize) {
    const axis = shape.indexOf(Math.max(...shape));
    shape[axis] = Math.max(minExtent, shape[axis] - 1);
  }
  return shape;
}

/** Options of {@link anyBroadcastable}. */
export interface BroadcastableOptions extends ShapeOptions {
  /** How many shapes: 2 when absent. */
  readonly count?: number;
}

/** Shapes that broadcast with each other, and the shape they broadcast to. */
export interface Broadcastable {
  /** As many as `count` says. */
  readonly shapes: readonly Shape[];
  /** What they broadcast to. */
  readonly result: Shape;
}

/** Shapes that broadcast: each the result without some of its first axes, and with some extents 1 instead. */
export function anyBroadcastable({
  count = 2,
  ...options
}: BroadcastableOptions = {}): fc.Arbitrary<Broadcastable> {
  return anyShape(options).chain((full) =>
    fc
      .array(
        fc.record({
          dropped: fc.nat({ max: full.length }),
          isOne: fc.array(fc.boolean(), { minLength: full.length, maxLength: full.length }),
        }),
        { minLength: count, maxLength: count },
      )
      .map((choices) => {
        const shapes = choices.map(({ dropped, isOne }) =>
          full.map((extent, axis) => (isOne[axis] ? 1 : extent)).slice(dropped),
        );
        return { shapes, result: broadcast(shapes) };
      }),
  );
}

/** What shapes broadcast to, worked out apart from the package's own rule. */
function broadcast(shapes: readonly Shape[]): Shape {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from(
    { length: rank },
    (_, axis) =>
      shapes.map((shape) => shape[axis - rank + shape.length] ?? 1).find((extent) => extent !== 1) ?? 1,
  );
}
