import { sizeOf } from "@chainrule/autograd/engine";
import type { Bytes } from "../encode/bytes.ts";
import { doWhile, i32, type Local, set, tee, v128 } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import {
  type Expression,
  type Reduction,
  type RowsKernel,
  type Store,
  type Sweep,
  totalDtype,
} from "../ir.ts";
import { Accumulator } from "./accumulate.ts";
import type { Surroundings } from "./expression.ts";
import { type GroupSurroundings, groupOf, hoist, storeGroup } from "./group.ts";
import { least } from "./items.ts";
import type { Vector } from "./lanes.ts";
import { alongLoop, type Loop, repeat } from "./loops.ts";
import { type Layout, type Pointers, surroundings } from "./pointers.ts";
import { countsOf } from "./strands.ts";

/** How many columns are computed at once: a line of the cache in float32. */
export const COLUMNS = 16;
/** How many have their totals in memory at most. */
export const BLOCK = 512;
/** Below how many a column is added up whole before the next ones: additions to memory would wait for each other. */
const NARROW = 64;
/** How many bytes a total and what it has lost take for the columns that are computed at once. */
const SLOT = 2 * 8 * COLUMNS;

/** How many bytes of memory of the thread's own it takes to reduce so many columns. */
export function scratchBytesOfColumns({ sweeps }: RowsKernel, columns: number): number {
  const reductions = sweeps.reduce((count, sweep) => count + sweep.reductions.length, 0);
  return Math.ceil(Math.min(columns, BLOCK) / COLUMNS) * SLOT * reductions;
}

/**
 * Reduces rows that lie across: the neighbours of an entry in memory belong to other rows, which are columns here. Entries are
 * read in the order in which they lie, and the totals of all columns are kept in memory of the thread's own.
 */
export class Columns {
  readonly #f: FunctionBuilder;
  readonly #sweeps: readonly Sweep[];
  readonly #pointers: Pointers;
  readonly #scratch: Bytes;
  readonly #column: Loop;
  readonly #inner: readonly Loop[];
  readonly #length: number;
  readonly #reductions: readonly Reduction[];
  /** Where the totals of the columns lie that are computed now, and how far behind that those of each reduction. */
  readonly #place: Local;
  readonly #slots: ReadonlyMap<number, number>;
  readonly #around: Surroundings;

  /** @param inner the loops down a column. */
  constructor(
    f: FunctionBuilder,
    { shape, kept, sweeps }: RowsKernel,
    layout: Layout,
    pointers: Pointers,
    column: Loop,
    inner: readonly Loop[],
  ) {
    this.#f = f;
    this.#sweeps = sweeps;
    this.#pointers = pointers;
    this.#scratch = layout.scratch;
    this.#column = column;
    this.#inner = inner;
    this.#length = sizeOf(shape.slice(kept));
    this.#reductions = sweeps.flatMap(({ reductions }) => reductions);
    this.#slots = new Map(this.#reductions.map(({ index }, i) => [index, i * SLOT]));
    this.#place = f.local("i32");
    this.#around = surroundings(f, layout, pointers);
  }

