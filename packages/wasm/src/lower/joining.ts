import { sizeOf } from "@chainrule/autograd/engine";
import type { Call, Instruction } from "../graph/graph.ts";
import { contiguous, type View } from "../ir.ts";
import type { Lowering } from "./lowering.ts";

/** Values behind each other along an axis: each is computed where it belongs. */
export function concatenation({ operands, args, results: [result] }: Call, lowering: Lowering): void {
  const axis = args[1] as number;
  const whole = contiguous(lowering.buffer(result.dtype, sizeOf(result.shape)), result.shape);
  let start = 0;
  for (const operand of operands) {
    const extent = operand.shape[axis];
    write(operand, part(whole, axis, start, 1, extent), lowering);
    start += extent;
  }
  lowering.set(result, whole);
}

/** A Value with a slice replaced. */
export function sliceReplacement({ operands, args, results: [result] }: Call, lowering: Lowering): void {
  const [base, source] = operands;
  const { axis, start, step, length } = args[2] as Record<"axis" | "start" | "step" | "length", number>;
  const whole = contiguous(lowering.buffer(result.dtype, sizeOf(result.shape)), result.shape);
  write(base, whole, lowering);
  write(source, part(whole, axis, start, step, length), lowering);
  lowering.set(result, whole);
}

/** Every step-th entry along an axis. */
function part(view: View, axis: number, start: number, step: number, extent: number): View {
  return {
    ...view,
    shape: view.shape.map((n, i) => (i === axis ? extent : n)),
    strides: view.strides.map((stride, i) => (i === axis ? step * stride : stride)),
    offset: view.offset + start * view.strides[axis],
  };
}

function write(operand: Instruction, target: View, lowering: Lowering): void {
  if (sizeOf(target.shape) > 0) lowering.store(operand, target);
}
