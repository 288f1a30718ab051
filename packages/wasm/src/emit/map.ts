import type { Bytes } from "../encode/bytes.ts";
import { f32, f64, i32, local, v128 } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import { contiguous, type MapKernel, type View } from "../ir.ts";
import { bytesPer } from "./entry.ts";
import { laneExpressions, type Surroundings, scalarExpressions, viewsIn } from "./expression.ts";
import { byteStrides, loopsOver, nest, repeat } from "./loops.ts";

/** What all kernels of a module share. */
export interface Layout {
  /** Where the first entry of a view lies in memory. */
  addressOf(view: View): number;
  importOf(forward: (...entries: number[]) => number, arity: number): number;
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

/** Code that writes expressions entry by entry. */
export function emitMap(f: FunctionBuilder, { shape, stores }: MapKernel, layout: Layout): Bytes {
  if (shape.includes(0)) return [];
  const roots = stores.map(({ value }) => value);
  const targets = stores.map(({ target }) => contiguous(target, shape));
  const { strides, pointers, indexOf } = pointersFor(f, [...viewsIn(roots), ...targets]);
  const loops = loopsOver(shape, strides);
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
            v128.store(local.get(around.pointerOf(target)), lanes.values[i], layout.addressOf(target)),
          ),
          advance(4),
        ];
  const fours = lanes === null ? 0 : Math.floor(innermost.extent / 4);
  const inner = [repeat(f, fours, four), repeat(f, innermost.extent - 4 * fours, one)];
  return [pointers.map((pointer) => local.set(pointer, i32.const(0))), nest(f, loops, pointers, inner)];
}
