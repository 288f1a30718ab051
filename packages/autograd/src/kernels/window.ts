import { describe } from "../describe.ts";
import { formatShape, type Shape } from "../shape.ts";

/** A number for height and width alike, or one for each. */
export type Pair = number | readonly number[];

/** How a window moves over images, height before width. */
export interface WindowOptions {
  /** How far the window moves; 1 when absent. */
  readonly stride?: Pair;
  /** Rows and columns added on either side; 0 when absent. */
  readonly padding?: Pair;
  /** The distance between the entries that a window takes; 1 when absent. */
  readonly dilation?: Pair;
}

/** How a window moves over an image, height before width. */
export interface Geometry {
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
  /** How many places the window takes in an image of the given size. */
  readonly positions: (
    height: number,
    width: number,
    kernelHeight: number,
    kernelWidth: number,
  ) => [number, number];
}

export function pair(op: string, name: string, x: Pair, least = 1): readonly [number, number] {
  const both = typeof x === "number" ? [x, x] : x;
  if (!Array.isArray(both) || both.length !== 2 || both.some((n) => !Number.isInteger(n) || n < least)) {
    throw new RangeError(
      `${op}: ${name} is an integer of at least ${least} or a pair of them, got ${Array.isArray(x) ? formatShape(x) : describe(x)}.`,
    );
  }
  return [both[0], both[1]];
}

/** Checks the options and fills in what is absent. */
export function resolveGeometry(op: string, options: WindowOptions): Geometry {
  const stride = pair(op, "stride", options.stride ?? 1);
  const padding = pair(op, "padding", options.padding ?? 0, 0);
  const dilation = pair(op, "dilation", options.dilation ?? 1);
  const along = (side: 0 | 1, extent: number, kernel: number): number => {
    const count =
      Math.floor((extent + 2 * padding[side] - dilation[side] * (kernel - 1) - 1) / stride[side]) + 1;
    if (kernel < 1 || count < 1) {
      const span = dilation[side] * (kernel - 1) + 1;
      throw new RangeError(
        `${op}: a window that spans ${span} does not fit into ${extent} + 2 · ${padding[side]} of padding. Pad more, or use a smaller kernel.`,
      );
    }
    return count;
  };
  return { stride, padding, dilation, positions: (h, w, kh, kw) => [along(0, h, kh), along(1, w, kw)] };
}

/** The part of a result's rows or columns for which a tap falls inside the image, not on the padding. */
export function insideRange(
  tap: number,
  extent: number,
  count: number,
  stride: number,
  padding: number,
  dilation: number,
): Shape {
  const offset = tap * dilation - padding;
  const first = Math.max(0, Math.ceil(-offset / stride));
  const last = Math.min(count, Math.floor((extent - 1 - offset) / stride) + 1);
  return [first, Math.max(first, last), offset];
}
