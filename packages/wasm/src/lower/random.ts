import { sizeOf } from "@chainrule/autograd/engine";
import { type Distribution, random } from "../emit/random.ts";
import type { Call } from "../graph/graph.ts";
import { contiguous } from "../ir.ts";
import type { Lowering } from "./lowering.ts";

/** What an op says that draws numbers of a generator, whose state is its first argument. */
export interface Draws {
  readonly draws: Distribution["kind"];
}

/** Numbers of a generator, and its state after the draw. */
export function draw({ op, args, operands: [state], results }: Call, lowering: Lowering): void {
  const { draws } = op.lowering as Draws;
  const distribution =
    draws === "integers" ? { kind: draws, low: args[2] as number, high: args[3] as number } : { kind: draws };
  const [numbers, next] = results.map(({ dtype, shape }) =>
    contiguous(lowering.buffer(dtype, sizeOf(shape)), shape),
  );
  lowering.push(random({ distribution, state: lowering.dense(lowering.view(state)), numbers, next }));
  lowering.set(results[0], numbers);
  lowering.set(results[1], next);
}
