import type { Bytes } from "../encode/bytes.ts";
import { call, doWhile, i32, local, select } from "../encode/code.ts";
import type { FunctionBuilder, ModuleBuilder } from "../encode/module.ts";
import type { MatmulKernel, View } from "../ir.ts";
import { bytesPer } from "./entry.ts";
import { type Blocking, blockingOf, type Product } from "./matmul/blocking.ts";
import { coreOf, scratchBytes } from "./matmul/core.ts";
import { lanesOf } from "./matmul/lanes.ts";
import type { Layout } from "./pointers.ts";

/** How products are cut into chunks: some products in each, or blocks of each product. */
interface Products {
  readonly product: Product;
  readonly blocking: Blocking;
  /** The factors, in the order in which they are multiplied. */
  readonly a: View;
  readonly b: View;
  readonly count: number;
  /** Products in a chunk; 1 where a product has several chunks. */
  readonly inChunk: number;
  readonly chunks: number;
}

/** How many floating-point operations are worth a chunk of their own: about 20 microseconds. */
const GRAIN = 1e6;
/** About how many chunks there are at most. */
const MOST = 32;

function productsOf(kernel: MatmulKernel): Products {
  const rank = kernel.a.shape.length;
  const bytes = bytesPer[kernel.target.dtype] as 4 | 8;
  // A column is computed as a row: it lies in memory like one, and rows are what vectors hold.
  const isColumn = kernel.b.shape[rank - 1] === 1;
  const [a, b] = isColumn ? [turned(kernel.b), turned(kernel.a)] : [kernel.a, kernel.b];
  const [m, k] = a.shape.slice(-2);
  const n = b.shape[rank - 1];
  const [aRow, aColumn, bRow, bColumn] = [...a.strides.slice(-2), ...b.strides.slice(-2)].map(
    (stride) => stride * bytes,
  );
  const product: Product = { m, n, k, aRow, aColumn, bRow, bColumn, bytes };
  const count = a.shape.slice(0, -2).reduce((size, extent) => size * extent, 1);
  const wanted = Math.max(1, Math.min(MOST, Math.floor((2 * m * n * k * count) / GRAIN)));
  const blocking = blockingOf(product, Math.max(1, Math.ceil(wanted / Math.max(1, count))));
  const blocks = blocking.rowChunks * blocking.columnChunks;
  const inChunk = blocks > 1 ? 1 : Math.max(1, Math.floor(count / wanted));
  const chunks = Math.ceil(count / inChunk) * blocks;
  return { product, blocking, a, b, count, inChunk, chunks };
}

/** Matrices with rows and columns swapped. */
function turned(view: View): View {
  const swap = (list: readonly number[]): number[] => [...list.slice(0, -2), ...list.slice(-2).reverse()];
  return { ...view, shape: swap(view.shape), strides: swap(view.strides) };
}

/** Into how many chunks products are cut. */
export function chunksOfProducts(kernel: MatmulKernel): number {
  return kernel.target.size === 0 ? 1 : Math.max(1, productsOf(kernel).chunks);
}

/** How many bytes of scratch memory a chunk needs for itself. */
export function scratchBytesOfProducts(kernel: MatmulKernel): number {
  if (kernel.target.size === 0) return 0;
  const { product, blocking } = productsOf(kernel);
  return scratchBytes(blocking, product.bytes);
}

/** Writes products into a module. Those of one shape and layout share their code. */
export class ProductEmitter {
  readonly #module: ModuleBuilder;
  readonly #isRelaxed: boolean;
  readonly #scratch: Bytes;
  readonly #cores = new Map<string, number>();

  /** @param scratch code for where memory begins that no other thread uses. */
  constructor(module: ModuleBuilder, isRelaxed: boolean, scratch: Bytes) {
    this.#module = module;
    this.#isRelaxed = isRelaxed;
    this.#scratch = scratch;
  }

  /** Code that computes the products of the chunk in local 0. */
  emit(f: FunctionBuilder, kernel: MatmulKernel, layout: Pick<Layout, "addressOf">): Bytes {
    const { target } = kernel;
    if (target.size === 0) return [];
    const products = productsOf(kernel);
    const { product, blocking, a, b, count, inChunk } = products;
    const core = this.#core(kernel, products);
    const size = product.m * product.n;
    const to = layout.addressOf({ buffer: target, shape: [], strides: [], offset: 0 });
    const blocks = blocking.rowChunks * blocking.columnChunks;
    const multiply = (block: Bytes, index: Bytes | null): Bytes =>
      call(
        core,
        block,
        addressOf(a, index, layout),
        addressOf(b, index, layout),
        index === null
          ? i32.const(to)
          : i32.add(i32.const(to), i32.mul(index, i32.const(size * product.bytes))),
        this.#scratch,
      );
    if (count === 1) return multiply(local.get(0), null);
    if (blocks > 1) {
      const index = f.local("i32");
      return [
        local.set(index, i32.divU(local.get(0), i32.const(blocks))),
        multiply(i32.remU(local.get(0), i32.const(blocks)), local.get(index)),
      ];
    }
    const [index, end] = [f.local("i32"), f.local("i32")];
    const all = i32.const(count);
    return [
      local.set(index, i32.mul(local.get(0), i32.const(inChunk))),
      local.set(end, i32.add(local.get(index), i32.const(inChunk))),
      local.set(end, select(local.get(end), all, i32.lt(local.get(end), all))),
      doWhile(
        [multiply(i32.const(0), local.get(index)), local.set(index, i32.add(local.get(index), i32.const(1)))],
        i32.lt(local.get(index), local.get(end)),
      ),
    ];
  }

  #core({ target: { dtype } }: MatmulKernel, { product, blocking }: Products): number {
    const key = JSON.stringify([dtype, product, blocking]);
    const known = this.#cores.get(key);
    if (known !== undefined) return known;
    const { f, code } = coreOf(product, blocking, lanesOf(dtype, this.#isRelaxed));
    const index = this.#module.addFunction(f, code);
    this.#cores.set(key, index);
    return index;
  }
}

/** Where the first entry of a factor lies, of the product of some number. */
function addressOf(view: View, index: Bytes | null, layout: Pick<Layout, "addressOf">): Bytes {
  let address: Bytes = i32.const(layout.addressOf(view));
  if (index === null) return address;
  let before = 1;
  for (let axis = view.shape.length - 3; axis >= 0; axis--) {
    const step = view.strides[axis] * bytesPer[view.buffer.dtype];
    const extent = view.shape[axis];
    if (step !== 0 && extent > 1) {
      const rest = before === 1 ? index : i32.divU(index, i32.const(before));
      const place = axis === 0 ? rest : i32.remU(rest, i32.const(extent));
      address = i32.add(address, i32.mul(place, i32.const(step)));
    }
    before *= extent;
  }
  return address;
}
