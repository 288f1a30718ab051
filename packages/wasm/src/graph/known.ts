import type { AnyOp, OpName } from "@chainrule/autograd";
import { knownOps } from "@chainrule/autograd/engine";

/** Whether an op is one that the engine knows by name: an op of somebody else's may have the same. */
export function isKnown(op: AnyOp): op is AnyOp & { readonly name: OpName } {
  const known = knownOps.get(op.name);
  // What users call has the rules of what is recorded.
  return known === op || (known?.shape !== undefined && known.shape === op.shape);
}
