import { describeValue, Value } from "@chainrule/autograd";

/*
 * What a call may do: return sound Values, or throw an error that was written for its caller.
 */

export type Call = (...args: readonly unknown[]) => unknown;

const dtypes: ReadonlySet<unknown> = new Set(["float32", "float64", "int32", "bool"]);

/** The Values that a call returned, each of them sound. */
export function soundValues(output: unknown): readonly Value[] {
  const values = output instanceof Value ? [output] : output;
  if (!Array.isArray(values)) throw new Error(`returned ${String(output)}, which is no Value`);
  for (const value of values as unknown[]) {
    if (!(value instanceof Value)) throw new Error(`returned ${String(value)}, which is no Value`);
    const { shape, dtype } = value;
    if (!dtypes.has(dtype)) throw new Error(`returned a Value of dtype ${dtype}`);
    if (shape.some((extent) => !Number.isSafeInteger(extent) || extent < 0))
      throw new Error(`returned a Value of shape [${shape.join(", ")}]`);
    if (value.size < 1e6 && value.data.length !== value.size)
      throw new Error(`returned ${value.data.length} entries for shape [${shape.join(", ")}]`);
  }
  return values as Value[];
}

export const spoken = (arg: unknown): string => {
  if (arg instanceof Value) return `${arg.dtype}[${arg.shape.join(",")}]`;
  if (Array.isArray(arg)) return `[${arg.map(spoken).join(", ")}]`;
  return describeValue(arg);
};

/** Whether an error is one that we wrote: it names the op or says that memory does not suffice, and is a sentence. */
function isDocumented(error: unknown, name: string): boolean {
  if (!(error instanceof Error)) return false;
  const { message } = error;
  const isNamed =
    new RegExp(`\\b${name}\\b`, "i").test(message) ||
    /does not fit into memory|at most 2\^53 entries|from 0 to 2\^53/.test(message);
  return isNamed && message.endsWith(".") && !isInternal(message);
}

const isInternal = (message: string): boolean =>
  /Cannot (read|convert|destructure|mix)|is not (a function|iterable|defined|extensible)|undefined \(reading|Invalid (typed )?array length|call stack|object null/.test(
    message,
  );

/** What a user with these arguments sees; a complaint if that is not good enough. */
export function complaint(name: string, op: Call, args: readonly unknown[]): string | undefined {
  try {
    soundValues(op(...args));
  } catch (error) {
    if (!isDocumented(error, name))
      return `${name}(${args.map(spoken).join(", ")}): ${error instanceof Error ? `${error.constructor.name}: ${error.message}` : String(error)}`;
  }
  return undefined;
}
