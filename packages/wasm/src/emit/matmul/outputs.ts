import type { Bytes } from "../../encode/bytes.ts";
import { i32, type Local, set, v128, when } from "../../encode/code.ts";
import type { FunctionBuilder } from "../../encode/module.ts";
import { contiguous, type MatmulKernel, type View } from "../../ir.ts";
import { viewsIn } from "../expression.ts";
import { type GroupSurroundings, groupOf, hoist } from "../group.ts";
import { byteStrides } from "../loops.ts";
import type { NumberLanes } from "../numberLanes.ts";
import { distinct, type Layout } from "../pointers.ts";
import { storeWords } from "../storeWords.ts";
import { countsOf } from "../strands.ts";
import type { Depth } from "./depth.ts";
import type { Sums } from "./tile.ts";

/** Whether a product is stored as it is, into rows of neighbouring entries. */
export function isPlain({ stores }: Pick<MatmulKernel, "stores">): boolean {
  const [{ target, value }] = stores;
  const [column, bytes] = [
    byteStrides(target)[target.shape.length - 1],
    byteStrides(contiguous(target.buffer, [1]))[0],
  ];
  return stores.length === 1 && value.kind === "total" && column === bytes;
}

/** All that is read and written where a product is finished, and how those views move, in bytes along each of their axes. */
export function outputViews({ stores, partial }: Pick<MatmulKernel, "stores" | "partial">): {
  readonly views: readonly View[];
  readonly strides: readonly (readonly number[])[];
  readonly indexOf: (view: View) => number;
} {
  const targets = stores.map(({ target }) => target);
  const [{ shape }] = targets;
  const sums = partial === undefined ? [] : [contiguous(partial, shape)];
  const views = [...sums, ...viewsIn(stores.map(({ value }) => value)), ...targets];
  const { strides, indices } = distinct(views);
  return { views, strides, indexOf: (view) => indices.get(view) as number };
}

/** Finishes the tiles of products. The views that it reads and writes have pointers, one for all that move alike. */
export class Outputs {
  readonly #f: FunctionBuilder;
  readonly #lanes: NumberLanes;
  readonly #kernel: MatmulKernel;
  readonly #layout: Layout;
  readonly #depth: Depth;
  readonly #start: readonly Local[];
  readonly #panel: readonly Local[];
  readonly #at: readonly Local[];
  readonly #rows: readonly number[];
  readonly #columns: readonly number[];
  readonly #indexOf: (view: View) => number;
  /** Where sums of a part of the inner axis are. */
  readonly #sums: View;

  /** @param start the parameters that point to where the views begin. */
  constructor(
    f: FunctionBuilder,
    lanes: NumberLanes,
    kernel: MatmulKernel,
    layout: Layout,
    depth: Depth,
    start: readonly Local[],
  ) {
    const { views, strides, indexOf } = outputViews(kernel);
    this.#f = f;
    this.#lanes = lanes;
    this.#kernel = kernel;
    this.#layout = layout;
    this.#depth = depth;
    this.#start = start;
    this.#panel = start.map(() => f.local("i32"));
    this.#at = start.map(() => f.local("i32"));
    this.#rows = strides.map((own) => own[own.length - 2]);
    this.#columns = strides.map((own) => own[own.length - 1]);
    this.#indexOf = indexOf;
    this.#sums = views[0];
  }

  /** Moves to where a chunk begins. */
  begin(row: Bytes | null, column: Bytes | null): Bytes {
    return [
      row === null ? [] : this.#move(this.#start, this.#rows, row),
      column === null ? [] : this.#move(this.#start, this.#columns, column),
    ];
  }

  /** Goes back to the first panel of rows. */
  firstRows(): Bytes {
    return this.#panel.map((place, i) => set(place, this.#start[i]));
  }

  nextRows(count: number): Bytes {
    return this.#move(this.#panel, this.#rows, i32.const(count));
  }

  /** Goes to the first tile of a panel of rows. */
  firstColumns(): Bytes {
    return this.#at.map((place, i) => set(place, this.#panel[i]));
  }

  nextColumns(count: number): Bytes {
    return this.#move(this.#at, this.#columns, i32.const(count));
  }

  #move(pointers: readonly Local[], strides: readonly number[], count: Bytes): Bytes {
    return pointers.map((pointer, i) => {
      if (strides[i] === 0) return [];
      return set(pointer, i32.add(pointer, i32.mul(count, strides[i])));
    });
  }

  /** Stores a tile of so many columns: its sums, or what is made of them after the last block of the inner axis. */
  finish(sums: Sums, columns: number): Bytes {
    const { isLater, isLast } = this.#depth;
    const index = this.#indexOf(this.#sums);
    const address = isPlain(this.#kernel) ? 0 : this.#layout.addressOf(this.#sums);
    const [at, row] = [this.#at[index], this.#rows[index]];
    const each = (code: (sum: Local, offset: number, words: number) => Bytes): Bytes =>
      sums.map((vectors, i) =>
        vectors.map((sum, j) => {
          const entries = Math.min(this.#lanes.count, columns - j * this.#lanes.count);
          return code(sum, address + i * row + 16 * j, (entries * this.#lanes.bytes) / 4);
        }),
      );
    const add = each((sum, offset) => set(sum, this.#lanes.vector.add(sum, v128.load(at, offset))));
    const store = each((sum, offset, words) => storeWords(at, sum, words, offset));
    const continued = isLater === null ? [] : when(isLater, add);
    if (isPlain(this.#kernel)) return [continued, store];
    const results = sums.map((vectors, i) => this.#results(vectors, i, columns));
    return isLast === null ? results : [continued, isLast, 0x04, 0x40, results, 0x05, store, 0x0b];
  }

  /** What is made of a row of a tile. */
  #results(sums: readonly Local[], row: number, columns: number): Bytes {
    const { stores } = this.#kernel;
    const counts = countsOf(columns);
    const needed = (counts.length * 4) / this.#lanes.count;
    const vectors = Array.from({ length: needed }, (_, j) => sums[Math.min(j, sums.length - 1)]);
    const columnOf = (view: View): number => this.#columns[this.#indexOf(view)];
    const around: GroupSurroundings = {
      f: this.#f,
      ...this.#layout,
      pointerOf: (view) => this.#at[this.#indexOf(view)],
      addressOf: (view) => this.#layout.addressOf(view) + row * this.#rows[this.#indexOf(view)],
      totalOf: () => {
        throw new Error("The entries of a product come in vectors.");
      },
      vectorsOf: () => vectors,
      counts,
      strideOf: columnOf,
      strandOf: (view) => 4 * columnOf(view),
    };
    const roots = stores.map(({ value }) => value);
    const hoisted = hoist(roots, around);
    const targets = stores.map(({ target }) => target);
    return [hoisted.code, groupOf(roots, around, hoisted, targets).code];
  }
}
