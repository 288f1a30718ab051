import { checkValue, type Value } from "@chainrule/autograd";
import { checkIndices } from "./checkIndices.ts";
import { formatShape } from "./shape.ts";

/** The axis of classes: 1, or 0 for a single example. */
export function classAxis(scores: Value): number {
  return scores.rank === 1 ? 0 : 1;
}

/** Throws unless int32 `indices` are shaped as the scores without the axis of classes. */
export function checkClassIndices(loss: string, scores: Value, indices: Value, what = "logits"): void {
  checkValue(loss, scores);
  checkValue(loss, indices);
  const axis = classAxis(scores);
  const expected = formatShape(scores.shape.filter((_, i) => i !== axis));
  if (scores.rank === 0 || formatShape(indices.shape) !== expected) {
    throw new RangeError(
      `${loss} needs ${what} [N, C, ...] and class indices [N, ...], or [C] and a scalar, ` +
        `got ${formatShape(scores.shape)} and ${formatShape(indices.shape)}.`,
    );
  }
  if (indices.dtype !== "int32") {
    throw new TypeError(
      `${loss} needs int32 class indices, got ${indices.dtype}. Create them with { dtype: "int32" } or convert with to("int32").`,
    );
  }
}

/** Of each example the score at its class, the axis of classes having extent 1. */
export function scoresAt(loss: string, scores: Value, indices: Value): Value {
  const axis = classAxis(scores);
  const checked = checkIndices(indices, scores.shape[axis], `${loss}: class`);
  return scores.gather(axis, checked.unsqueeze(axis));
}

/** Throws unless there is a weight for each class. */
export function checkClassWeights(loss: string, weight: Value, scores: Value): void {
  const classes = scores.shape[classAxis(scores)];
  checkValue(`${loss}, as its weight,`, weight);
  if (weight.rank === 1 && weight.size === classes) return;
  throw new RangeError(
    `${loss} needs a weight for each of ${classes} classes, [${classes}], got ${formatShape(weight.shape)}.`,
  );
}
