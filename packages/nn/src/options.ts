import { describeValue, isValue } from "@chainrule/autograd";

/** Throws unless options are an object, and a dtype among them is one that can be trained. */
export function checkOptions(what: string, options: object): void {
  if (typeof options !== "object" || options === null || Array.isArray(options) || isValue(what, options)) {
    throw new TypeError(`${what} takes its options by name, in an object, got ${describeValue(options)}.`);
  }
  const { dtype } = options as { readonly dtype?: unknown };
  if (dtype !== undefined && dtype !== "float32" && dtype !== "float64") {
    throw new TypeError(`${what}: dtype is "float32" or "float64", got ${describeValue(dtype)}.`);
  }
}
