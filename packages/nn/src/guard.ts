import { Value } from "@chainrule/autograd";

/** Every copy of autograd marks its Values with it. */
const brand: unique symbol = Symbol.for("@chainrule/autograd/Value") as never;

/**
 * Whether `x` is a Value.
 * @param what who asks, for messages.
 * @throws TypeError when it comes from another loaded copy of autograd: the two would not see each other's graphs.
 */
export function isValue(what: string, x: unknown): x is Value {
  if (x instanceof Value) return true;
  if (typeof x === "object" && x !== null && brand in x) {
    throw new TypeError(
      `${what} got a Value from another copy of @chainrule/autograd. Let the package manager install one copy (npm ls @chainrule/autograd).`,
    );
  }
  return false;
}

/** Throws unless `x` is a Value. */
export function checkValue(what: string, x: unknown): void {
  if (isValue(what, x)) return;
  const got = Array.isArray(x) ? "an array" : String(x);
  throw new TypeError(`${what} needs a Value, got ${got}. Make one with value() or tensor().`);
}
