import { type Call, type Graph, Result } from "../graph/graph.ts";

/** Drops calls that nothing which comes out depends on. */
export function eliminateDeadCode({ calls, results }: Graph): Graph {
  const needed = new Set<Call>();
  for (const end of results.values()) if (end instanceof Result) needed.add(end.call);
  // Calls come after those that they read, so one walk from the end finds all.
  for (let i = calls.length - 1; i >= 0; i--) {
    if (!needed.has(calls[i])) continue;
    for (const operand of calls[i].operands) if (operand instanceof Result) needed.add(operand.call);
  }
  return needed.size === calls.length
    ? { calls, results }
    : { calls: calls.filter((call) => needed.has(call)), results };
}
