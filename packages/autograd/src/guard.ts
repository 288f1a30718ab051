import { describe } from "./describe.ts";
import { brand, Value } from "./value.ts";

/**
 * Whether `x` is a Value.
 * @throws TypeError when it comes from another loaded copy of this package: the two would not see each other's graphs.
 */
export function isValue(op: string, x: unknown): x is Value {
  if (x instanceof Value) return true;
  if (typeof x === "object" && x !== null && brand in x) {
    throw new TypeError(
      `${op} got a Value from another copy of @chainrule/autograd. Let the package manager install one copy (npm ls @chainrule/autograd).`,
    );
  }
  return false;
}

/** Throws unless `x` is a Value. */
export function checkValue(op: string, x: unknown): Value {
  if (!isValue(op, x))
    throw new TypeError(`${op} needs a Value, got ${describe(x)}. Make one with value() or tensor().`);
  return x;
}

/** Whether an argument is a non-empty list of Values. */
export function isValueList(arg: unknown): arg is readonly Value[] {
  return Array.isArray(arg) && arg.length > 0 && arg[0] instanceof Value;
}
