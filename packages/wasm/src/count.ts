import type { Value } from "@chainrule/autograd";
import { makeValue, operationsOf, sizeOf } from "@chainrule/autograd/engine";
import { inside } from "./emit/expression.ts";
import { type Call, Instruction } from "./graph/graph.ts";
import { type Expression, type Kernel, type RowsKernel, rootsOf, type Sweep } from "./ir.ts";

/** How many floating-point operations a kernel takes, one for each function of an entry and two for each term of a product. */
export function countOperations(kernel: Kernel): number {
  switch (kernel.kind) {
    case "map":
      return sizeOf(kernel.shape) * functionsIn(kernel.stores.map(({ value }) => value));
    case "rows":
      return kernel.sweeps.reduce((sum, sweep) => sum + operationsOfSweep(kernel, sweep), 0);
    case "library":
      return 2 * sizeOf(kernel.a.shape) * kernel.b.shape[kernel.b.shape.length - 1];
    case "matmul":
      return (
        2 * sizeOf(kernel.a.shape) * kernel.b.shape[kernel.b.shape.length - 1] +
        sizeOf(kernel.stores[0].target.shape) * functionsIn(rootsOf(kernel))
      );
    case "routine":
      return kernel.operations;
    default:
      if (kernel.unless !== undefined) return 0;
      return operationsOfCall(kernel.call);
  }
}

function operationsOfSweep({ shape, kept }: RowsKernel, { stores, reductions, results }: Sweep): number {
  const values = [...stores, ...reductions].map(({ value }) => value);
  const rows = sizeOf(shape.slice(0, kept));
  return (
    sizeOf(shape) * (reductions.length + functionsIn(values)) +
    rows * functionsIn(results.map(({ value }) => value))
  );
}

function functionsIn(roots: readonly Expression[]): number {
  return Array.from(inside(roots).keys()).filter(
    (expression) => expression.kind === "call" && expression.op !== "to" && expression.op !== "where",
  ).length;
}

function operationsOfCall({ op, args, results }: Call): number {
  const like = ({ shape, dtype }: Instruction): Value => makeValue(shape, dtype, 0);
  const given = args.map((arg) => {
    if (arg instanceof Instruction) return like(arg);
    return Array.isArray(arg) && arg[0] instanceof Instruction ? arg.map(like) : arg;
  });
  return operationsOf(op, given, results.map(like));
}
