import type { MatrixLibrary, MatrixProducts, MatrixStack } from "@chainrule/autograd/engine";
import { bytesPer } from "./emit/entry.ts";
import type { Buffer, LibraryKernel, View } from "./ir.ts";

/** How many floating-point operations are worth a chunk of their own: every chunk has its factor packed anew. */
const GRAIN = 6e6;
/** How many chunks there are at most. */
const MOST = 8;
/** Rows or columns that a chunk has at least: with fewer, libraries are slower. */
const LEAST = 64;

/** What a library is asked to compute, in memory where buffers lie at these addresses; null for dtypes that libraries do not have. */
export function productsIn(
  { a, b, target }: Pick<LibraryKernel, "a" | "b" | "target">,
  addressOf: (buffer: Buffer) => number,
): MatrixProducts | null {
  const { dtype } = target;
  if (dtype !== "float32" && dtype !== "float64") return null;
  const [batch, m, k] = a.shape;
  const n = b.shape[2];
  const stack = ({ buffer, offset, strides }: View): MatrixStack => ({
    address: addressOf(buffer) + offset * bytesPer[dtype],
    strides: [strides[0], strides[1], strides[2]],
  });
  const to = { address: addressOf(target), strides: [m * n, n, 1] } as const;
  return { dtype, batch, m, k, n, a: stack(a), b: stack(b), to };
}

/** The products in chunks, cut by their shape alone: some of a stack, or rows or columns of the result. */
export function cutProducts(products: MatrixProducts): MatrixProducts[] {
  const { dtype, batch, m, k, n, a, b, to } = products;
  const wanted = Math.min(MOST, 2 ** Math.floor(Math.log2(Math.max(1, (2 * batch * m * k * n) / GRAIN))));
  const moved = (stack: MatrixStack, axis: 0 | 1 | 2, entries: number): MatrixStack => ({
    ...stack,
    address: stack.address + entries * stack.strides[axis] * bytesPer[dtype],
  });
  const cut = <T>(extent: number, least: number, part: (start: number, size: number) => T): T[] => {
    const most = Math.max(least, Math.ceil(extent / wanted));
    return Array.from({ length: Math.ceil(extent / most) }, (_, i) =>
      part(i * most, Math.min(most, extent - i * most)),
    );
  };
  if (batch > 1)
    return cut(batch, 1, (start, size) => ({
      ...products,
      batch: size,
      a: moved(a, 0, start),
      b: moved(b, 0, start),
      to: moved(to, 0, start),
    }));
  if (m > n)
    return cut(m, LEAST, (start, size) => ({
      ...products,
      m: size,
      a: moved(a, 1, start),
      to: moved(to, 1, start),
    }));
  return cut(n, LEAST, (start, size) => ({
    ...products,
    n: size,
    b: moved(b, 2, start),
    to: moved(to, 2, start),
  }));
}

/** The products in the chunks in which the library computes them: in one, when it shares work among threads of its own. */
function chunksIn(kernel: LibraryKernel, addressOf: (buffer: Buffer) => number): MatrixProducts[] {
  const products = productsIn(kernel, addressOf) as MatrixProducts;
  return kernel.library.module === null ? [products] : cutProducts(products);
}

/** Into how many chunks the library's work is cut. */
export function chunksOfLibrary(kernel: LibraryKernel): number {
  return chunksIn(kernel, () => 0).length;
}

/** What a library computes for a program: for each kernel, its chunks. */
export interface LibraryWork {
  readonly library: MatrixLibrary;
  readonly chunks: readonly (readonly MatrixProducts[])[];
}

/** What the library is to compute; null when that is nothing. */
export function libraryWork(
  kernels: readonly LibraryKernel[],
  addressOf: (buffer: Buffer) => number,
): LibraryWork | null {
  if (kernels.length === 0) return null;
  return { library: kernels[0].library, chunks: kernels.map((kernel) => chunksIn(kernel, addressOf)) };
}
