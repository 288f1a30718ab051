import type { Shape } from "@chainrule/autograd";
import { sizeOf } from "@chainrule/autograd/engine";
import { inside } from "../emit/expression.ts";
import {
  type Expression,
  type Kernel,
  type MapKernel,
  type RowsKernel,
  type Store,
  type Sweep,
  type View,
} from "../ir.ts";

/** A kernel that walks over all places of a shape: a map, or over rows. */
export interface Nest {
  readonly shape: Shape;
  /** How many axes tell rows apart; null where nothing is reduced. */
  readonly kept: number | null;
  readonly sweeps: readonly Sweep[];
}

export function isNest(kernel: Kernel): kernel is MapKernel | RowsKernel {
  return kernel.kind === "map" || kernel.kind === "rows";
}

export function nestOf(kernel: MapKernel | RowsKernel): Nest {
  if (kernel.kind === "rows") return kernel;
  const { shape, stores } = kernel;
  return { shape, kept: null, sweeps: [{ stores, reductions: [], results: [] }] };
}

export function kernelOf({ shape, kept, sweeps }: Nest): MapKernel | RowsKernel {
  if (kept !== null) return { kind: "rows", shape, kept, sweeps };
  return { kind: "map", shape, stores: sweeps[0].stores };
}

/** All that a nest computes. */
export function valuesIn(sweeps: readonly Sweep[]): Expression[] {
  return sweeps.flatMap(({ stores, reductions, results }) =>
    [...stores, ...reductions, ...results].map(({ value }) => value),
  );
}

/** All that a nest writes. */
export function storesIn(sweeps: readonly Sweep[]): Store[] {
  return sweeps.flatMap(({ stores, results }) => [...stores, ...results]);
}

/** The views that a nest reads. */
export function readsIn(sweeps: readonly Sweep[]): View[] {
  const views = new Set<View>();
  for (const expression of inside(valuesIn(sweeps)).keys())
    if (expression.kind === "read") views.add(expression.view);
  return Array.from(views);
}

/** Changes expressions and the views that are written; null where `target` or `value` cannot. */
export function mapNest(
  sweeps: readonly Sweep[],
  value: (expression: Expression) => Expression | null,
  target: (view: View) => View | null,
): Sweep[] | null {
  let isPossible = true;
  const valueOf = (expression: Expression): Expression => {
    const changed = value(expression);
    isPossible &&= changed !== null;
    return changed ?? expression;
  };
  const stored = (store: Store): Store => {
    const view = target(store.target);
    isPossible &&= view !== null;
    return { target: view ?? store.target, value: valueOf(store.value) };
  };
  const changed = sweeps.map(({ stores, reductions, results }) => ({
    stores: stores.map(stored),
    reductions: reductions.map((reduction) => ({ ...reduction, value: valueOf(reduction.value) })),
    results: results.map(stored),
  }));
  return isPossible ? changed : null;
}

/** Whether a view has every entry of its buffer once. */
export function isWhole(view: View): boolean {
  return inOrder(view) !== null && sizeOf(view.shape) === view.buffer.size;
}

/** The axes of more than one entry in the order in which they lie in memory, if they lie there densely; else null. */
export function inOrder({ shape, strides, offset }: View): number[] | null {
  const axes = Array.from(shape.keys())
    .filter((axis) => shape[axis] !== 1)
    .sort((a, b) => strides[b] - strides[a]);
  let stride = 1;
  for (let i = axes.length - 1; i >= 0; i--) {
    if (strides[axes[i]] !== stride) return null;
    stride *= shape[axes[i]];
  }
  return offset === 0 ? axes : null;
}

/** Whether views of one shape read the same entry at each place. */
export function isSamePlace(a: View, b: View): boolean {
  return placeOf(a) === placeOf(b);
}

/** What tells views of one shape apart. */
export function placeOf({ buffer, shape, strides, offset }: View): string {
  return `${buffer.id}+${offset}{${shape.map((extent, axis) => (extent === 1 ? 0 : strides[axis])).join()}}`;
}
