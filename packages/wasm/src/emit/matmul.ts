import type { Bytes } from "../encode/bytes.ts";
import { call, doWhile, i32, local, select, set } from "../encode/code.ts";
import type { FunctionBuilder, ModuleBuilder } from "../encode/module.ts";
import type { MatmulKernel, View } from "../ir.ts";
import { rewrite } from "../rewrite.ts";
import { bytesPer } from "./entry.ts";
import { byteStrides } from "./loops.ts";
import { type Blocking, blockingOf, type Product } from "./matmul/blocking.ts";
import { coreOf, scratchBytes } from "./matmul/core.ts";
import { isPlain, outputViews } from "./matmul/outputs.ts";
import { numberLanes } from "./numberLanes.ts";
import type { Layout } from "./pointers.ts";

/** How products are cut into chunks: some products in each, or blocks of each product. */
interface Cut {
  readonly product: Product;
  readonly blocking: Blocking;
  readonly count: number;
  /** Products in a chunk; 1 where a product has several chunks. */
  readonly inChunk: number;
  readonly chunks: number;
}

/** How many floating-point operations are worth a chunk of their own: about 10 microseconds. */
const GRAIN = 5e5;
/** About how many chunks there are at most. */
const MOST = 32;

function cutOf({ a, b }: MatmulKernel): Cut {
  const [m, k] = a.shape.slice(-2);
  const n = b.shape[b.shape.length - 1];
  const [aRow, aColumn] = byteStrides(a).slice(-2);
  const [bRow, bColumn] = byteStrides(b).slice(-2);
  const bytes = bytesPer[a.buffer.dtype] as 4 | 8;
  const product: Product = { m, n, k, aRow, aColumn, bRow, bColumn, bytes };
  const count = a.shape.slice(0, -2).reduce((size, extent) => size * extent, 1);
  const grains = (2 * m * n * k * count) / GRAIN;
  const worth = Math.min(grains, 4 + Math.sqrt(grains / 2), MOST);
  // In fours, with which two or four threads end together.
  const wanted = worth < 4 ? Math.max(1, Math.floor(worth)) : 4 * Math.round(worth / 4);
  const blocking = blockingOf(product, Math.ceil(wanted / count));
  const blocks = blocking.rowChunks * blocking.columnChunks;
  const inChunk = blocks > 1 ? 1 : Math.max(1, Math.floor(count / wanted));
  return { product, blocking, count, inChunk, chunks: Math.ceil(count / inChunk) * blocks };
}

/** A column is computed as a row: vectors hold rows. */
function straightened(kernel: MatmulKernel): MatmulKernel {
  const { a, b, stores } = kernel;
  if (b.shape[b.shape.length - 1] !== 1) return kernel;
  return {
    ...kernel,
    a: turned(b),
    b: turned(a),
    stores: stores.map(({ target, value }) => ({
      target: turned(target),
      value: rewrite(value, turned) as typeof value,
    })),
  };
}

/** Matrices with rows and columns swapped. */
function turned(view: View): View {
  const swap = (list: readonly number[]): number[] => [...list.slice(0, -2), ...list.slice(-2).reverse()];
  return { ...view, shape: swap(view.shape), strides: swap(view.strides) };
}

const isEmpty = ({ stores }: MatmulKernel): boolean => stores[0].target.shape.includes(0);

/** Into how many chunks products are cut. */
export function chunksOfProducts(kernel: MatmulKernel): number {
  return isEmpty(kernel) ? 1 : cutOf(straightened(kernel)).chunks;
}

/** How many bytes of scratch memory a chunk needs for itself. */
export function scratchBytesOfProducts(kernel: MatmulKernel): number {
  if (isEmpty(kernel)) return 0;
  const { product, blocking } = cutOf(straightened(kernel));
  return scratchBytes(blocking, product.bytes);
}

/** Whether sums are written before they are complete, as the inner axis is long. */
export function hasPartialSums(kernel: MatmulKernel): boolean {
  return !isEmpty(kernel) && cutOf(straightened(kernel)).blocking.depths > 1;
}

/** Writes products into a module. Those of one shape and layout share their code, if nothing is made of their entries. */
export class ProductEmitter {
  readonly #module: ModuleBuilder;
  readonly #layout: Layout;
  readonly #cores = new Map<string, number>();

  constructor(module: ModuleBuilder, layout: Layout) {
    this.#module = module;
    this.#layout = layout;
  }

  /** Code that computes the products of the chunk in local 0. */
  emit(f: FunctionBuilder, given: MatmulKernel): Bytes {
    if (isEmpty(given)) return [];
    const kernel = straightened(given);
    const { a, b, stores } = kernel;
    const cut = cutOf(kernel);
    const core = this.#core(kernel, cut);
    const { addressOf } = this.#layout;
    const { strides } = outputViews(kernel);
    const leading = a.shape.slice(0, -2);
    const { blocking, count, inChunk } = cut;
    const multiply = (block: Bytes, index: Bytes | null): Bytes =>
      call(
        core,
        block,
        ...[a, b].map((view) => placeOf(addressOf(view), byteStrides(view), leading, index)),
        this.#layout.scratch,
        ...strides.map((own) =>
          placeOf(isPlain(kernel) ? addressOf(stores[0].target) : 0, own, leading, index),
        ),
      );
    if (count === 1) return multiply(local(0), null);
    const index = f.local("i32");
    const blocks = blocking.rowChunks * blocking.columnChunks;
    if (blocks > 1)
      return [set(index, i32.divU(local(0), blocks)), multiply(i32.remU(local(0), blocks), index)];
    const end = f.local("i32");
    const all = i32.const(count);
    return [
      set(index, i32.mul(local(0), inChunk)),
      set(end, i32.add(index, inChunk)),
      set(end, select(end, all, i32.lt(end, all))),
      doWhile([multiply(i32.const(0), index), set(index, i32.add(index, 1))], i32.lt(index, end)),
    ];
  }

  #core(kernel: MatmulKernel, { product, blocking }: Cut): number {
    const { dtype } = kernel.a.buffer;
    const key = JSON.stringify([
      dtype,
      product,
      blocking,
      outputViews(kernel).strides.map((own) => own.slice(-2)),
    ]);
    const known = this.#cores.get(key);
    if (known !== undefined && isPlain(kernel)) return known;
    const lanes = numberLanes(dtype, this.#layout.hasMultiplyAdd);
    const { f, code } = coreOf(product, blocking, lanes, kernel, this.#layout);
    const index = this.#module.addFunction(f, code);
    if (isPlain(kernel)) this.#cores.set(key, index);
    return index;
  }
}

/** Where the matrix of a product begins: `start` and the strides along the leading axes, as often as the product's number says. */
function placeOf(
  start: number,
  strides: readonly number[],
  leading: readonly number[],
  index: Bytes | null,
): Bytes {
  let place: Bytes = i32.const(start);
  if (index === null) return place;
  let before = 1;
  for (let axis = leading.length - 1; axis >= 0; axis--) {
    if (strides[axis] !== 0 && leading[axis] > 1) {
      const rest = before === 1 ? index : i32.divU(index, before);
      const own = axis === 0 ? rest : i32.remU(rest, leading[axis]);
      place = i32.add(place, i32.mul(own, strides[axis]));
    }
    before *= leading[axis];
  }
  return place;
}
