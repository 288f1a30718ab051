import type { Call, Instruction } from "../graph/graph.ts";
import type { Buffer, View } from "../ir.ts";
import type { Lowering } from "./lowering.ts";

/** Between which bounds the entries of a buffer are known to lie: from `low` up to and without `high`. */
interface Range {
  readonly low: number;
  readonly high: number;
}

const known = new WeakMap<Buffer, Range>();

/** Says between which bounds a kernel's results lie. */
export function knowRange({ buffer }: View, low: number, high: number): void {
  known.set(buffer, { low, high });
}

/**
 * A dense view of a call's operand, whose entries lie from `low` up to and without `high`. Where they do not, the program calls the
 * op's own forward, which throws.
 */
export function inRange(
  call: Call,
  operand: Instruction,
  low: number,
  high: number,
  lowering: Lowering,
): View {
  const view = lowering.dense(lowering.view(operand));
  const range = known.get(view.buffer);
  const isKnown = range !== undefined && range.low >= low && range.high <= high;
  if (isKnown || view.buffer.size === 0) return view;
  // All the forward looks at before it throws.
  const operands = call.operands.map((other) => (other === operand ? view : null));
  lowering.push({ kind: "forward", call, operands, targets: [], unless: { indices: view, low, high } });
  known.set(view.buffer, {
    low: Math.max(low, range?.low ?? low),
    high: Math.min(high, range?.high ?? high),
  });
  return view;
}
