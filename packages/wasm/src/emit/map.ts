import { sizeOf } from "@chainrule/autograd/engine";
import type { Bytes } from "../encode/bytes.ts";
import { i32, set } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import { type MapKernel, rootsOf, type View } from "../ir.ts";
import { begin, type Cut, cut, workOf } from "./cut.ts";
import { scalarExpressions, storeEntry, viewsIn } from "./expression.ts";
import { type GroupSurroundings, groupOf, hoist } from "./group.ts";
import { alongLoop, type Loop, loopsOver, nest, repeat } from "./loops.ts";
import { distinct, type Layout, Pointers, surroundings } from "./pointers.ts";
import { countsOf, strandsFor } from "./strands.ts";

/** How many rows of tiles are computed at once. */
const TILED = 16;

/** How a map is cut into chunks. */
export function cutOfMap(kernel: MapKernel): Cut {
  const { shape, stores } = kernel;
  if (shape.every((extent) => extent === 1)) return { depth: 0, length: 1, chunks: 1 };
  const roots = rootsOf(kernel);
  const { loops, isTiled } = orderOf(kernel, distinct(viewsOf(kernel)).strides);
  const work = workOf(roots) + 0.2 * stores.length;
  const { extent } = loops[loops.length - 1];
  return isTiled ? cut(loops.slice(0, -1), work * extent, TILED) : cut(loops, work);
}

function viewsOf(kernel: MapKernel): View[] {
  return [...viewsIn(rootsOf(kernel)), ...kernel.stores.map(({ target }) => target)];
}

/**
 * The loops of a map in the order in which they are run. Where something lies along another loop than what is written, that is
 * the last but one, and both are run in tiles of four by four entries.
 */
function orderOf(
  kernel: MapKernel,
  strides: readonly (readonly number[])[],
): { loops: readonly Loop[]; isTiled: boolean } {
  const loops = loopsOver(kernel.shape, strides);
  const last = loops[loops.length - 1];
  const isDense = (stride: number): boolean => stride === 4 || stride === 8;
  const across = ({ extent, strides }: Loop): number =>
    extent < 4 ? 0 : strides.filter((stride, i) => isDense(stride) && last.strides[i] > 8).length;
  const others = loops.slice(0, -1);
  const most = Math.max(0, ...others.map(across));
  if (most === 0 || last.extent < 4 || workOf(rootsOf(kernel)) === Number.POSITIVE_INFINITY)
    return { loops, isTiled: false };
  const row = others.findIndex((loop) => across(loop) === most);
  return { loops: [...others.filter((_, i) => i !== row), others[row], last], isTiled: true };
}

/** Code that writes expressions entry by entry, those of the chunk in local 0. */
export function emitMap(f: FunctionBuilder, kernel: MapKernel, layout: Layout): Bytes {
  const { shape, stores } = kernel;
  if (shape.includes(0)) return [];
  const roots = rootsOf(kernel);
  const targets = stores.map(({ target }) => target);
  const pointers = new Pointers(f, viewsOf(kernel));
  const { loops, isTiled } = orderOf(kernel, pointers.strides);
  const around = surroundings(f, layout, pointers);
  if (loops.length === 0) {
    const { setup, values } = scalarExpressions(roots, around);
    const start = pointers.locals.map((pointer) => set(pointer, i32.const(0)));
    return [start, setup, targets.map((target, i) => storeEntry(target, values[i], around))];
  }

  const innermost = loops[loops.length - 1];
  const group = (counts: readonly number[]): GroupSurroundings => pointers.along(innermost, around, counts);
  const hoisted = hoist(roots, group([4]));
  /** Computes the next entries and moves on. */
  const step = (entries: number): Bytes => [
    groupOf(roots, group(countsOf(entries)), hoisted, targets).code,
    pointers.advance(innermost, entries),
  ];
  const chunk = cutOfMap(kernel);
  const { setup, count } = begin(f, loops, chunk, pointers.locals);
  const entries = 4 * strandsFor(roots, innermost.extent, sizeOf(shape));
  const own = loops.slice(chunk.depth);
  const line = [
    hoisted.code,
    alongLoop(f, own.length > 1 ? innermost.extent : count, innermost, entries, step),
  ];
  if (!isTiled) return [setup, nest(f, own, pointers.locals, line, count)];

  const row = loops[loops.length - 2];
  const around4 = (columns: number): GroupSurroundings => ({
    ...group([columns, columns, columns, columns]),
    strandOf: (view) => pointers.stride(view, row),
  });
  const fixed = hoist(roots, around4(4));
  /** Computes some tiles below each other and goes to those beside them. */
  const tiles =
    (count: number) =>
    (columns: number): Bytes => {
      const { code } = groupOf(roots, around4(columns), fixed, targets);
      const tile = [code, count > 1 ? pointers.advance(row, 4) : []];
      return [
        repeat(f, count, tile),
        count > 1 ? pointers.advance(row, -4 * count) : [],
        pointers.advance(innermost, columns),
      ];
    };
  const back = pointers.advance(innermost, -innermost.extent);
  const rows = (count: number): Bytes => [
    fixed.code,
    alongLoop(f, innermost.extent, innermost, 4, tiles(count)),
    back,
    pointers.advance(row, 4 * count),
  ];
  const height =
    own.length > 2 ? i32.const(row.extent) : typeof count === "number" ? i32.const(count) : count;
  const block: Bytes = [
    repeat(f, i32.shr(height, 4), rows(4)),
    repeat(f, i32.and(i32.shr(height, 2), 3), rows(1)),
    repeat(f, i32.and(height, 3), [line, back, pointers.advance(row, 1)]),
  ];
  return [setup, nest(f, own.slice(0, -1), pointers.locals, block, count)];
}
