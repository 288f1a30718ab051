import { sizeOf } from "@chainrule/autograd/engine";
import { type Distribution, random } from "../emit/random.ts";
import type { Call } from "../graph/graph.ts";
import { contiguous } from "../ir.ts";
import type { Lowering } from "./lowering.ts";

export const uniformNumbers = draw(() => ({ kind: "uniform" }));
export const normalNumbers = draw(() => ({ kind: "normal" }));
export const randomInts = draw(([, , low, high]) => ({
  kind: "integers",
  low: low as number,
  high: high as number,
}));

/** Numbers of a generator, and its state after the draw. */
function draw(distributionOf: (args: readonly unknown[]) => Distribution) {
  return (call: Call, lowering: Lowering): void => {
    const [state] = call.operands;
    const [numbers, next] = call.results.map(({ dtype, shape }) =>
      contiguous(lowering.buffer(dtype, sizeOf(shape)), shape),
    );
    const distribution = distributionOf(call.args);
    lowering.push(random({ distribution, state: lowering.dense(lowering.view(state)), numbers, next }));
    lowering.set(call.results[0], numbers);
    lowering.set(call.results[1], next);
  };
}
