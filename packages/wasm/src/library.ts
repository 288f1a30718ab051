import type { MatrixProducts, MatrixStack } from "@chainrule/autograd/engine";
import { bytesPer } from "./emit/entry.ts";
import type { Buffer, LibraryKernel, View } from "./ir.ts";

/** What a library is asked to compute, in memory where buffers lie at these addresses; null for dtypes that libraries do not have. */
export function productsIn(
  { a, b, target }: LibraryKernel,
  addressOf: (buffer: Buffer) => number,
): MatrixProducts | null {
  const { dtype } = target;
  if (dtype !== "float32" && dtype !== "float64") return null;
  const [batch, m, k] = a.shape;
  const stack = ({ buffer, offset, strides }: View): MatrixStack => ({
    address: addressOf(buffer) + offset * bytesPer[dtype],
    strides: [strides[0], strides[1], strides[2]],
  });
  return { dtype, batch, m, k, n: b.shape[2], a: stack(a), b: stack(b), to: addressOf(target) };
}
