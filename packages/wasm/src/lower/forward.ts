import { sizeOf } from "@chainrule/autograd/engine";
import type { Call } from "../graph/graph.ts";
import { contiguous } from "../ir.ts";
import type { Lowering } from "./lowering.ts";

/** An op without a kernel: the program calls its own forward. */
export function forward(call: Call, lowering: Lowering): void {
  const operands = call.operands.map((operand) => lowering.dense(lowering.view(operand)));
  const targets = call.results.map(({ dtype, shape }) => lowering.buffer(dtype, sizeOf(shape)));
  lowering.push({ kind: "forward", call, operands, targets });
  call.results.forEach((result, i) => lowering.set(result, contiguous(targets[i], result.shape)));
}
