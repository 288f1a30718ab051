import { sizeOf } from "@chainrule/autograd/engine";
import type { Call } from "../graph/graph.ts";
import { contiguous, type Expression, type Reduction, reduce, type View } from "../ir.ts";
import { rewrite } from "../rewrite.ts";
import type { Lowering } from "./lowering.ts";

/** A reduction over axes. */
export function reduction(
  op: Reduction["op"],
  { operands: [x], args, results: [result] }: Call,
  lowering: Lowering,
): void {
  const axes = args[1] as readonly number[];
  const kept = Array.from(x.shape.keys()).filter((axis) => !axes.includes(axis));
  const order = [...kept, ...axes];
  const turn = (view: View): View => ({
    ...view,
    shape: order.map((axis) => view.shape[axis]),
    strides: order.map((axis) => view.strides[axis]),
  });
  const value = rewrite(lowering.short(lowering.expression(x)), turn) as Expression;
  const target = lowering.buffer(result.dtype, sizeOf(result.shape));
  const shape = order.map((axis) => x.shape[axis]);
  const rounded = (total: Expression): Expression =>
    total.dtype === result.dtype ? total : { kind: "call", dtype: result.dtype, op: "to", operands: [total] };
  lowering.push(reduce(shape, kept.length, { op, value }, target, rounded));
  lowering.set(result, contiguous(target, result.shape));
}
