import { sizeOf } from "@chainrule/autograd/engine";
import { maxPool } from "../emit/maxPool.ts";
import type { Call } from "../graph/graph.ts";
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
  pooled.set(indices.buffer, { source: source.buffer, values });
  lowering.set(result, indices);
}

const pooled = new WeakMap<Buffer, { readonly source: Buffer; readonly values: View }>();

/** What gather reads from images, a row for each plane, at the places of their pooling, if that is what it does. */
export function pooledValues(x: View, axis: number, index: View): View | null {
  const known = pooled.get(index.buffer);
  if (known === undefined || known.source !== x.buffer || axis !== 2 || x.shape.length !== 3) return null;
  const [images, channels] = x.shape;
  const isSame = images === known.values.shape[0] && channels === known.values.shape[1];
  return isSame && isContiguous(x) && isContiguous(index) ? { ...known.values, ...shapeOf(index) } : null;
}

const shapeOf = ({ shape, strides }: View): Pick<View, "shape" | "strides"> => ({ shape, strides });
