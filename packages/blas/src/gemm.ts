import type { TypedArray } from "@chainrule/autograd";
import type { BindProducts, MatrixLibrary, MatrixProducts, Multiplier } from "@chainrule/autograd/engine";
import type { Gemm, Library } from "./library.ts";

// The values of CBLAS's enumerations.
const ROW_MAJOR = 101;
const AS_IT_IS = 111;
const TRANSPOSED = 112;

/** For products of eager code: m · k · n from which a call takes less time than the engine's kernels. */
const EAGER = 8 ** 3;
/** And for those of programs, whose kernels do without a call and copies. */
const COMPILED = 32 ** 3;

/** Multiplies the matrices of eager code. */
export function multiplierOf({ onArrays, threads }: Library): Multiplier {
  return (a, b, out, outStart, m, k, n) => {
    if (m * k * n < EAGER) return false;
    const multiply = <T extends Float32Array | Float64Array>(gemm: Gemm<T>, x: T, y: T, z: T): void =>
      gemm(
        ROW_MAJOR,
        a.isTransposed ? TRANSPOSED : AS_IT_IS,
        b.isTransposed ? TRANSPOSED : AS_IT_IS,
        m,
        n,
        k,
        1,
        x,
        a.isTransposed ? m : k,
        y,
        b.isTransposed ? k : n,
        0,
        z,
        n,
      );
    threads?.use(threads.count);
    const [left, right] = [from(a.entries, a.start), from(b.entries, b.start)];
    if (left instanceof Float32Array && right instanceof Float32Array) {
      if (out instanceof Float32Array) multiply(onArrays.float32, left, right, from(out, outStart));
      else {
        const product = new Float32Array(m * n);
        multiply(onArrays.float32, left, right, product);
        out.set(product, outStart);
      }
      return true;
    }
    if (!(left instanceof Float64Array && right instanceof Float64Array && out instanceof Float64Array))
      return false;
    multiply(onArrays.float64, left, right, from(out, outStart));
    return true;
  };
}

/** The part of an array from some entry on, where a matrix begins. */
const from = <T extends TypedArray>(array: T, start: number): T =>
  start === 0 ? array : (array.subarray(start) as T);

/** What programs are told of the library. */
export function matrixLibraryOf(library: Library): MatrixLibrary {
  const { description, path, threads } = library;
  // Beside this file, as a source or as published.
  const url = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url).href;
  return {
    description,
    module: threads && { url, path },
    // A row times a matrix is as fast as memory, whoever computes it.
    takes: ({ m, k, n, a, b }) =>
      m > 1 && m * k * n >= COMPILED && lay(a.strides, m, k) !== null && lay(b.strides, k, n) !== null,
    bind: binder(library),
    prepare: () => threads?.use(1),
  };
}

/** Multiplies matrices in the memory of programs. */
export function binder({ atAddresses, addressOf }: Library): BindProducts {
  return (memory, { dtype, batch, m, k, n, a, b, to }) => {
    const gemm = atAddresses[dtype];
    const bytes = dtype === "float32" ? 4 : 8;
    const base = addressOf(new Uint8Array(memory));
    const [left, right] = [lay(a.strides, m, k), lay(b.strides, k, n)] as [Layout, Layout];
    const [aAt, bAt, toAt] = [base + a.address, base + b.address, base + to.address];
    const [aNext, bNext, toNext] = [a.strides[0] * bytes, b.strides[0] * bytes, to.strides[0] * bytes];
    const row = to.strides[1];
    return () => {
      for (let i = 0; i < batch; i++) {
        const [x, y, z] = [aAt + i * aNext, bAt + i * bNext, toAt + i * toNext];
        gemm(ROW_MAJOR, left.order, right.order, m, n, k, 1, x, left.distance, y, right.distance, 0, z, row);
      }
    };
  };
}

interface Layout {
  readonly order: number;
  readonly distance: number;
}

/** How CBLAS says the strides of a matrix: entries of its rows or of its columns are neighbours. Null when neither are. */
function lay([, row, column]: MatrixProducts["a"]["strides"], rows: number, columns: number): Layout | null {
  // The stride of an axis with one entry means nothing.
  if ((column === 1 || columns === 1) && (row >= columns || rows === 1))
    return { order: AS_IT_IS, distance: rows === 1 ? columns : row };
  if ((row === 1 || rows === 1) && (column >= rows || columns === 1))
    return { order: TRANSPOSED, distance: columns === 1 ? rows : column };
  return null;
}
