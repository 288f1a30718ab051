import { callsBehind } from "../backward.ts";
import { checkValue } from "../guard.ts";
import { format } from "../print.ts";
import { formatShape } from "../shape.ts";
import type { Value } from "../value.ts";
import { nameOf } from "./name.ts";

/** Options of {@link toDot}. */
export interface ToDotOptions {
  /** Show the numbers of scalars; true when absent. Other Values show their shapes. */
  readonly values?: boolean;
  /** Show the gradients that scalars have; true when absent. */
  readonly gradients?: boolean;
}

/**
 * The graph behind `root` in the DOT language of Graphviz: calls as ellipses, Values as boxes, data flowing to the right.
 * Values have the names that `setName` gave them.
 */
export function toDot(root: Value, options: ToDotOptions = {}): string {
  const calls = callsBehind([checkValue("toDot", root)], (value) => value.node !== null).reverse();
  const values = new Map<Value, number>();
  const idOf = (value: Value): string => {
    if (!values.has(value)) values.set(value, values.size);
    return `v${values.get(value)}`;
  };
  idOf(root);
  const edges = calls.flatMap(({ op, inputs, outputs }, i) => [
    `  c${i} [shape=ellipse, label=${quote(op.name)}];`,
    ...inputs.map((input) => `  ${idOf(input)} -> c${i};`),
    ...outputs.map((output) => `  c${i} -> ${idOf(output)};`),
  ]);
  const boxes = Array.from(values.keys(), (value) => {
    const style = value.node === null && value.requiresGrad ? ', style=filled, fillcolor="#dbe9f6"' : "";
    return `  ${idOf(value)} [shape=box, label=${quote(labelOf(value, options))}${style}];`;
  });
  return ["digraph {", "  rankdir=LR;", "  node [fontname=Helvetica];", ...boxes, ...edges, "}"].join("\n");
}

function labelOf(value: Value, { values = true, gradients = true }: ToDotOptions): string {
  const numbers = value.rank === 0 && values ? numberOf(value) : formatShape(value.shape);
  const name = nameOf(value);
  const gradient =
    gradients && value.grad !== null && value.rank === 0 ? `\ngradient ${numberOf(value.grad)}` : "";
  return `${name === undefined ? "" : `${name}: `}${numbers}${gradient}`;
}

/** The number of a scalar, as it prints. */
function numberOf(value: Value): string {
  return /\(([^,)]*)/.exec(format(value))?.[1] ?? "";
}

function quote(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
