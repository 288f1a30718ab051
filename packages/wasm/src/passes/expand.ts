import type { OpName, Value } from "@chainrule/autograd";
import { makeValue, record } from "@chainrule/autograd/engine";
import { buildGraph } from "../graph/build.ts";
import { Call, type Graph, Instruction, Outside, withOperands } from "../graph/graph.ts";
import { type Rebuilder, rebuild } from "../graph/rebuild.ts";

/** Ops as other ops, which have kernels and fuse with what is around them. */
const compositions: Readonly<Partial<Record<OpName, (...args: never) => Value>>> = {
  softmax: (x: Value, axis: number) => {
    const powers = x.sub(x.max(axis, { keepDim: true })).exp();
    return powers.div(powers.sum(axis, { keepDim: true }));
  },
  logSoftmax: (x: Value, axis: number) => {
    const shifted = x.sub(x.max(axis, { keepDim: true }));
    return shifted.sub(shifted.exp().sum(axis, { keepDim: true }).log());
  },
  variance: (x: Value, axes: readonly number[], freedom: number) =>
    x
      .sub(x.mean(axes, { keepDim: true }))
      .square()
      .sum(axes)
      .div(freedom),
};

/** How an op says what it is made of: its author's word to the compiler. */
export interface ComposedLowering {
  /** The op's results, computed by other ops from the same arguments. */
  readonly composed: (...args: never) => Value | readonly Value[];
}

/** Puts in the place of composed ops what they are composed of. */
export function expand(graph: Graph): Graph {
  return rebuild(graph, (call, rebuilder) => {
    const own = (call.op.lowering as Partial<ComposedLowering> | undefined)?.composed;
    const composed = own ?? (call.name === null ? undefined : compositions[call.name]);
    return composed === undefined ? null : inline(call, composed, rebuilder);
  });
}

/** Records the composition on Values like the operands, and adds its calls. */
function inline(
  { args, operands }: Call,
  composed: (...args: never) => Value | readonly Value[],
  rebuilder: Rebuilder,
): readonly Instruction[] {
  const values = operands.map(({ shape, dtype }) => makeValue(shape, dtype, 0));
  let next = 0;
  const placed = args.map((arg) => {
    if (arg instanceof Instruction) return values[next++];
    return Array.isArray(arg) && arg[0] instanceof Instruction ? arg.map(() => values[next++]) : arg;
  });
  const program = record(composed, placed, values);
  const graph = buildGraph(program);
  const replaced = new Map<Instruction, Instruction>();
  const find = (instruction: Instruction): Instruction => {
    if (instruction instanceof Outside && instruction.source.kind === "argument")
      return operands[instruction.source.index];
    return replaced.get(instruction) ?? instruction;
  };
  for (const { op, args: inner, results: given } of graph.calls) {
    const call = new Call(op, withOperands(inner, find), given);
    rebuilder.add([call]);
    given.forEach((result, i) => replaced.set(result, call.results[i]));
  }
  return program.outputs.map((output) => find(graph.results.get(output) as Instruction));
}
