import type { Shape, Value } from "@chainrule/autograd";
import { describeValue } from "@chainrule/autograd";
import { checkExtents, formatShape } from "./shape.ts";

/** (x − mean) / √(variance + eps) over the given axes, the variance being that of a whole population. */
export function normalize(x: Value, axes: readonly number[], eps: number): Value {
  const centered = x.sub(x.mean(axes, { keepDim: true }));
  return centered.div(centered.square().mean(axes, { keepDim: true }).add(eps).sqrt());
}

/** weight · x + bias, without what is null. */
export function scaleAndShift(x: Value, weight: Value | null, bias: Value | null): Value {
  const scaled = weight === null ? x : x.mul(weight);
  return bias === null ? scaled : scaled.add(bias);
}

/** The axes at the end of x that make up `shape`. Throws when x does not end in that shape. */
export function trailingAxes(layer: string, x: Value, shape: Shape): number[] {
  const start = x.rank - shape.length;
  if (start < 0 || shape.some((extent, i) => x.shape[start + i] !== extent)) {
    throw new RangeError(
      `${layer} needs inputs [..., ${shape.join(", ")}], got ${formatShape(x.shape)}. ` +
        "Transpose or reshape them, or build it for another shape.",
    );
  }
  return shape.map((_, i) => start + i);
}

/** Throws unless eps is a number of at least 0. */
export function checkEps(layer: string, eps: number): void {
  if (typeof eps !== "number" || !(eps >= 0))
    throw new RangeError(`${layer}: eps is a number of at least 0, got ${describeValue(eps)}.`);
}

/** The extents of the last axes as a shape of its own. Throws when there are none. */
export function normalizedShapeOf(layer: string, normalizedShape: number | Shape): Shape {
  const shape: unknown = typeof normalizedShape === "number" ? [normalizedShape] : normalizedShape;
  if (!Array.isArray(shape)) {
    throw new TypeError(
      `${layer}: normalizedShape is an extent or an array of them, got ${describeValue(normalizedShape)}.`,
    );
  }
  if (shape.length === 0) throw new RangeError(`${layer} needs at least one axis to normalize over.`);
  for (const extent of shape) checkExtents(layer, { "each extent of normalizedShape": extent });
  return [...shape];
}
