import { sizeOf } from "@chainrule/autograd/engine";
import type { Bytes } from "../encode/bytes.ts";
import { i32, local } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import { type MapKernel, rootsOf } from "../ir.ts";
import { begin, type Cut, cut, workOf } from "./cut.ts";
import { scalarExpressions, storeEntry, viewsIn } from "./expression.ts";
import { type GroupSurroundings, groupOf, hoist, storeGroup } from "./group.ts";
import { alongLoop, loopsOver, nest } from "./loops.ts";
import { distinct, type Layout, Pointers, surroundings } from "./pointers.ts";
import { countsOf, strandsFor } from "./strands.ts";

/** How a map is cut into chunks. */
export function cutOfMap(kernel: MapKernel): Cut {
  const { shape, stores } = kernel;
  if (shape.every((extent) => extent === 1)) return { depth: 0, length: 1, chunks: 1 };
  const roots = rootsOf(kernel);
  const targets = stores.map(({ target }) => target);
  const loops = loopsOver(shape, distinct([...viewsIn(roots), ...targets]).strides);
  return cut(loops, workOf(roots) + 0.2 * stores.length);
}

/** Code that writes expressions entry by entry, those of the chunk in local 0. */
export function emitMap(f: FunctionBuilder, kernel: MapKernel, layout: Layout): Bytes {
  const { shape, stores } = kernel;
  if (shape.includes(0)) return [];
  const roots = rootsOf(kernel);
  const targets = stores.map(({ target }) => target);
  const pointers = new Pointers(f, [...viewsIn(roots), ...targets]);
  const loops = loopsOver(shape, pointers.strides);
  const around = surroundings(f, layout, pointers);
  if (loops.length === 0) {
    const { setup, values } = scalarExpressions(roots, around);
    const start = pointers.locals.map((pointer) => local.set(pointer, i32.const(0)));
    return [start, setup, targets.map((target, i) => storeEntry(target, values[i], around))];
  }

  const innermost = loops[loops.length - 1];
  const group = (counts: readonly number[]): GroupSurroundings => ({
    ...around,
    counts,
    strideOf: (view) => pointers.stride(view, innermost),
    strandOf: (view) => 4 * pointers.stride(view, innermost),
  });
  const hoisted = hoist(roots, group([4]));
  /** Computes the next entries and moves on. */
  const step = (entries: number): Bytes => {
    const own = group(countsOf(entries));
    const { code, values } = groupOf(roots, own, hoisted);
    // All are computed before the first is stored, as results may lie where operands do.
    return [
      code,
      targets.map((target, i) => storeGroup(target, values[i], own)),
      pointers.advance(innermost, entries),
    ];
  };
  const chunk = cutOfMap(kernel);
  const { setup, count } = begin(f, loops, chunk, pointers.locals);
  const entries = 4 * strandsFor(roots, innermost.extent, sizeOf(shape));
  const own = loops.slice(chunk.depth);
  const inner = [
    hoisted.code,
    alongLoop(f, own.length > 1 ? innermost.extent : count, innermost, entries, step),
  ];
  return [setup, nest(f, own, pointers.locals, inner, count)];
}
