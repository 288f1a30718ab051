import type { Call, Graph, Instruction } from "../graph/graph.ts";
import { Instruction as AnyInstruction, Constant } from "../graph/graph.ts";
import { rebuild } from "../graph/rebuild.ts";

/** Computes once what several calls compute from the same operands: ops are functions of their arguments. */
export function mergeCommonSubexpressions(graph: Graph): Graph {
  const identities = new Map<unknown, number>();
  const identify = (x: unknown): number => {
    const known = identities.get(x) ?? identities.size;
    identities.set(x, known);
    return known;
  };
  const keyOf = (arg: unknown): string => {
    if (arg instanceof Constant && typeof arg.data === "number")
      return `${arg.dtype}[${arg.shape.join()}]=${Object.is(arg.data, -0) ? "-0" : arg.data}`;
    if (arg instanceof AnyInstruction || typeof arg === "function") return `#${identify(arg)}`;
    if (Array.isArray(arg)) return `[${arg.map(keyOf).join()}]`;
    if (typeof arg !== "object" || arg === null)
      return `${typeof arg}:${Object.is(arg, -0) ? "-0" : String(arg)}`;
    // Of other objects, such as typed arrays, only the same one is the same.
    if (Object.getPrototypeOf(arg) !== Object.prototype) return `#${identify(arg)}`;
    return `{${Object.entries(arg)
      .map(([name, part]) => `${name}:${keyOf(part)}`)
      .join()}}`;
  };
  const first = new Map<string, Call>();
  return rebuild(graph, (call): readonly Instruction[] | null => {
    const key = `${identify(call.op)}(${call.args.map(keyOf).join()})`;
    const earlier = first.get(key);
    if (earlier !== undefined) return earlier.results;
    first.set(key, call);
    return null;
  });
}
