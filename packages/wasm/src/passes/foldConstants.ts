import { noGrad, type Value } from "@chainrule/autograd";
import { Elsewhere, makeValue, sizeOf, storageOf } from "@chainrule/autograd/engine";
import { type Call, Constant, type Graph, type Instruction } from "../graph/graph.ts";
import { rebuild, uniform } from "../graph/rebuild.ts";
import { isEntrywise } from "../lower/rules.ts";

/** Results with more entries are computed by the program rather than carried along with it. */
const MANY = 4096;

/** Computes now, by the op's own forward, what depends on constants only. */
export function foldConstants(graph: Graph): Graph {
  return rebuild(graph, (call) => {
    const { operands, results } = call;
    if (operands.length === 0 || !operands.every((operand) => operand instanceof Constant)) return null;
    // Equal entries give equal entries: one is enough to compute.
    const isUniform = isEntrywise(call) && operands.every((x) => uniform(x) !== undefined);
    if (isUniform) {
      const [one] = evaluate(call, () => []) ?? [];
      if (one === undefined || uniform(one) === undefined) return null;
      return results.map(({ dtype, shape }) => new Constant(dtype, shape, uniform(one) as number));
    }
    const isSmall = results.every(({ shape }) => sizeOf(shape) <= MANY);
    return isSmall ? evaluate(call, ({ shape }) => shape) : null;
  });
}

/** What a call gives; null where it throws, which it shall do when the program runs. */
function evaluate(
  { op, args }: Call,
  shapeOf: (constant: Constant) => readonly number[],
): readonly Instruction[] | null {
  const valueOf = (constant: Constant): Value => makeValue(shapeOf(constant), constant.dtype, constant.data);
  try {
    const given = args.map((arg) => {
      if (arg instanceof Constant) return valueOf(arg);
      return Array.isArray(arg) && arg[0] instanceof Constant ? arg.map(valueOf) : arg;
    });
    const result = noGrad(() => (op as (...args: unknown[]) => Value | readonly Value[])(...given));
    return [result].flat().map((value) => {
      const storage = storageOf(value);
      return new Constant(value.dtype, value.shape, storage instanceof Elsewhere ? storage.fetch() : storage);
    });
  } catch {
    return null;
  }
}
