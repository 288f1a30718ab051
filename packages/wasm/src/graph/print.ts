import { nameOf, type Shape, type Value } from "@chainrule/autograd";
import { type Call, Constant, type Graph, Instruction, Outside, type Result } from "./graph.ts";

/** A graph as text: a line for each call, with the dtype and shape of what it gives. */
export function printGraph({ calls, results }: Graph): string {
  const names = new Map<Instruction, string>();
  let next = 0;
  for (const { results: given } of calls) for (const result of given) names.set(result, `%${next++}`);
  const naming = (instruction: Instruction): string => names.get(instruction) ?? describe(instruction);
  const lines = calls.map((call) => `${call.results.map(naming).join(", ")} = ${printCall(call, naming)}`);
  const ends = Array.from(results.values(), naming);
  return [...lines, `return ${ends.join(", ")}`].join("\n");
}

function printCall({ op, args, results }: Call, naming: (instruction: Instruction) => string): string {
  const given = args.slice(0, args.findLastIndex((arg) => arg !== undefined) + 1);
  const shown = given.map((arg) => printArgument(arg, naming));
  return `${op.name}(${shown.join(", ")}): ${results.map(typeOf).join(", ")}`;
}

function printArgument(arg: unknown, naming: (instruction: Instruction) => string): string {
  if (arg instanceof Instruction) return naming(arg);
  if (Array.isArray(arg)) return `[${arg.map((part) => printArgument(part, naming)).join(", ")}]`;
  if (typeof arg === "function") return "a function";
  return JSON.stringify(arg) ?? "undefined";
}

function describe(instruction: Instruction): string {
  if (instruction instanceof Constant)
    return typeof instruction.data === "number"
      ? String(instruction.data)
      : `constant ${typeOf(instruction)}`;
  if (instruction instanceof Outside) {
    const { source } = instruction;
    if (source.kind === "argument") return `argument ${source.index}`;
    return `${source.kind === "gradient" ? "gradient of " : ""}${nameOfLeaf(source.leaf)}`;
  }
  return `a result of ${(instruction as Result).call.op.name}`;
}

/** How printouts call a leaf: by its name, or by what it is. */
export function nameOfLeaf(leaf: Value): string {
  return nameOf(leaf) ?? `leaf ${typeOf(leaf)}`;
}

/** A dtype and a shape, such as float32[2, 3]. */
export function typeOf({ dtype, shape }: { readonly dtype: string; readonly shape: Shape }): string {
  return `${dtype}[${shape.join(", ")}]`;
}
