import { checkValue, defineOp, type Op, type Value } from "@chainrule/autograd";
import { type LossOptions, reduce } from "./loss.ts";
import { formatShape } from "./shape.ts";

/**
 * Passes indices from 0 to classes − 1 on and throws on others. An op, so that a traced loss checks at run time; and not left
 * to gather, for which −1 is the last class and not a mistake.
 */
const checkClasses: Op<[indices: Value, classes: number]> = defineOp(
  "checkClasses",
  (indices: Value, classes: number) => {
    const { data } = indices;
    for (let i = 0; i < data.length; i++) {
      if (data[i] >= 0 && data[i] < classes) continue;
      throw new RangeError(
        `crossEntropy: class index ${data[i]} (entry ${i}) is out of range: ${classes} classes count from 0 to ${classes - 1}.`,
      );
    }
    return indices;
  },
  {
    shape: (indices) => indices.shape,
    vjp: [null],
    jvp: [null],
    batch: (_axisSize, _isBatched, indices, classes) => checkClasses(indices, classes),
  },
);

/**
 * −ln softmax(logits) at the true class of each example, averaged: what it costs to have thought the truth unlikely.
 * @param logits [N, C], or [N, C, d1, d2, ...] with an example at every place, or [C] for a single example.
 * @param classIndices int32 from 0 to C − 1, shaped as the logits without the axis of classes: [N], [N, d1, d2, ...], [].
 * @throws RangeError when the shapes do not fit or a class is out of range; TypeError for indices of another dtype, and for
 * what is no Value.
 */
export function crossEntropy(logits: Value, classIndices: Value, options: LossOptions = {}): Value {
  checkValue("crossEntropy", logits);
  checkValue("crossEntropy", classIndices);
  const axis = logits.rank === 1 ? 0 : 1;
  const expected = formatShape(logits.shape.filter((_, i) => i !== axis));
  if (logits.rank === 0 || formatShape(classIndices.shape) !== expected) {
    throw new RangeError(
      "crossEntropy needs logits [N, C, ...] and class indices [N, ...], or [C] and a scalar, " +
        `got ${formatShape(logits.shape)} and ${formatShape(classIndices.shape)}.`,
    );
  }
  if (classIndices.dtype !== "int32") {
    throw new TypeError(
      `crossEntropy needs int32 class indices, got ${classIndices.dtype}. Create them with { dtype: "int32" } or convert with to("int32").`,
    );
  }
  const indices = checkClasses(classIndices, logits.shape[axis]).unsqueeze(axis);
  return reduce(logits.logSoftmax(axis).gather(axis, indices).squeeze(axis).neg(), options);
}
