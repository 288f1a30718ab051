import type { Value } from "./value.ts";

/** What was passed, in the words of an error message. */
export function describe(x: unknown): string {
  if (typeof x === "string") return JSON.stringify(x);
  if (Array.isArray(x)) return "an array";
  if (typeof x === "function") return "a function";
  if (typeof x !== "object" || x === null) return String(x);
  const { dtype, shape } = x as Partial<Value>;
  if (dtype !== undefined && Array.isArray(shape)) return `${dtype} of shape [${shape.join(", ")}]`;
  return `an object (${x.constructor?.name ?? "no prototype"})`;
}
