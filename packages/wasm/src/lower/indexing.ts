import { sizeOf } from "@chainrule/autograd/engine";
import { indexed } from "../emit/indexed.ts";
import type { Call, Instruction } from "../graph/graph.ts";
import { contiguous, type Expression, type View } from "../ir.ts";
import type { Lowering } from "./lowering.ts";
import { isUnpooling, pooledValues } from "./pooling.ts";
import { inRange } from "./range.ts";

/** For each entry of an index that of a table at the same place but for an axis, where the index says which. */
export function gathering(call: Call, lowering: Lowering): void {
  const [x, index] = call.operands;
  const axis = call.args[1] as number;
  const places = indexOf(call, x, index, axis, lowering);
  const pooled = pooledValues(lowering.view(x), axis, places);
  if (pooled !== null) return lowering.set(call.results[0], pooled);
  read(call, places, axis, lowering);
}

/** The slices of a table along an axis that a list of indices names. */
export function selection(call: Call, lowering: Lowering): void {
  const [x, index] = call.operands;
  const axis = call.args[1] as number;
  const list = indexOf(call, x, index, axis, lowering);
  read(call, spread(list, call.results[0].shape, axis), axis, lowering);
}

function read(call: Call, index: View, axis: number, lowering: Lowering): void {
  const [x] = call.operands;
  const [result] = call.results;
  const list = contiguous(lowering.buffer(result.dtype, sizeOf(result.shape)), result.shape);
  if (list.buffer.size > 0)
    lowering.push(indexed({ direction: "read", table: lowering.view(x), axis, index, list }));
  lowering.set(result, list);
}

/** A table with entries replaced or added to at places that an index names. */
export const scattering = scatter("write", false);
export const scatterAddition = scatter("add", false);
/** A table with slices added to those that a list of indices names. */
export const selectedAddition = scatter("add", true);

function scatter(direction: "write" | "add", isList: boolean) {
  return (call: Call, lowering: Lowering): void => {
    const [x, index, source] = call.operands;
    const [result] = call.results;
    const axis = call.args[1] as number;
    const places = indexOf(call, x, index, axis, lowering);
    if (direction === "add" && !isList && isUnpooling(call, places, lowering)) return;
    const list = lowering.view(source);
    const table = contiguous(lowering.buffer(result.dtype, sizeOf(result.shape)), result.shape);
    if (table.buffer.size > 0) lowering.store(x, table);
    if (sizeOf(list.shape) > 0) {
      lowering.push(
        indexed({
          direction,
          table,
          axis,
          index: isList ? spread(places, source.shape, axis) : places,
          list,
        }),
      );
    }
    lowering.set(result, table);
  };
}

/** The index, dense and in range. */
function indexOf(call: Call, x: Instruction, index: Instruction, axis: number, lowering: Lowering): View {
  const extent = x.shape[axis];
  return inRange(call, index, -extent, extent, lowering);
}

/** A list along an axis, the same for all places along the others. */
function spread(list: View, shape: readonly number[], axis: number): View {
  return { ...list, shape, strides: shape.map((_, i) => (i === axis ? list.strides[0] : 0)) };
}

/** A row for each index, with 1 in its place. */
export function oneHotRows(call: Call, lowering: Lowering): void {
  const [index] = call.operands;
  const [result] = call.results;
  const classes = call.args[1] as number;
  const view = inRange(call, index, 0, classes, lowering);
  const counting = lowering.buffer("int32", classes, {
    kind: "constant",
    data: Int32Array.from({ length: classes }, (_, i) => i),
  });
  const { shape } = result;
  const last = shape.length - 1;
  const read = (view: View): Expression => ({ kind: "read", dtype: "int32", view });
  const isHere: Expression = {
    kind: "call",
    dtype: "bool",
    op: "eq",
    operands: [
      read({ ...view, shape, strides: [...view.strides, 0] }),
      read({ buffer: counting, shape, strides: shape.map((_, i) => (i === last ? 1 : 0)), offset: 0 }),
    ],
  };
  lowering.setExpression(result, { kind: "call", dtype: "int32", op: "to", operands: [isHere] });
}

/** What an author says of an op that checks its first operand. */
export interface Checked {
  readonly inRange: (...args: never) => readonly [low: number, high: number];
}

/** An op that passes its first operand on, provided that it lies between bounds. */
export function checked(call: Call, lowering: Lowering): void {
  const { inRange: boundsOf } = call.op.lowering as Checked;
  const [low, high] = (boundsOf as (...args: readonly unknown[]) => readonly [number, number])(...call.args);
  lowering.set(call.results[0], inRange(call, call.operands[0], low, high, lowering));
}
