import { noGrad, type Value } from "@chainrule/autograd";
import { Elsewhere, makeValue, sizeOf, storageOf } from "@chainrule/autograd/engine";
import { type Call, Constant, type Graph, type Instruction } from "../graph/graph.ts";
import { rebuild } from "../graph/rebuild.ts";

/** Results with more entries are computed by the program rather than carried along with it. */
const MANY = 4096;

/** Computes now, by the op's own forward, what depends on constants only. */
export function foldConstants(graph: Graph): Graph {
  return rebuild(graph, (call) => {
    const isKnown = call.operands.length > 0 && call.operands.every((operand) => operand instanceof Constant);
    const isSmall = call.results.every(({ shape }) => sizeOf(shape) <= MANY);
    return isKnown && isSmall ? evaluate(call) : null;
  });
}

/** What a call gives; null where it throws, which it shall do when the program runs. */
function evaluate({ op, args }: Call): readonly Instruction[] | null {
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

const valueOf = ({ shape, dtype, data }: Constant): Value => makeValue(shape, dtype, data);
