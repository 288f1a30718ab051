import { concat } from "@chainrule/autograd";
import type { Call, Graph, Instruction, Result } from "../graph/graph.ts";
import { type Rebuilder, rebuild, uniform } from "../graph/rebuild.ts";

/** Pieces along an axis that are added up, in the order in which they begin; elsewhere there are zeros. */
interface Pieces {
  readonly axis: number;
  readonly list: readonly { readonly start: number; readonly end: number; readonly value: Instruction }[];
}

/** Turns a sum of pieces that are each surrounded by zeros, the gradient of slices that cover a whole axis, into a concatenation. */
export function joinSlices(graph: Graph): Graph {
  const known = new Map<Instruction, Pieces>();
  return rebuild(graph, (call, rebuilder) => {
    const pieces = call.name === "sliceScatter" ? piece(call) : call.name === "add" ? sum(call) : null;
    if (pieces === null) return null;
    const [result] = call.results;
    const joined = join(pieces, result, rebuilder);
    if (joined !== null) return [joined];
    known.set(result, pieces);
    return null;
  });

  function sum({ operands }: Call): Pieces | null {
    const [a, b] = operands.map((operand) => known.get(operand));
    if (a === undefined || b === undefined || a.axis !== b.axis) return null;
    const list = [...a.list, ...b.list].sort((x, y) => x.start - y.start);
    return { axis: a.axis, list };
  }
}

/** What a call writes into zeros. */
function piece({ operands: [base, value], args }: Call): Pieces | null {
  const { axis, start, step, length } = args[2] as Record<"axis" | "start" | "step" | "length", number>;
  if (uniform(base) !== 0 || step !== 1) return null;
  return { axis, list: [{ start, end: start + length, value }] };
}

/** The pieces as one, if each begins where the one before ends, and they cover the axis. */
function join({ axis, list }: Pieces, result: Result, rebuilder: Rebuilder): Instruction | null {
  const { dtype, shape } = result;
  const ends = [0, ...list.map(({ end }) => end)];
  const isWhole = list.every(({ start }, i) => start === ends[i]) && ends[list.length] === shape[axis];
  const values = list.map(({ value }) => value);
  return isWhole ? rebuilder.call(concat, [values, axis], { dtype, shape }) : null;
}
