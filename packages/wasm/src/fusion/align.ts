import type { Shape } from "@chainrule/autograd";
import { sizeOf } from "@chainrule/autograd/engine";
import { isContiguous, reshaped, type View } from "../ir.ts";
import { inOrder, isWhole, type Nest, readsIn, storesIn } from "./nest.ts";

/** How views of one nest are seen by another; null for those that strides cannot tell. */
export type Alignment = (view: View) => View | null;

/**
 * The ways in which the places of a nest may be those of another one. Where both touch all of a buffer, one in the order of
 * memory, there is one way in which they touch the same entry at the same time.
 */
export function alignments(from: Nest, to: Nest): Alignment[] {
  if (sizeOf(from.shape) !== sizeOf(to.shape)) return rowwise(from, to);
  const ways = new Map<string, Alignment>();
  if (isSame(from.shape, to.shape)) ways.set("same", (view) => view);
  const own = touched(from).filter(isContiguous);
  for (const view of touched(to)) {
    if (!isWhole(view) || !own.some(({ buffer }) => buffer === view.buffer)) continue;
    const axes = inOrder(view) as number[];
    const key = String(axes);
    if (!ways.has(key)) ways.set(key, (other) => permuted(other, to.shape, axes));
  }
  return Array.from(ways.values());
}

function touched({ sweeps }: Nest): View[] {
  return [...readsIn(sweeps), ...storesIn(sweeps).map(({ target }) => target)];
}

/** A view whose entries lie in the order of some of `shape`'s axes, as one of that shape. */
function permuted(view: View, shape: Shape, axes: readonly number[]): View | null {
  const cut = reshaped(
    view,
    axes.map((axis) => shape[axis]),
  );
  if (cut === null) return null;
  const strides = shape.map((_, axis) => (axes.includes(axis) ? cut.strides[axes.indexOf(axis)] : 0));
  return { ...cut, shape, strides };
}

/** Of a map over as many entries as the other nest has rows: the same entry all along a row. */
function rowwise(from: Nest, to: Nest): Alignment[] {
  if (from.kept !== null || to.kept === null) return [];
  const rows = to.shape.slice(0, to.kept);
  const { shape } = to;
  if (sizeOf(rows) !== sizeOf(from.shape)) return [];
  return [
    (view) => {
      const cut = reshaped(view, rows);
      return cut && { ...cut, shape, strides: [...cut.strides, ...shape.slice(rows.length).map(() => 0)] };
    },
  ];
}

const isSame = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((extent, axis) => extent === b[axis]);
