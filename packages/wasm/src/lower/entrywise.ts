import type { EntrywiseLowering } from "@chainrule/autograd/engine";
import type { Call } from "../graph/graph.ts";
import type { Expression } from "../ir.ts";
import type { Lowering } from "./lowering.ts";

/** An op that computes each entry from those at the same place. */
export function entrywise(call: Call, lowering: Lowering): void {
  const own = call.op.lowering as EntrywiseLowering;
  const isInteger = call.operands[0].dtype === "int32" && own.integer !== undefined;
  setCall(call, lowering, call.op.name, isInteger ? own.integer : own.forward);
}

/** A conversion. */
export function toDtype(call: Call, lowering: Lowering): void {
  setCall(call, lowering, "to");
}

/** A choice between entries. */
export function where(call: Call, lowering: Lowering): void {
  setCall(call, lowering, "where");
}

function setCall(
  { operands, results: [result] }: Call,
  lowering: Lowering,
  op: string,
  forward?: (...entries: number[]) => number,
): void {
  const expression: Expression = {
    kind: "call",
    dtype: result.dtype,
    op,
    operands: operands.map((operand) => lowering.expression(operand)),
    ...(forward && { forward }),
  };
  lowering.setExpression(result, expression);
}
