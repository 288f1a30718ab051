import type { TypedArray } from "./dtype.ts";

/** What a Value holds: one number when all entries are equal, an entry each, or where the numbers are. */
export type Storage = number | TypedArray | Elsewhere;

/** The numbers of a Value that are not at hand. */
export abstract class Elsewhere {
  /** Brings them here. @throws Error where there are none. */
  abstract fetch(): number | TypedArray;
}
