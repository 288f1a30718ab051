import { sizeOf } from "@chainrule/autograd/engine";
import type { Bytes } from "../encode/bytes.ts";
import { type Local, set } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import { type Expression, type RowsKernel, rootsOf, type View } from "../ir.ts";
import { Accumulator } from "./accumulate.ts";
import { BLOCK, COLUMNS, reduceColumns, scratchBytesOfColumns } from "./columns.ts";
import { begin, type Cut, cut, workOf } from "./cut.ts";
import { machineType } from "./entry.ts";
import { type Surroundings, scalarExpressions, storeEntry, viewsIn } from "./expression.ts";
import { groupOf, hoist } from "./group.ts";
import { alongLoop, type Loop, loopsOver, nest, repeat } from "./loops.ts";
import { distinct, type Layout, Pointers, surroundings } from "./pointers.ts";
import { countsOf, strandsFor } from "./strands.ts";

/** The loops over rows and those along a row; at least one of each. */
interface Nest {
  readonly outer: readonly Loop[];
  readonly inner: readonly Loop[];
  /** Whether neighbours in memory belong to different rows, so that vectors are to have an entry of each of several rows. */
  readonly isAcross: boolean;
}

function viewsOf(kernel: RowsKernel): View[] {
  const targets = kernel.sweeps.flatMap(({ stores, results }) =>
    [...stores, ...results].map(({ target }) => target),
  );
  return [...viewsIn(rootsOf(kernel)), ...targets];
}

function nestOf({ shape, kept }: RowsKernel, strides: readonly (readonly number[])[]): Nest {
  const loops = (from: number, to: number): Loop[] => {
    const found = loopsOver(
      shape.slice(from, to),
      strides.map((own) => own.slice(from, to)),
    );
    return found.length > 0 ? found : [{ extent: 1, strides: strides.map(() => 0) }];
  };
  const [outer, inner] = [loops(0, kept), loops(kept, shape.length)];
  const [column, row] = [outer[outer.length - 1], inner[inner.length - 1]];
  const dense = ({ strides }: Loop): number =>
    strides.filter((stride) => stride === 4 || stride === 8).length;
  // The results lie along the columns too.
  const isAcross = column.extent > 1 && (row.extent === 1 || dense(column) > dense(row) + 1);
  return { outer, inner, isAcross };
}

/** How a kernel over rows is cut into chunks. */
export function cutOfRows(kernel: RowsKernel): Cut {
  const { shape, kept, sweeps } = kernel;
  const { outer, isAcross } = nestOf(kernel, distinct(viewsOf(kernel)).strides);
  const work = workOf(rootsOf(kernel)) + 0.2;
  // Columns are to be long lines of memory; those that can be are cut into parts instead.
  const multiple = sweeps.length === 1 ? BLOCK : COLUMNS;
  return cut(outer, work * sizeOf(shape.slice(kept)), isAcross ? multiple : 1);
}

/** How many rows a kernel has that can be shared among threads, columns that lie side by side being one; and whether there are such. */
export function sharesOf(kernel: RowsKernel): { readonly count: number; readonly isAcross: boolean } {
  const { outer, isAcross } = nestOf(kernel, distinct(viewsOf(kernel)).strides);
  const shares = isAcross ? outer.slice(0, -1) : outer;
  return { count: shares.reduce((count, { extent }) => count * extent, 1), isAcross };
}

/** How many bytes of scratch memory a chunk needs for itself. */
export function scratchBytesOfRows(kernel: RowsKernel): number {
  const { outer, isAcross } = nestOf(kernel, distinct(viewsOf(kernel)).strides);
  return isAcross ? scratchBytesOfColumns(kernel, outer[outer.length - 1].extent) : 0;
}

/** Code that reduces rows, those of the chunk in local 0. */
export function emitRows(f: FunctionBuilder, kernel: RowsKernel, layout: Layout): Bytes {
  if (kernel.shape.slice(0, kernel.kept).includes(0)) return [];
  const pointers = new Pointers(f, viewsOf(kernel));
  const loops = nestOf(kernel, pointers.strides);
  const { outer } = loops;
  const column = outer[outer.length - 1];
  const chunk = cutOfRows(kernel);
  const { setup, count } = begin(f, outer, chunk, pointers.locals);
  const own = outer.slice(chunk.depth);
  const columns = own.length > 1 ? column.extent : count;
  const body = loops.isAcross
    ? reduceColumns(f, kernel, layout, pointers, column, loops.inner, columns)
    : repeat(f, columns, reduceRow(f, kernel, layout, pointers, loops));
  return [setup, nest(f, own, pointers.locals, body, count)];
}

/** One row, by vectors along it; then on to the next. */
function reduceRow(
  f: FunctionBuilder,
  { shape, kept, sweeps }: RowsKernel,
  layout: Layout,
  pointers: Pointers,
  { outer, inner }: Nest,
): Bytes {
  const [column, row] = [outer[outer.length - 1], inner[inner.length - 1]];
  const length = sizeOf(shape.slice(kept));
  const totals = new Map<number, Local>();
  const around: Surroundings = {
    ...surroundings(f, layout, pointers),
    totalOf: (index) => totals.get(index) as Local,
  };
  const code = sweeps.map(({ stores, reductions, results }) => {
    const roots = valuesOf([...stores, ...reductions]);
    const strands = strandsFor(roots, row.extent, sizeOf(shape));
    const terms = { all: length, lane: length / Math.min(4 * strands, row.extent) };
    const accumulators = reductions.map((reduction) => new Accumulator(f, reduction, strands, terms));
    const hoisted = hoist(roots, pointers.along(row, around, [4]));
    const targets = stores.map(({ target }) => target);
    const step = (entries: number): Bytes => {
      const own = pointers.along(row, around, countsOf(entries));
      const { code, values } = groupOf(roots, own, hoisted, targets);
      return [
        code,
        accumulators.map((accumulator, i) => accumulator.add(values[stores.length + i], own.counts)),
        pointers.advance(row, entries),
      ];
    };
    const body = [hoisted.code, alongLoop(f, row.extent, row, 4 * strands, step)];
    const found = accumulators.map((accumulator) => accumulator.all());
    reductions.forEach(({ index }, i) => totals.set(index, found[i].total));
    const { setup, values } = scalarExpressions(valuesOf(results), around);
    const ends = results.map(({ value }) => f.local(machineType[value.dtype]));
    return [
      accumulators.map(({ clear }) => clear),
      roots.length === 0 ? [] : pointers.alongAll(f, inner, body),
      found.map(({ code }) => code),
      setup,
      ends.map((end, i) => set(end, values[i])),
      results.map(({ target }, i) => storeEntry(target, ends[i], around)),
    ];
  });
  return [code, pointers.advance(column, 1)];
}

const valuesOf = (items: readonly { readonly value: Expression }[]): Expression[] =>
  items.map(({ value }) => value);
