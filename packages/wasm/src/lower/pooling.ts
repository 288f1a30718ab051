import { sizeOf } from "@chainrule/autograd/engine";
import { maxPool } from "../emit/maxPool.ts";
import { unpool } from "../emit/unpool.ts";
import type { Call } from "../graph/graph.ts";
import { uniform } from "../graph/rebuild.ts";
import { type Buffer, contiguous, isContiguous, type View } from "../ir.ts";
import { forward } from "./forward.ts";
import type { Lowering } from "./lowering.ts";
import { knowRange } from "./range.ts";

type Pair = readonly [number, number];

/** So many taps of a window are written out. */
const UNROLLED = 100;

/** The places of the largest entries in windows. The entries come with them: see {@link pooledValues}. */
export function maxPoolIndices(call: Call, lowering: Lowering): void {
  const [x] = call.operands;
  const [result] = call.results;
  const kernel = call.args[1] as Pair;
  const { stride, padding, dilation } = call.args[2] as Record<"stride" | "padding" | "dilation", Pair>;
  if (x.dtype === "bool" || sizeOf(kernel) > UNROLLED) return forward(call, lowering);
  const source = lowering.dense(lowering.view(x));
  const values = contiguous(lowering.buffer(x.dtype, sizeOf(result.shape)), result.shape);
  const indices = contiguous(lowering.buffer("int32", sizeOf(result.shape)), result.shape);
  lowering.push(maxPool({ source, kernel, stride, padding, dilation, values, indices }));
  knowRange(indices, 0, x.shape[2] * x.shape[3]);
  const areSideBySide = [0, 1].every(
    (side) =>
      stride[side] === kernel[side] && padding[side] === 0 && (dilation[side] === 1 || kernel[side] === 1),
  );
  pooled.set(indices.buffer, {
    source: source.buffer,
    values,
    size: [x.shape[2], x.shape[3]],
    windows: areSideBySide ? kernel : null,
  });
  lowering.set(result, indices);
}

interface Pooled {
  readonly source: Buffer;
  readonly values: View;
  /** Rows and columns of the images. */
  readonly size: Pair;
  /** The extents of windows that lie side by side; null where they overlap or leave gaps. */
  readonly windows: Pair | null;
}

const pooled = new WeakMap<Buffer, Pooled>();

/** What gather reads from images, a row for each plane, at the places of their pooling, if that is what it does. */
export function pooledValues(x: View, axis: number, index: View): View | null {
  const known = pooled.get(index.buffer);
  if (known === undefined || known.source !== x.buffer || axis !== 2 || x.shape.length !== 3) return null;
  const [images, channels] = x.shape;
  const isSame = images === known.values.shape[0] && channels === known.values.shape[1];
  return isSame && isContiguous(x) && isContiguous(index) ? { ...known.values, ...shapeOf(index) } : null;
}

/**
 * The gradient of a pooling, if that is what scatterAdd makes of zeros, a row for each plane, at the places of the pooling. Says
 * whether it is.
 */
export function isUnpooling(call: Call, index: View, lowering: Lowering): boolean {
  const [x, , source] = call.operands;
  const [result] = call.results;
  const known = pooled.get(index.buffer);
  const windows = known?.windows ?? null;
  if (known === undefined || windows === null || uniform(x) !== 0 || call.args[1] !== 2) return false;
  const [images, channels, rows, columns] = known.values.shape;
  const [height, width] = known.size;
  const isSame = [images, channels, height * width].every((extent, axis) => extent === x.shape[axis]);
  if (!isSame || !isContiguous(index) || !result.dtype.startsWith("float")) return false;
  const planes = images * channels;
  const target = contiguous(lowering.buffer(result.dtype, sizeOf(result.shape)), result.shape);
  const inPlanes = (view: View, rows: number, columns: number): View =>
    contiguous(view.buffer, [planes, rows, columns]);
  lowering.push(
    unpool({
      source: inPlanes(lowering.dense(lowering.view(source)), rows, columns),
      indices: inPlanes(index, rows, columns),
      kernel: windows,
      target: inPlanes(target, height, width),
    }),
  );
  lowering.set(result, target);
  return true;
}

const shapeOf = ({ shape, strides }: View): Pick<View, "shape" | "strides"> => ({ shape, strides });
