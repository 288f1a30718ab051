import { describe } from "./describe.ts";
import { isValue } from "./guard.ts";

/** Throws unless `x` is an integer of at least `least`. */
export function checkInteger(
  op: string,
  what: string,
  x: unknown,
  least: number = Number.NEGATIVE_INFINITY,
): void {
  if (Number.isInteger(x) && (x as number) >= least) return;
  const bound = least === Number.NEGATIVE_INFINITY ? "" : ` of at least ${least}`;
  throw new RangeError(`${op}: ${what} is an integer${bound}, got ${describe(x)}.`);
}

/** Throws unless `x` is a number; NaN and ±∞ are. */
export function checkNumber(op: string, what: string, x: unknown): void {
  if (typeof x !== "number") throw new TypeError(`${op}: ${what} is a number, got ${describe(x)}.`);
}

/** The options as given, or none. Throws on what people pass in place of an object: `x.sum(0, true)`. */
export function checkOptions<T extends object>(op: string, options: T | undefined): Partial<T> {
  if (options === undefined) return {};
  if (typeof options !== "object" || options === null || Array.isArray(options) || isValue(op, options)) {
    throw new TypeError(`${op} takes its options by name, as in { axis: 1 }, got ${describe(options)}.`);
  }
  return options;
}
