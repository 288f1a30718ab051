import { checkValue, concat, type Value } from "@chainrule/autograd";
import { Module } from "./module.ts";
import { checkExtents, formatShape } from "./shape.ts";

/**
 * The mean over windows of images [..., height, width] so chosen that the result has a given size: window i of n spans, along
 * an axis of extent e, the entries from ⌊i e / n⌋ to before ⌈(i + 1) e / n⌉. Windows overlap where n does not divide e.
 */
export class AdaptiveAvgPool2d extends Module {
  /** Rows and columns of the result; null keeps those of the input. */
  readonly outputSize: readonly [rows: number | null, columns: number | null];

  /** @param outputSize a number for as many rows as columns. */
  constructor(outputSize: number | null | readonly [rows: number | null, columns: number | null]) {
    super();
    const [rows, columns] = Array.isArray(outputSize) ? outputSize : [outputSize, outputSize];
    checkExtents("AdaptiveAvgPool2d", {
      "the number of rows": rows === null ? 1 : rows,
      "the number of columns": columns === null ? 1 : columns,
    });
    this.outputSize = [rows, columns];
  }

  forward(x: Value): Value {
    if (checkValue("AdaptiveAvgPool2d", x).rank < 3) {
      throw new RangeError(
        `AdaptiveAvgPool2d needs images [channels, height, width] or [N, channels, height, width], got ${formatShape(x.shape)}.`,
      );
    }
    const [rows, columns] = this.outputSize;
    return pooled(pooled(x, x.rank - 2, rows), x.rank - 1, columns);
  }
}

/** Means along one axis: those over a rectangle are means of means. */
function pooled(x: Value, axis: number, count: number | null): Value {
  const extent = x.shape[axis];
  if (count === null || count === extent) return x;
  const windows = Array.from({ length: count }, (_, i) =>
    x
      .slice(Math.floor((i * extent) / count), Math.ceil(((i + 1) * extent) / count), { axis })
      .mean(axis, { keepDim: true }),
  );
  return concat(windows, axis);
}
