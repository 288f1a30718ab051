import { Value } from "@chainrule/autograd";
import { Elsewhere, type Program, type Source, storageOf } from "@chainrule/autograd/engine";
import { Call, Constant, type Graph, type Instruction, Outside, type Result } from "./graph.ts";

/** The recording as a graph: every read of a leaf becomes the instruction that gives what it held at that time. */
export function buildGraph(program: Program): Graph {
  const computed = new Map<Value, Result>();
  const outside = new Map<unknown, Instruction>();

  function find(value: Value, at: number): Instruction {
    const found = program.resolve(value, at);
    if (found instanceof Value) return computed.get(found) as Result;
    // A gradient that is accumulated on is one Value for the whole program, which stands for itself.
    const key = found.kind === "argument" ? found.index : found.kind === "leaf" ? found.leaf : value;
    const known = outside.get(key) ?? enter(found, value);
    outside.set(key, known);
    return known;
  }

  function enter(source: Source, { dtype, shape }: Value): Instruction {
    if (source.kind !== "leaf" || !program.isConstant(source.leaf)) return new Outside(dtype, shape, source);
    const storage = storageOf(source.leaf);
    return new Constant(dtype, shape, storage instanceof Elsewhere ? storage.fetch() : storage);
  }

  const calls = program.calls.map(({ id, op, args, outputs }) => {
    const call = new Call(
      op,
      args.map((arg) =>
        arg instanceof Value
          ? find(arg, id)
          : Array.isArray(arg) && arg[0] instanceof Value
            ? arg.map((part: Value) => find(part, id))
            : arg,
      ),
      outputs,
    );
    outputs.forEach((output, i) => computed.set(output, call.results[i]));
    return call;
  });
  const ends = [...program.outputs, ...program.assigned.values(), ...program.gradients.values()];
  const end = Number.POSITIVE_INFINITY;
  return {
    calls,
    results: new Map(ends.flatMap((value) => (value === null ? [] : [[value, find(value, end)]]))),
  };
}
