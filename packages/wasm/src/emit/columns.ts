import { sizeOf } from "@chainrule/autograd/engine";
import type { Bytes } from "../encode/bytes.ts";
import { doWhile, i32, set, tee, v128 } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import { type Expression, type Reduction, type RowsKernel, type Store, totalDtype } from "../ir.ts";
import { Accumulator } from "./accumulate.ts";
import { type GroupSurroundings, groupOf, hoist } from "./group.ts";
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
 * Reduces rows that lie across, and moves on behind them: the neighbours of an entry in memory belong to other rows, which are
 * columns here. Entries are read in the order in which they lie, and the totals of all columns are kept in memory of the thread's own.
 * @param inner the loops down a column.
 * @param count how many columns there are.
 */
export function reduceColumns(
  f: FunctionBuilder,
  { shape, kept, sweeps }: RowsKernel,
  layout: Layout,
  pointers: Pointers,
  column: Loop,
  inner: readonly Loop[],
  count: number | Bytes,
): Bytes {
  const length = sizeOf(shape.slice(kept));
  const reductions = sweeps.flatMap((sweep) => sweep.reductions);
  /** Where the totals of the columns lie that are computed now, and how far behind that those of each reduction. */
  const place = f.local("i32");
  const slots = new Map(reductions.map(({ index }, i) => [index, i * SLOT]));
  const outside = surroundings(f, layout, pointers);
  if (typeof count === "number" && count <= BLOCK) return block(count);
  const [left, width] = f.locals("i32", 2);
  return [
    set(left, typeof count === "number" ? i32.const(count) : count),
    doWhile([set(width, least(left, i32.const(BLOCK))), block(width)], tee(left, i32.sub(left, width))),
  ];

  function block(width: number | Bytes): Bytes {
    const row = inner[inner.length - 1];
    const isNarrow = column.extent < NARROW;
    const terms = { all: length, lane: length };
    const code = sweeps.map(({ stores, reductions, results }) => {
      const accumulators = reductions.map((reduction) => ({
        accumulator: new Accumulator(f, reduction, COLUMNS / 4, terms),
        slot: slots.get(reduction.index) as number,
      }));
      const load = accumulators.map(({ accumulator, slot }) => accumulator.load(place, slot));
      const save = accumulators.map(({ accumulator, slot }) => accumulator.save(place, slot));
      const clear = accumulators.map(({ accumulator }) => accumulator.clear);
      const settle = accumulators.map(({ accumulator }) => accumulator.settle);
      const entry = entryOf([...stores, ...reductions], stores, (values) =>
        accumulators.map(({ accumulator }, i) => accumulator.add(values[stores.length + i], [4, 4, 4, 4])),
      );
      const forward = pointers.advance(row, 1);
      const down = isNarrow
        ? each(width, (columns) => [
            load,
            repeat(f, row.extent, [entry.hoisted, entry.code(columns), forward]),
            save,
            pointers.advance(row, -row.extent),
          ])
        : repeat(f, row.extent, [
            entry.hoisted,
            each(width, (columns) => [load, entry.code(columns), save]),
            forward,
          ]);
      const result = entryOf(results, results, () => []);
      const isSettled = settle.every(({ length }) => length === 0);
      return [
        each(width, () => [clear, save]),
        stores.length + reductions.length === 0
          ? []
          : pointers.alongAll(f, inner, [down, isNarrow ? pointers.advance(row, row.extent) : []]),
        result.hoisted,
        each(width, (columns) => [isSettled ? [] : [load, settle, save], result.code(columns)]),
      ];
    });
    return [code, pointers.advance(column, width)];
  }

  /**
   * Code that computes and stores an entry in each of some columns, and what it needs that is the same in all of them.
   * @param use what else to do with the entries.
   */
  function entryOf(
    items: readonly { readonly value: Expression }[],
    stores: readonly Store[],
    use: (values: readonly Vector[]) => Bytes,
  ): { readonly hoisted: Bytes; readonly code: (columns: number) => Bytes } {
    const roots = items.map(({ value }) => value);
    const targets = stores.map(({ target }) => target);
    const around = (columns: number): GroupSurroundings => ({
      ...pointers.along(column, outside, countsOf(columns)),
      vectorsOf: (index) => totals(index, columns),
    });
    const hoisted = hoist(roots, around(COLUMNS));
    const code = (columns: number): Bytes => {
      const { code, values } = groupOf(roots, around(columns), hoisted, targets);
      return [code, use(values)];
    };
    return { hoisted: hoisted.code, code };
  }

  /** The totals of a reduction for the columns that are computed now. */
  function totals(index: number, columns: number): Vector {
    const dtype = totalDtype(reductions.find((reduction) => reduction.index === index) as Reduction);
    const count = countsOf(columns).length * (dtype === "float64" ? 2 : 1);
    const slot = slots.get(index) as number;
    return Array.from({ length: count }, (_, i) => v128.load(place, slot + 16 * i));
  }

  /** `step` for all columns, several at a time, and back to the first. */
  function each(width: number | Bytes, step: (columns: number) => Bytes): Bytes {
    const own = (columns: number): Bytes => [
      step(columns),
      pointers.advance(column, columns),
      set(place, i32.add(place, SLOT * slots.size)),
    ];
    const back = typeof width === "number" ? -width : i32.sub(0, width);
    return [
      set(place, layout.scratch),
      alongLoop(f, width, column, COLUMNS, own),
      pointers.advance(column, back),
    ];
  }
}
