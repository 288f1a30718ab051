import { abbreviate, type GraphValue } from "@chainrule/autograd";

/** A Value in words: its name, how it came about, its numbers and its gradient. */
export function describeValue(entry: GraphValue): string {
  const { name, op, kind, value, gradient, inputs } = entry;
  const what = op === undefined ? kind : `${op} of ${inputs.map(called).join(", ")}`;
  const flow = gradient === undefined ? "" : `, gradient ${abbreviate(gradient)}`;
  return `${name === undefined ? "" : `${name}: `}${what} = ${abbreviate(value)}${flow}`;
}

/** The drawing in words, a sentence for each Value, from the leaves to the result. */
export function describeGraph(entries: readonly GraphValue[]): string {
  return entries
    .map((entry) => `${describeValue(entry)}.`)
    .reverse()
    .join("\n");
}

function called({ name, op, kind, value }: GraphValue): string {
  return name ?? (op === undefined && kind === "constant" ? abbreviate(value) : (op ?? kind));
}
