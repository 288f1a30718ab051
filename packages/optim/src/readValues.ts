import { isValue, type Value } from "@chainrule/autograd";

/** The Values that a user passes, of which a single one needs no list. */
export function readValues(what: string, values: Value | Iterable<Value>): Value[] {
  if (isValue(what, values)) return [values];
  const list = typeof values?.[Symbol.iterator] === "function" ? [...values] : null;
  if (list?.every((x) => isValue(what, x))) return list;
  throw new TypeError(`${what} needs a Value or an array of Values. Pass model.parameters(), or Values.`);
}
