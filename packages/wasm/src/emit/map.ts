import type { Bytes } from "../encode/bytes.ts";
import { f32, f64, i32, local, v128 } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import { contiguous, type MapKernel, type View } from "../ir.ts";
import { begin, type Cut, cut, workOf } from "./cut.ts";
import { bytesPer } from "./entry.ts";
import { laneExpressions, type Surroundings, scalarExpressions, viewsIn } from "./expression.ts";
import { byteStrides, loopsOver, nest, repeat } from "./loops.ts";
import type { EntryFunctions } from "./math/functions.ts";

/** What all kernels of a module share. */
export interface Layout {
  /** Where the first entry of a view lies in memory. */
  addressOf(view: View): number;
  importOf(forward: (...entries: number[]) => number, arity: number): number;
  readonly functions: EntryFunctions;
}

/** Pointers for accesses: one for all that move alike. */
export function pointersFor(
  f: FunctionBuilder,
  views: readonly View[],
): { strides: number[][]; pointers: number[]; indexOf: (view: View) => number } {
  const strides: number[][] = [];
  const places = new Map<string, number>();
  const indices = new Map<View, number>();
  for (const view of views) {
    const own = byteStrides(view);
    const key = own.map((stride, axis) => (view.shape[axis] === 1 ? 0 : stride)).join();
    if (!places.has(key)) places.set(key, strides.push(own) - 1);
    indices.set(view, places.get(key) as number);
  }
  return {
    strides,
    pointers: strides.map(() => f.local("i32")),
    indexOf: (view) => indices.get(view) as number,
  };
}

/** How a map is cut into chunks. */
export function cutOfMap({ shape, stores }: MapKernel): Cut {
  const roots = stores.map(({ value }) => value);
  const targets = stores.map(({ target }) => contiguous(target, shape));
  const loops = loopsOver(shape, [...viewsIn(roots), ...targets].map(byteStrides));
  return cut(loops, workOf(roots) + 0.2 * stores.length);
}

/** Code that writes expressions entry by entry, those of the chunk in local 0. */
export function emitMap(f: FunctionBuilder, kernel: MapKernel, layout: Layout): Bytes {
  const { shape, stores } = kernel;
  if (shape.includes(0)) return [];
  const roots = stores.map(({ value }) => value);
  const targets = stores.map(({ target }) => contiguous(target, shape));
  const { strides, pointers, indexOf } = pointersFor(f, [...viewsIn(roots), ...targets]);
  const loops = loopsOver(shape, strides);
  const chunk = cutOfMap(kernel);
  const innermost = loops[loops.length - 1] ?? { extent: 1, strides: strides.map(() => 0) };
  const around: Surroundings = {
    f,
    ...layout,
    pointerOf: (view) => pointers[indexOf(view)],
    strideOf: (view) => innermost.strides[indexOf(view)],
  };
  const advance = (count: number): Bytes =>
    pointers.map((pointer, i) =>
      innermost.strides[i] === 0
        ? []
        : local.set(pointer, i32.add(local.get(pointer), i32.const(innermost.strides[i] * count))),
    );

  const single = scalarExpressions(roots, around);
  const one: Bytes = [
    single.setup,
    stores.map(({ target }, i) => {
      const store =
        target.dtype === "float32" ? f32.store : target.dtype === "float64" ? f64.store : i32.store;
      return store(local.get(around.pointerOf(targets[i])), single.values[i], layout.addressOf(targets[i]));
    }),
    advance(1),
  ];
  const canUseLanes = innermost.extent >= 4 && stores.every(({ target }) => bytesPer[target.dtype] === 4);
  const lanes = canUseLanes ? laneExpressions(roots, around) : null;
  const four: Bytes =
    lanes === null
      ? []
      : [
          lanes.setup,
          targets.map((target, i) =>
            v128.store(local.get(around.pointerOf(target)), lanes.values[i][0], layout.addressOf(target)),
          ),
          advance(4),
        ];
  const { setup, count } = begin(f, loops, chunk, pointers);
  const inner = (extent: number | Bytes): Bytes => {
    if (lanes === null) return repeat(f, extent, one);
    if (typeof extent === "number") return [repeat(f, extent >> 2, four), repeat(f, extent & 3, one)];
    const rest = innermost.extent % 4 === 0 ? [] : repeat(f, i32.and(extent, i32.const(3)), one);
    return [repeat(f, i32.shr(extent, i32.const(2)), four), rest];
  };
  const own = loops.slice(chunk.depth);
  return [setup, nest(f, own, pointers, inner(own.length > 1 ? innermost.extent : count), count)];
}
