import { noGrad, type Value } from "@chainrule/autograd";
import { makeValue, storageOf } from "@chainrule/autograd/engine";
import { Instruction } from "./graph/graph.ts";
import type { ForwardKernel, View } from "./ir.ts";
import type { Place } from "./place.ts";

/** A call of an op's own forward, on copies of its operands. */
export function forwardCall(
  { call, operands, targets }: ForwardKernel,
  place: (view: Pick<View, "buffer" | "shape">) => Place,
): () => void {
  const places = operands.map((view) => view && place(view));
  const results = targets.map((buffer) => place({ buffer, shape: [buffer.size] }));
  return () => {
    let next = 0;
    const give = ({ shape, dtype }: Instruction): Value =>
      makeValue(shape, dtype, places[next++]?.read() ?? 0);
    const args = call.args.map((arg) =>
      arg instanceof Instruction
        ? give(arg)
        : Array.isArray(arg) && arg[0] instanceof Instruction
          ? arg.map(give)
          : arg,
    );
    const result = noGrad(() => (call.op as (...args: unknown[]) => Value | readonly Value[])(...args));
    [result].flat().forEach((value, i) => results[i].hold(storageOf(value)));
  };
}
