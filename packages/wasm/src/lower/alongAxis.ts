import { sizeOf, stridesOf } from "@chainrule/autograd/engine";
import { argmax } from "../emit/argmax.ts";
import { copy } from "../emit/copy.ts";
import { cumulativeSum } from "../emit/cumulativeSum.ts";
import { withAxisLast } from "../emit/lines.ts";
import { searchSorted } from "../emit/searchSorted.ts";
import type { Call, Result } from "../graph/graph.ts";
import { contiguous, type View } from "../ir.ts";
import type { Lowering } from "./lowering.ts";
import { knowRange } from "./range.ts";

/** Where along an axis the largest entry is. */
export function largestPlace({ operands: [x], args, results: [result] }: Call, lowering: Lowering): void {
  const axis = args[1] as number;
  const target = resultOf(result, lowering);
  if (target.buffer.size > 0) lowering.push(argmax(withAxisLast(lowering.view(x), axis), target));
  knowRange(target, 0, x.shape[axis]);
}

/** Sums up to each place. */
export function runningSum({ operands: [x], args, results: [result] }: Call, lowering: Lowering): void {
  const [, axis, isReversed] = args as [unknown, number, boolean];
  const target = resultOf(result, lowering);
  if (target.buffer.size === 0) return;
  const [source, sums] = [lowering.view(x), target].map((view) => withAxisLast(view, axis));
  lowering.push(cumulativeSum(source, sums, isReversed));
}

/** Where entries would go in sorted sequences. */
export function search({ operands: [sorted, x], args, results: [result] }: Call, lowering: Lowering): void {
  const target = resultOf(result, lowering);
  if (target.buffer.size === 0) return;
  const sequences = lowering.dense(lowering.view(sorted));
  const length = sorted.shape[sorted.shape.length - 1];
  const rows = sizeOf(sorted.shape.slice(0, -1));
  // A row of entries for each sequence
  const shape = [rows, target.buffer.size / rows];
  const inRows = ({ buffer }: View): View => ({ buffer, shape, strides: stridesOf(shape), offset: 0 });
  lowering.push(
    searchSorted(
      { ...sequences, shape: [rows, length], strides: [length, 1] },
      inRows(lowering.dense(lowering.view(x))),
      inRows(target),
      args[2] as boolean,
    ),
  );
}

/** Entries in the opposite order along axes. */
export function reversal({ operands: [x], args, results: [result] }: Call, lowering: Lowering): void {
  const axes = args[1] as readonly number[];
  const target = resultOf(result, lowering);
  if (target.buffer.size === 0 || x.shape.length === 0) return lowering.set(result, lowering.view(x));
  const view = lowering.view(x);
  const source = {
    ...view,
    strides: view.strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride)),
    offset: axes.reduce((sum, axis) => sum + (view.shape[axis] - 1) * view.strides[axis], view.offset),
  };
  lowering.push(copy(source, target));
}

function resultOf(result: Result, lowering: Lowering): View {
  const target = contiguous(lowering.buffer(result.dtype, sizeOf(result.shape)), result.shape);
  lowering.set(result, target);
  return target;
}
