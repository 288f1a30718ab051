/** A stack of matrices in memory. */
export interface MatrixStack {
  /** Where it begins, in bytes. */
  readonly address: number;
  /** How many entries lie between neighbours along each axis. */
  readonly strides: readonly [stack: number, row: number, column: number];
}

/** Products of matrices, [batch, m, k] · [batch, k, n] to [batch, m, n]. */
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
  /** The result, in whose rows neighbours lie side by side. */
  readonly to: MatrixStack;
}

/** Makes a function that computes products in a memory, which must stay where it is. */
export type BindProducts = (memory: ArrayBufferLike, products: MatrixProducts) => () => void;

/** Where other threads find the library: a module that exports `open`, which gives {@link BindProducts} for what it is given. */
export interface LibraryModule {
  /** The module. */
  readonly url: string;
  /** What `open` is given. */
  readonly path: string;
}

/** A library of the machine that multiplies matrices, to be called by compiled programs on their memory. */
export interface MatrixLibrary {
  /** What it is, for people to read. */
  readonly description: string;
  /** How other threads call it too, which then share products; null when it uses threads of its own. */
  readonly module: LibraryModule | null;
  /** Whether it can compute the products, and takes less time than WebAssembly. */
  takes(products: MatrixProducts): boolean;
  /** What this thread calls. */
  readonly bind: BindProducts;
  /** Is called before a program: where other threads call it too, a call is to use one thread. */
  prepare(): void;
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
