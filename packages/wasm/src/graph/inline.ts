import { Value } from "@chainrule/autograd";
import { makeValue, record } from "@chainrule/autograd/engine";
import { buildGraph } from "./build.ts";
import { Call, Instruction, Outside, withOperands } from "./graph.ts";

/**
 * Calls `f` on Values like the instructions among the arguments, and hands the calls that it makes, on these instructions, to
 * `add`.
 * @returns what `f` gives.
 */
export function inline(
  f: (...args: never) => unknown,
  args: readonly unknown[],
  add: (call: Call) => void,
): readonly Instruction[] {
  const operands: Instruction[] = [];
  const standIn = (operand: Instruction): Value => {
    operands.push(operand);
    return makeValue(operand.shape, operand.dtype, 0);
  };
  const placed = args.map((arg) => {
    if (arg instanceof Instruction) return standIn(arg);
    return Array.isArray(arg) && arg[0] instanceof Instruction ? arg.map(standIn) : arg;
  });
  const values = placed.flatMap((arg) =>
    Array.isArray(arg) ? arg.filter((part) => part instanceof Value) : arg instanceof Value ? [arg] : [],
  );
  const program = record(f, placed, values);
  const graph = buildGraph(program);
  const replaced = new Map<Instruction, Instruction>();
  const find = (instruction: Instruction): Instruction => {
    if (instruction instanceof Outside && instruction.source.kind === "argument")
      return operands[instruction.source.index];
    return replaced.get(instruction) ?? instruction;
  };
  for (const { op, args: inner, results } of graph.calls) {
    const call = new Call(op, withOperands(inner, find), results);
    add(call);
    results.forEach((result, i) => replaced.set(result, call.results[i]));
  }
  return program.outputs.map((output) => find(graph.results.get(output) as Instruction));
}
