import type { AnyOp, OpName, Value } from "@chainrule/autograd";
import { Call, Constant, type Graph, type Instruction, Result, withOperands } from "./graph.ts";

/** What a pass can put in the place of a call: instructions that are there, and new calls. */
export interface Rebuilder {
  /** Adds a call of an op with one result. */
  call(op: AnyOp, args: readonly unknown[], result: Pick<Instruction, "dtype" | "shape">): Result;
  /** Adds calls that another graph has made of what is there. */
  add(calls: readonly Call[]): void;
}

/**
 * Walks over the calls in order and makes a graph of what `visit` puts in their places, one instruction for each result; null
 * leaves a call as it is.
 * @param visit gets each call as it is now, and as it was before those that it needs were replaced.
 */
export function rebuild(
  { calls, results }: Graph,
  visit: (call: Call, rebuilder: Rebuilder, original: Call) => readonly Instruction[] | null,
): Graph {
  const replaced = new Map<Instruction, Instruction>();
  const find = (instruction: Instruction): Instruction => replaced.get(instruction) ?? instruction;
  const made: Call[] = [];
  const rebuilder: Rebuilder = {
    call(op, args, result) {
      const call = new Call(op, args, [result]);
      made.push(call);
      return call.results[0];
    },
    add: (added) => {
      for (const call of added) made.push(call);
    },
  };
  for (const original of calls) {
    const args = withOperands(original.args, find);
    const call = args === original.args ? original : new Call(original.op, args, original.results);
    const instead = visit(call, rebuilder, original);
    if (instead === null) made.push(call);
    const final = instead ?? call.results;
    original.results.forEach((result, i) => {
      if (final[i] !== result) replaced.set(result, final[i]);
    });
  }
  return { calls: made, results: mapped(results, find) };
}

function mapped(
  results: ReadonlyMap<Value, Instruction>,
  find: (instruction: Instruction) => Instruction,
): ReadonlyMap<Value, Instruction> {
  return new Map(Array.from(results, ([value, instruction]) => [value, find(instruction)]));
}

/** The number that all entries of an instruction are known to equal; undefined where it is not known. */
export function uniform(instruction: Instruction): number | undefined {
  return instruction instanceof Constant && typeof instruction.data === "number"
    ? instruction.data
    : undefined;
}

/** The call that computed an instruction, if it is one of the named op. */
export function madeBy(instruction: Instruction, op: OpName): Call | null {
  return instruction instanceof Result && instruction.call.name === op ? instruction.call : null;
}
