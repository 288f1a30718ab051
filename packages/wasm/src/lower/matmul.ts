import { sizeOf } from "@chainrule/autograd/engine";
import type { Call } from "../graph/graph.ts";
import { contiguous, type View } from "../ir.ts";
import type { Lowering } from "./lowering.ts";

/** Products of matrices, their factors in any layout. */
export function product(call: Call, lowering: Lowering): void {
  const [a, b] = call.operands;
  const [result] = call.results;
  if (a.shape[a.shape.length - 1] === 0)
    return lowering.set(result, { expression: { kind: "number", dtype: result.dtype, value: 0 } });
  // Entries are addressed from the first one on.
  const forwards = (view: View): View =>
    view.strides.every((stride) => stride >= 0) ? view : lowering.dense(view);
  const [left, right] = [forwards(lowering.view(a)), forwards(lowering.view(b))];
  const target = lowering.buffer(result.dtype, sizeOf(result.shape));
  lowering.push({ kind: "matmul", a: left, b: right, target });
  lowering.set(result, contiguous(target, result.shape));
}
