import { bytesPer } from "../emit/entry.ts";
import { EntryFunctions } from "../emit/math/functions.ts";
import { chunksOfProducts, ProductEmitter, scratchBytesOfProducts } from "../emit/matmul.ts";
import type { Layout } from "../emit/pointers.ts";
import { call, doWhile, i32, set } from "../encode/code.ts";
import { FunctionBuilder, ModuleBuilder } from "../encode/module.ts";
import { type Buffer, contiguous, products, type View } from "../ir.ts";
import { PAGE } from "../webAssembly.ts";

/** A gibibyte: addresses are to be positive, signed or not. */
export const MOST_PAGES = 16384;

/** A kind of product: what a program is made for. */
export interface ProductKind {
  readonly dtype: "float32" | "float64";
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly isATransposed: boolean;
  readonly isBTransposed: boolean;
}

/** A module that exports `multiply`, and where in memory it reads and writes. */
export interface ProductProgram {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly pages: number;
  readonly addresses: readonly [a: number, b: number, out: number];
}

/** The program for a kind of product; null when it needs too much memory. */
export function productProgram(
  { dtype, m, k, n, isATransposed, isBTransposed }: ProductKind,
  isRelaxed: boolean,
): ProductProgram | null {
  const buffers = [m * k, k * n, m * n].map((size, id): Buffer => ({ id, dtype, size }));
  const factor = (buffer: Buffer, rows: number, columns: number, isTransposed: boolean): View =>
    isTransposed
      ? { buffer, shape: [rows, columns], strides: [1, rows], offset: 0 }
      : contiguous(buffer, [rows, columns]);
  const [a, b] = [factor(buffers[0], m, k, isATransposed), factor(buffers[1], k, n, isBTransposed)];
  const kernel = products(a, b, contiguous(buffers[2], [m, n]));
  const addresses: number[] = [];
  let end = 64;
  for (const { size } of buffers) {
    addresses.push(end);
    end += Math.ceil((size * bytesPer[dtype]) / 64) * 64;
  }
  const pages = Math.ceil((end + scratchBytesOfProducts(kernel) + 64) / PAGE);
  if (pages > MOST_PAGES) return null;

  const module = new ModuleBuilder();
  module.importMemory("host", "memory", { initial: 1, maximum: MOST_PAGES, isShared: false });
  const layout: Layout = {
    addressOf: ({ buffer: { id } }) => addresses[id],
    importOf: () => {
      throw new Error("Products need no function from outside.");
    },
    functions: new EntryFunctions(module, isRelaxed),
    hasMultiplyAdd: isRelaxed,
    scratch: i32.const(end),
  };
  const emitter = new ProductEmitter(module, layout);
  const chunk = new FunctionBuilder({ parameters: ["i32"], results: [] });
  const code = emitter.emit(chunk, kernel);
  const multiplyChunk = module.addFunction(chunk, code);
  const f = new FunctionBuilder({ parameters: [], results: [] });
  const i = f.local("i32");
  module.exportFunction(
    "multiply",
    module.addFunction(
      f,
      doWhile([call(multiplyChunk, i), set(i, i32.add(i, 1))], i32.lt(i, chunksOfProducts(kernel))),
    ),
  );
  return { bytes: module.encode(), pages, addresses: addresses as [number, number, number] };
}
