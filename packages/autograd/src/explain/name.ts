import { checkValue } from "../guard.ts";
import type { Value } from "../value.ts";

const names = new WeakMap<Value, string>();

/** Gives a Value a name for drawings and explanations; returns the Value. */
export function setName<V extends Value>(x: V, name: string): V {
  names.set(checkValue("setName", x), name);
  return x;
}

/** The name that {@link setName} gave, if any. */
export function nameOf(x: Value): string | undefined {
  return names.get(x);
}
