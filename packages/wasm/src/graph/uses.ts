import type { Graph, Instruction } from "./graph.ts";

/** How many calls and ends read each instruction. */
export function countUses({ calls, results }: Graph): Map<Instruction, number> {
  const uses = new Map<Instruction, number>();
  const count = (instruction: Instruction): void => {
    uses.set(instruction, (uses.get(instruction) ?? 0) + 1);
  };
  for (const call of calls) call.operands.forEach(count);
  for (const end of results.values()) count(end);
  return uses;
}
