import { matrixLibrary, sizeOf } from "@chainrule/autograd/engine";
import type { Call } from "../graph/graph.ts";
import { type Buffer, contiguous, type LibraryKernel, products, reshaped, type View } from "../ir.ts";
import { productsIn } from "../library.ts";
import { threadCount } from "../threads/threads.ts";
import type { Lowering } from "./lowering.ts";

/** Products of matrices, their factors in any layout. */
export function product(call: Call, lowering: Lowering): void {
  const [a, b] = call.operands;
  const [result] = call.results;
  if (a.shape[a.shape.length - 1] === 0)
    return lowering.set(result, { expression: { kind: "number", dtype: result.dtype, value: 0 } });
  // Entries are addressed from the first one on.
  const forwards = (view: View): View =>
    view.strides.every((stride) => stride >= 0) ? view : lowering.dense(view);
  const [left, right] = [forwards(lowering.view(a)), forwards(lowering.view(b))];
  const target = lowering.buffer(result.dtype, sizeOf(result.shape));
  const view = contiguous(target, result.shape);
  lowering.push(libraryProduct(left, right, target) ?? products(left, right, view));
  lowering.set(result, view);
}

/** The products as a kernel of the machine's library; null without one, or when WebAssembly is faster. */
function libraryProduct(a: View, b: View, target: Buffer): LibraryKernel | null {
  const library = matrixLibrary();
  const batched = (view: View): View | null =>
    reshaped(view, [sizeOf(view.shape.slice(0, -2)), ...view.shape.slice(-2)]);
  const [left, right] = [batched(a), batched(b)];
  if (library === null || left === null || right === null) return null;
  const threads = library.module === null ? 1 : threadCount();
  const kernel: LibraryKernel = { kind: "library", library, threads, a: left, b: right, target };
  const asked = productsIn(kernel, () => 0);
  return asked !== null && library.takes(asked) ? kernel : null;
}
