import type { Value } from "@chainrule/autograd";
import { record } from "@chainrule/autograd/engine";
import { buildGraph } from "../../src/graph/build.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { printGraph } from "../../src/graph/print.ts";

/** What passes make of a function, as lines of text. */
export function printed(
  f: (...values: Value[]) => unknown,
  values: readonly Value[],
  ...passes: readonly ((graph: Graph) => Graph)[]
): string[] {
  const recorded = buildGraph(record(f as (...args: never) => unknown, values, values));
  return printGraph(passes.reduce((graph, pass) => pass(graph), recorded)).split("\n");
}
