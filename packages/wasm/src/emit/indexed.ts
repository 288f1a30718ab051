import type { Bytes } from "../encode/bytes.ts";
import { doWhile, i32, type Local, set, tee, v128 } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import type { RoutineKernel, View } from "../ir.ts";
import { behind, blocksOf, eachItem, itemsOf, least, stepped } from "./items.ts";
import { byteStrides, type Loop, loopsOver, repeat } from "./loops.ts";
import { numberLanes } from "./numberLanes.ts";
import type { Layout } from "./pointers.ts";

/** What moves between a list and the entries of a table that an index names, from the list's first entry to its last. */
export interface Indexed {
  /** `read`: from the table to the list; `write`: to the table; `add`: added to it. */
  readonly direction: "read" | "write" | "add";
  /** Of the shape of the list, but for the axis that the index replaces. */
  readonly table: View;
  readonly axis: number;
  /** int32, from −n to n − 1 for an axis of n entries; of the shape of the list. */
  readonly index: View;
  readonly list: View;
}

/** The kernel for {@link Indexed}. Entries that the index names several times are written or added to in row-major order. */
export function indexed(given: Indexed): RoutineKernel {
  const { direction, table, index, list } = given;
  const loops = nestOf(given);
  const size = list.shape.reduce((product, extent) => product * extent, 1);
  const work = size * (loops.run.strides[2] === 0 && loops.run.extent > 1 ? 0.4 : 1.2);
  const outer = loops.parallel.map(({ extent }) => extent);
  const { run, isRunParallel } = loops;
  const blocks = isRunParallel ? blocksOf(run.extent, outer, work) : { length: run.extent, count: 1 };
  const items = itemsOf([...outer, blocks.count], work);
  return {
    kind: "routine",
    name: { read: "gather", write: "scatter", add: "scatter-add" }[direction],
    reads: direction === "read" ? [table, index] : [list, index, table],
    writes: [direction === "read" ? list : table],
    operations: direction === "add" ? size : 0,
    chunks: items.chunks,
    emit: (f, layout) => eachItem(f, items, (place) => emitItem(f, given, loops, blocks, place, layout)),
  };
}

interface Nest {
  /** Loops whose entries have nothing to do with each other. */
  readonly parallel: readonly Loop[];
  /** Along the axis, where its entries may name the same place. */
  readonly sequential: Loop;
  readonly run: Loop;
  readonly isRunParallel: boolean;
}

/** Loops over the list, each with the strides of table (0 along the axis), list and index. */
function nestOf({ direction, table, axis, index, list }: Indexed): Nest {
  const strides = [table, list, index].map(byteStrides);
  strides[0] = strides[0].map((stride, i) => (i === axis ? 0 : stride));
  const nothing: Loop = { extent: 1, strides: [0, 0, 0] };
  const along = (from: number, to: number): Loop[] =>
    loopsOver(
      list.shape.slice(from, to),
      strides.map((own) => own.slice(from, to)),
    );
  const { length } = list.shape;
  if (direction === "read") {
    const loops = along(0, length);
    const run = loops[loops.length - 1] ?? nothing;
    return { parallel: loops.slice(0, -1), sequential: nothing, run, isRunParallel: true };
  }
  const inner = along(axis + 1, length);
  const sequence = along(axis, axis + 1)[0] ?? nothing;
  if (inner.length === 0)
    return { parallel: along(0, axis), sequential: nothing, run: sequence, isRunParallel: false };
  return {
    parallel: [...along(0, axis), ...inner.slice(0, -1)],
    sequential: sequence,
    run: inner[inner.length - 1],
    isRunParallel: true,
  };
}

function emitItem(
  f: FunctionBuilder,
  { direction, table, axis, index, list }: Indexed,
  { parallel, sequential, run }: Nest,
  blocks: { readonly length: number },
  place: readonly Local[],
  layout: Layout,
): Bytes {
  const { dtype } = list.buffer;
  const { bytes, count: lanes, single, vector } = numberLanes(dtype, false);
  const extent = table.shape[axis];
  const alongAxis = byteStrides(table)[axis];
  const [start, count, left, row] = f.locals("i32", 4);
  const pointers = [table, list, index].map(() => f.local("i32"));
  const [tableAt, listAt, indexAt] = pointers;
  const isWhole = blocks.length >= run.extent;

  const entry = f.local("i32");
  /** Sets `row` to where the entry lies that the index names. */
  const find: Bytes = [
    set(entry, i32.load(indexAt)),
    // Negative ones count from the end.
    set(entry, i32.add(entry, i32.and(extent, i32.shr(entry, 31)))),
    set(row, stepped(tableAt, entry, alongAxis)),
  ];
  const move = (table: number, list: number, index: number): Bytes =>
    [table, list, index].map((step, i) => (step === 0 ? [] : set(pointers[i], behind(pointers[i], step))));
  const moved = ({
    load,
    store,
    add,
  }: Pick<typeof v128, "load" | "store"> & Pick<typeof vector, "add">): Bytes => {
    if (direction === "read") return store(listAt, load(row));
    return store(row, direction === "write" ? load(listAt) : add(load(row), load(listAt)));
  };
  const one = moved(single);
  const several = moved({ load: v128.load, store: v128.store, add: vector.add });
  const [tableStride, listStride, indexStride] = run.strides;
  const isVector = indexStride === 0 && tableStride === bytes && listStride === bytes && run.extent >= lanes;

  /** The entries of a run, all named by one entry of the index, or each by its own. */
  const runOf = (): Bytes => {
    if (indexStride !== 0 || run.extent === 1)
      return repeat(f, isWhole ? run.extent : count, [find, one, move(tableStride, listStride, indexStride)]);
    const step = (code: Bytes, times: number): Bytes => [
      code,
      set(row, behind(row, times * tableStride)),
      set(listAt, behind(listAt, times * listStride)),
    ];
    if (!isVector) return [find, repeat(f, isWhole ? run.extent : count, step(one, 1))];
    const shift = i32.const(Math.log2(lanes));
    return [
      find,
      repeat(f, isWhole ? Math.floor(run.extent / lanes) : i32.shr(count, shift), step(several, lanes)),
      repeat(f, isWhole ? run.extent % lanes : i32.and(count, lanes - 1), step(one, 1)),
    ];
  };
  const walked = isWhole ? i32.const(run.extent) : count;
  const back = (pointer: Local, stride: number, next: number): Bytes =>
    set(pointer, i32.add(pointer, i32.sub(next, stride === 0 ? i32.const(0) : i32.mul(walked, stride))));
  const movesTable = indexStride !== 0;
  return [
    [table, list, index].map((view, i) => [
      set(pointers[i], i32.const(layout.addressOf(view))),
      parallel.map((loop, j) => set(pointers[i], stepped(pointers[i], place[j], loop.strides[i]))),
    ]),
    isWhole
      ? []
      : [
          set(start, i32.mul(place[parallel.length], blocks.length)),
          set(count, least(i32.sub(run.extent, start), i32.const(blocks.length))),
          pointers.map((pointer, i) => set(pointer, stepped(pointer, start, run.strides[i]))),
        ],
    sequential.extent === 1
      ? runOf()
      : [
          set(left, i32.const(sequential.extent)),
          doWhile(
            [
              runOf(),
              back(tableAt, movesTable ? tableStride : 0, sequential.strides[0]),
              back(listAt, listStride, sequential.strides[1]),
              back(indexAt, indexStride, sequential.strides[2]),
            ],
            tee(left, i32.sub(left, 1)),
          ),
        ],
  ];
}
