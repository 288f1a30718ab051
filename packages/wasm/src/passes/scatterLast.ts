import { gather, reshape, scatterAdd, sum, where } from "@chainrule/autograd";
import { type Call, Constant, type Graph, type Instruction, Result } from "../graph/graph.ts";
import { madeBy, type Rebuilder, rebuild, uniform } from "../graph/rebuild.ts";

/**
 * Masks and adds up what the gradient of a pooling scatters among zeros before that, as there is less of it: so the gradient of
 * relu before the pooling looks at pooled entries only.
 */
export function scatterLast(graph: Graph): Graph {
  return rebuild(graph, (call, rebuilder) => {
    if (call.name === "where") return masked(call, rebuilder);
    return call.name === "sum" ? summed(call, rebuilder) : null;
  });
}

/** Entries scattered among zeros to places along the last axis, which may be cut into several then. */
interface Scattered {
  readonly call: Call;
  readonly index: Instruction;
  readonly source: Instruction;
  readonly axis: number;
}

function scattered(instruction: Instruction): Scattered | null {
  const call = madeBy(unshaped(instruction), "scatterAdd");
  if (call === null) return null;
  const [zeros, index, source] = call.operands;
  const axis = call.args[1] as number;
  const { shape } = call.results[0];
  const isLast = axis === shape.length - 1;
  const isSame = [instruction, source].every((other) =>
    shape.every((n, i) => i === axis || n === other.shape[i]),
  );
  // Indices that could be out of range are checked by the op that scatters.
  const pooled = madeBy(unshaped(index), "maxPool2dIndices")?.operands[0];
  const isInside = pooled !== undefined && pooled.shape[2] * pooled.shape[3] === shape[axis];
  return isLast && isSame && isInside && Object.is(uniform(zeros), 0) ? { call, index, source, axis } : null;
}

const unshaped = (instruction: Instruction): Instruction =>
  madeBy(instruction, "reshape")?.operands[0] ?? instruction;

/** where(y ≠ number, scattered, 0): compares the entries of y at the places of what is scattered. */
function masked({ operands, results: [result] }: Call, rebuilder: Rebuilder): Instruction[] | null {
  const [condition, entries, other] = operands;
  const found = scattered(entries);
  if (found === null || !Object.is(uniform(other), 0) || !(condition instanceof Result)) return null;
  const { call: compare } = condition;
  const [y, bound] = compare.operands;
  if (compare.name !== "ne" || uniform(bound) === undefined) return null;
  const { call, index, source, axis } = found;
  const { shape, dtype } = source;
  const [target] = call.results;
  const whole = rebuilder.call(reshape, [y, target.shape], { dtype: y.dtype, shape: target.shape });
  const chosen = rebuilder.call(gather, [whole, axis, index], { dtype: y.dtype, shape });
  const number = new Constant(bound.dtype, shape, uniform(bound) as number);
  const mask = rebuilder.call(compare.op, [chosen, number], { dtype: "bool", shape });
  const zero = new Constant(other.dtype, shape, 0);
  const kept = rebuilder.call(where, [mask, source, zero], { dtype, shape });
  const placed = rebuilder.call(scatterAdd, [call.operands[0], axis, index, kept], target);
  return [rebuilder.call(reshape, [placed, result.shape], result)];
}

/** The sum over all places of what is scattered, and maybe other axes: that of the entries. */
function summed(
  { operands: [x], args, results: [result] }: Call,
  rebuilder: Rebuilder,
): Instruction[] | null {
  const found = scattered(x);
  if (found === null || result.dtype !== found.source.dtype) return null;
  const axes = args[1] as readonly number[];
  const { source, axis } = found;
  const isWhole = x.shape.every((_, i) => i < axis || axes.includes(i));
  if (!isWhole) return null;
  return [rebuilder.call(sum, [source, [...axes.filter((i) => i < axis), axis]], result)];
}
