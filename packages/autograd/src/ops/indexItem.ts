import { type Nested, tensor } from "../create.ts";
import { describe } from "../describe.ts";
import { isValue } from "../guard.ts";
import { Value } from "../value.ts";
import { checkIndices } from "./indices.ts";

/** Every step-th entry from `start` up to and without `end`, as `start:end:step` in Python; absent bounds are the ends. */
export interface IndexRange {
  /** Negative ones count from the end. */
  readonly start?: number | null;
  /** Negative ones count from the end. */
  readonly end?: number | null;
  /** 1 when absent. With a negative one from `start`, or the last entry, backward. */
  readonly step?: number;
}

/**
 * What to take along one axis: an integer, an {@link IndexRange}, `":"` for all of it, int32 indices as a Value or an array, or a
 * bool mask, which spans as many axes as it has. `null` puts a new axis of extent 1; `"..."` is as many `":"` as there are axes
 * left.
 */
export type Index = number | null | "..." | ":" | IndexRange | Value | readonly Nested[] | Int32Array;

/** An {@link Index} whose arrays are Values. */
export type IndexItem = Exclude<Index, readonly Nested[] | Int32Array>;

const rangeKeys = new Set(["start", "end", "step"]);

/** Throws on what is no index. */
export function indexItem(item: Index): IndexItem {
  if (item === null || item === ":" || item === "..." || typeof item === "number") return item;
  if (isValue("at", item)) {
    if (item.dtype !== "bool" || item.rank === 0) checkIndices("at", item);
    return item;
  }
  if (ArrayBuffer.isView(item)) return indexItem(tensor(item));
  if (Array.isArray(item)) {
    const entries = tensor(item, { dtype: "float64" });
    if (entries.size > 0 && tensor(item).dtype === "bool") return entries.to("bool");
    if (!entries.data.every(Number.isInteger))
      throw new TypeError("at: an array as an index holds integers, or booleans as a mask.");
    const tooLarge = entries.data.find((entry) => entry !== (entry | 0)); // which int32 would make another index of
    if (tooLarge !== undefined) throw new RangeError(`at: index ${tooLarge} is out of range for any axis.`);
    return entries.to("int32");
  }
  if (typeof item === "object" && Object.keys(item).every((key) => rangeKeys.has(key)))
    return item as IndexRange;
  throw new TypeError(
    `at: an index is an integer, { start, end, step }, ":", "...", null, or int32 or bool as a Value or an array, got ${describe(item)}.`,
  );
}

/** How many axes the items name. */
export function countAxes(items: readonly IndexItem[]): number {
  return items.reduce<number>((count, item) => {
    if (item === null || item === "...") return count;
    return count + (item instanceof Value && item.dtype === "bool" ? item.rank : 1);
  }, 0);
}