  /** Reduces columns and moves on behind them. */
  reduce(count: number | Bytes): Bytes {
    if (typeof count === "number" && count <= BLOCK) return this.#block(count);
    const [left, width] = this.#f.locals("i32", 2);
    return [
      set(left, typeof count === "number" ? i32.const(count) : count),
      doWhile(
        [set(width, least(left, i32.const(BLOCK))), this.#block(width)],
        tee(left, i32.sub(left, width)),
      ),
    ];
  }

  #block(width: number | Bytes): Bytes {
    const row = this.#inner[this.#inner.length - 1];
    const isNarrow = this.#column.extent < NARROW;
    const terms = { all: this.#length, lane: this.#length };
    const sweeps = this.#sweeps.map(({ stores, reductions, results }) => {
      const accumulators = reductions.map((reduction) => ({
        accumulator: new Accumulator(this.#f, reduction, COLUMNS / 4, terms),
        slot: this.#slots.get(reduction.index) as number,
      }));
      const load = accumulators.map(({ accumulator, slot }) => accumulator.load(this.#place, slot));
      const save = accumulators.map(({ accumulator, slot }) => accumulator.save(this.#place, slot));
      const clear = accumulators.map(({ accumulator }) => accumulator.clear);
      const settle = accumulators.map(({ accumulator }) => accumulator.settle);
      const entry = this.#entry([...stores, ...reductions], stores, (values) =>
        accumulators.map(({ accumulator }, i) => accumulator.add(values[stores.length + i], [4, 4, 4, 4])),
      );
      const forward = this.#pointers.advance(row, 1);
      const down = isNarrow
        ? this.#each(width, (columns) => [
            load,
            repeat(this.#f, row.extent, [entry.hoisted, entry.code(columns), forward]),
            save,
            this.#pointers.advance(row, -row.extent),
          ])
        : repeat(this.#f, row.extent, [
            entry.hoisted,
            this.#each(width, (columns) => [load, entry.code(columns), save]),
            forward,
          ]);
      const result = this.#entry(results, results, () => []);
      const isSettled = settle.every(({ length }) => length === 0);
      return [
        this.#each(width, () => [clear, save]),
        stores.length + reductions.length === 0
          ? []
          : this.#pointers.alongAll(this.#f, this.#inner, [
              down,
              isNarrow ? this.#pointers.advance(row, row.extent) : [],
            ]),
        result.hoisted,
        this.#each(width, (columns) => [isSettled ? [] : [load, settle, save], result.code(columns)]),
      ];
    });
    return [sweeps, this.#pointers.advance(this.#column, width)];
  }

  /**
   * Code that computes and stores an entry in each of some columns, and what it needs that is the same in all of them.
   * @param use what else to do with the entries.
   */
  #entry(
    items: readonly { readonly value: Expression }[],
    stores: readonly Store[],
    use: (values: readonly Vector[]) => Bytes,
  ): { readonly hoisted: Bytes; readonly code: (columns: number) => Bytes } {
    const roots = items.map(({ value }) => value);
    const around = (columns: number): GroupSurroundings => ({
      ...this.#around,
      counts: countsOf(columns),
      strideOf: (view) => this.#pointers.stride(view, this.#column),
      strandOf: (view) => 4 * this.#pointers.stride(view, this.#column),
      vectorsOf: (index) => this.#totals(index, columns),
    });
    const hoisted = hoist(roots, around(COLUMNS));
    const code = (columns: number): Bytes => {
      const own = around(columns);
      const { code, values } = groupOf(roots, own, hoisted);
      return [code, use(values), stores.map(({ target }, i) => storeGroup(target, values[i], own))];
    };
    return { hoisted: hoisted.code, code };
  }

  /** The totals of a reduction for the columns that are computed now. */
  #totals(index: number, columns: number): Vector {
    const dtype = totalDtype(this.#reductions.find((reduction) => reduction.index === index) as Reduction);
    const count = countsOf(columns).length * (dtype === "float64" ? 2 : 1);
    const slot = this.#slots.get(index) as number;
    return Array.from({ length: count }, (_, i) => v128.load(this.#place, slot + 16 * i));
  }

  /** `step` for all columns, several at a time, and back to the first. */
  #each(width: number | Bytes, step: (columns: number) => Bytes): Bytes {
    const own = (columns: number): Bytes => [
      step(columns),
      this.#pointers.advance(this.#column, columns),
      set(this.#place, i32.add(this.#place, SLOT * this.#slots.size)),
    ];
    const back = typeof width === "number" ? -width : i32.sub(0, width);
    return [
      set(this.#place, this.#scratch),
      alongLoop(this.#f, width, this.#column, COLUMNS, own),
      this.#pointers.advance(this.#column, back),
    ];
  }
}
