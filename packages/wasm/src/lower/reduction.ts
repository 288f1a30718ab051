import { sizeOf } from "@chainrule/autograd/engine";
import type { Call } from "../graph/graph.ts";
import { contiguous, type Expression, type View } from "../ir.ts";
import { rewrite } from "../rewrite.ts";
import type { Lowering } from "./lowering.ts";

/** A sum over axes. */
export function summation({ operands: [x], args, results: [result] }: Call, lowering: Lowering): void {
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
  lowering.push({
    kind: "sum",
    shape: order.map((axis) => x.shape[axis]),
    kept: kept.length,
    value,
    target,
  });
  lowering.set(result, contiguous(target, result.shape));
}
