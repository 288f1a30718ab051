import type { OpName, Value } from "@chainrule/autograd";
import type { Graph } from "../graph/graph.ts";
import { inline } from "../graph/inline.ts";
import { rebuild } from "../graph/rebuild.ts";

/** Ops as other ops, which have kernels and fuse with what is around them. */
const compositions: Readonly<Partial<Record<OpName, (...args: never) => Value>>> = {
  softmax: (x: Value, axis: number) => {
    if (x.shape[axis] === 0) return x; // no entry is the largest
    const powers = x.sub(x.max(axis, { keepDim: true })).exp();
    return powers.div(powers.sum(axis, { keepDim: true }));
  },
  logSoftmax: (x: Value, axis: number) => {
    if (x.shape[axis] === 0) return x;
    const shifted = x.sub(x.max(axis, { keepDim: true }));
    return shifted.sub(shifted.exp().sum(axis, { keepDim: true }).log());
  },
  logSumExp: (x: Value, axes: readonly number[]) => {
    if (axes.some((axis) => x.shape[axis] === 0)) return x.sum(axes).log();
    const largest = x.max(axes, { keepDim: true });
    // Shifting by an infinite maximum would give ∞ − ∞.
    const shift = largest.where(largest.abs().lt(Number.POSITIVE_INFINITY), 0);
    const sum = x.sub(shift).exp().sum(axes);
    return sum.log().add(shift.reshape(sum.shape));
  },
  clamp: (x: Value, min: number, max: number) => {
    const raised = min === Number.NEGATIVE_INFINITY ? x : x.maximum(min);
    return max === Number.POSITIVE_INFINITY ? raised : raised.minimum(max);
  },
  variance: (x: Value, axes: readonly number[], freedom: number) =>
    x
      .sub(x.mean(axes, { keepDim: true }))
      .square()
      .sum(axes)
      .div(freedom),
};

/** What an author says that an op is made of. */
interface Composed {
  readonly composed?: (...args: never) => Value | readonly Value[];
}

/** Puts in the place of composed ops what they are composed of. */
export function expand(graph: Graph): Graph {
  return rebuild(graph, (call, rebuilder) => {
    const own = (call.op.lowering as Composed | undefined)?.composed;
    const composed = own ?? (call.name === null ? undefined : compositions[call.name]);
    return composed === undefined ? null : inline(composed, call.args, (made) => rebuilder.add([made]));
  });
}
