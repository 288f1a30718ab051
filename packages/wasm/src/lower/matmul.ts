import { sizeOf } from "@chainrule/autograd/engine";
import type { Call } from "../graph/graph.ts";
import { contiguous, reshaped, type View } from "../ir.ts";
import { forward } from "./forward.ts";
import type { Lowering } from "./lowering.ts";

/** Products of matrices, their factors in any layout. */
export function product(call: Call, lowering: Lowering): void {
  const [a, b] = call.operands;
  const [result] = call.results;
  if (result.dtype !== "float32") return forward(call, lowering);
  if (a.shape[a.shape.length - 1] === 0)
    return lowering.set(result, { expression: { kind: "number", dtype: "float32", value: 0 } });
  const batched = (view: View): View => {
    const shape = [sizeOf(view.shape.slice(0, -2)), ...view.shape.slice(-2)];
    return reshaped(view, shape) ?? (reshaped(lowering.dense(view), shape) as View);
  };
  const [left, right] = [batched(lowering.view(a)), batched(lowering.view(b))];
  const target = lowering.buffer(result.dtype, sizeOf(result.shape));
  lowering.push({ kind: "matmul", a: left, b: right, target });
  lowering.set(result, contiguous(target, result.shape));
}
