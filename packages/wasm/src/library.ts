import type { MatrixLibrary, MatrixProducts, MatrixStack } from "@chainrule/autograd/engine";
import { bytesPer } from "./emit/entry.ts";
import type { Buffer, LibraryKernel, View } from "./ir.ts";

/** How many floating-point operations are worth a chunk of their own. */
const GRAIN = 4e6;
/** How many chunks of a stack of products each thread has, so that all end at about the same time. */
const ROUNDS = 4;

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

/**
 * The products in chunks for some threads: some of a stack, or rows or columns of the result. Of those there are no more than
 * threads, since every chunk packs the other factor anew: four take a tenth longer than one. Columns are cut where the right factor
 * is larger than the left one and the result, and else rows: so a thread keeps its part of the largest in its cache, where what comes before
 * and after has rows in chunks too.
 */
export function cutProducts(products: MatrixProducts, threads: number): MatrixProducts[] {
  const { dtype, batch, m, k, n, a, b, to } = products;
  const most = threads === 1 ? 1 : threads * (batch > 1 ? ROUNDS : 1);
  const wanted = Math.max(1, Math.min(most, Math.floor((2 * batch * m * k * n) / GRAIN)));
  const moved = (stack: MatrixStack, axis: 0 | 1 | 2, entries: number): MatrixStack => ({
    ...stack,
    address: stack.address + entries * stack.strides[axis] * bytesPer[dtype],
  });
  const cut = <T>(extent: number, part: (start: number, size: number) => T): T[] => {
    const size = Math.ceil(extent / wanted);
    return Array.from({ length: Math.ceil(extent / size) }, (_, i) =>
      part(i * size, Math.min(size, extent - i * size)),
    );
  };
  if (batch > 1)
    return cut(batch, (start, size) => ({
      ...products,
      batch: size,
      a: moved(a, 0, start),
      b: moved(b, 0, start),
      to: moved(to, 0, start),
    }));
  if (m >= n || m >= k)
    return cut(m, (start, size) => ({
      ...products,
      m: size,
      a: moved(a, 1, start),
      to: moved(to, 1, start),
    }));
  return cut(n, (start, size) => ({
    ...products,
    n: size,
    b: moved(b, 2, start),
    to: moved(to, 2, start),
  }));
}

/** The products in the chunks in which the library computes them. */
function chunksIn(kernel: LibraryKernel, addressOf: (buffer: Buffer) => number): MatrixProducts[] {
  return cutProducts(productsIn(kernel, addressOf) as MatrixProducts, kernel.threads);
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
