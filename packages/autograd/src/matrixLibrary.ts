/** A stack of matrices in memory. */
export interface MatrixStack {
  /** Where it begins, in bytes. */
  readonly address: number;
  /** How many entries lie between neighbours along each axis. */
  readonly strides: readonly [stack: number, row: number, column: number];
}

/** Products of matrices, [batch, m, k] · [batch, k, n] to the dense [batch, m, n]. */
export interface MatrixProducts {
  /** Of the factors and the result. */
  readonly dtype: "float32" | "float64";
  /** How many products. */
  readonly batch: number;
  /** Rows of the left factor, and of the result. */
  readonly m: number;
  /** Columns of the left factor, rows of the right one. */
  readonly k: number;
  /** Columns of the right factor, and of the result. */
  readonly n: number;
  /** The left factor. */
  readonly a: MatrixStack;
  /** The right factor. */
  readonly b: MatrixStack;
  /** Where the result begins, in bytes. */
  readonly to: number;
}

/** A library of the machine that multiplies matrices, to be called by compiled programs on their memory. */
export interface MatrixLibrary {
  /** What it is, for people to read. */
  readonly description: string;
  /** Whether it can compute the products, and takes less time than WebAssembly. */
  takes(products: Omit<MatrixProducts, "to">): boolean;
  /** A function that computes them in this memory, which must stay where it is. */
  bind(memory: ArrayBufferLike, products: MatrixProducts): () => void;
}

let used: MatrixLibrary | null = null;

/** Has programs that are compiled from now on call a library. Null: none. */
export function useMatrixLibrary(library: MatrixLibrary | null): void {
  used = library;
}

/** The library that programs are to call, if there is one. */
export function matrixLibrary(): MatrixLibrary | null {
  return used;
}
