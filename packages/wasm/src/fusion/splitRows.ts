import { sizeOf, stridesOf } from "@chainrule/autograd/engine";
import { wantedChunks, workOf } from "../emit/cut.ts";
import { sharesOf } from "../emit/rows.ts";
import {
  type Buffer,
  type Expression,
  type Kernel,
  type Plan,
  type Reduction,
  type RowsKernel,
  rootsOf,
  type Store,
  totalDtype,
  type View,
} from "../ir.ts";
import { rewrite } from "../rewrite.ts";

/** Into how many parts columns are cut at most, as each part has totals of all of them. */
const MOST_ACROSS = 16;

/**
 * Cuts few long rows into parts, which are reduced to totals of their own, and these to the totals of the rows in a kernel that
 * follows: so that there are chunks of work to share. Shapes alone decide.
 */
export function splitRows({ buffers, kernels, results }: Plan): Plan {
  const all = [...buffers];
  let next = 1 + buffers.reduce((highest, { id }) => Math.max(highest, id), -1);
  const split = kernels.flatMap((kernel): readonly Kernel[] => {
    if (kernel.kind !== "rows" || kernel.sweeps.length !== 1) return [kernel];
    return partsOf(kernel, (reduction, size) => {
      const buffer = { id: next++, dtype: totalDtype(reduction), size };
      all.push(buffer);
      return buffer;
    });
  });
  return { buffers: all, kernels: split, results };
}

function partsOf(
  kernel: RowsKernel,
  newBuffer: (reduction: Reduction, size: number) => Buffer,
): readonly Kernel[] {
  const { shape, kept, sweeps } = kernel;
  const [{ stores, reductions, results }] = sweeps;
  const rows = sizeOf(shape.slice(0, kept));
  if (rows === 0 || reductions.length === 0 || kept === shape.length) return [kernel];
  const shares = sharesOf(kernel);
  const wanted = wantedChunks(sizeOf(shape) * workOf(rootsOf(kernel)));
  if (2 * shares.count > wanted) return [kernel];
  const inner = shape.slice(kept);
  const found = inner.findIndex((extent) => extent >= wanted);
  const axis = kept + (found >= 0 ? found : inner.indexOf(Math.max(...inner)));
  const extent = shape[axis];
  const most = shares.isAcross ? Math.min(wanted, MOST_ACROSS, extent >> 3) : Math.min(wanted, extent);
  if (most < 2) return [kernel];
  // Rather somewhat fewer parts than a rest; parts along memory have whole vectors.
  const vector = shares.isAcross ? 1 : 4;
  const even = Array.from({ length: (most + 1) >> 1 }, (_, i) => most - i).find(
    (n) => extent % (vector * n) === 0,
  );
  const parts = even ?? most;
  const step = even === undefined && !shares.isAcross && extent >= 64 * parts ? 16 : 1;
  const length = Math.floor(extent / parts / step) * step;
  const rest = extent - parts * length;
  const count = parts + (rest > 0 ? 1 : 0);
  const totals = reductions.map((reduction) => newBuffer(reduction, count * rows));
  const dense = stridesOf(shape.slice(0, kept));

  /** The kernel for some of the parts, at places that `cut` tells. */
  const part = (leading: readonly number[], extents: number, first: number): RowsKernel => {
    const places = [...leading, ...shape.map((n, i) => (i === axis ? extents : n))];
    const cut = (view: View): View => ({
      ...view,
      shape: places,
      strides: [...leading.map(() => view.strides[axis] * length), ...view.strides],
      offset: view.offset + first * length * view.strides[axis],
    });
    const changed = <T extends { readonly value: Expression }>(item: T): T => ({
      ...item,
      value: rewrite(item.value, cut) as Expression,
    });
    const found = reductions.map((reduction, i): Store => {
      const strides = [...leading.map(() => rows), ...dense, ...inner.map(() => 0)];
      const target = { buffer: totals[i], shape: places, strides, offset: first * rows };
      return { target, value: { kind: "total", dtype: totalDtype(reduction), index: reduction.index } };
    });
    const sweep = {
      stores: stores.map(({ target, value }) => changed({ target: cut(target), value })),
      reductions: reductions.map(changed),
      results: found,
    };
    return { kind: "rows", shape: places, kept: leading.length + kept, sweeps: [sweep] };
  };

  const outer = [...shape.slice(0, kept), count];
  const alongRows = (view: View): View => ({
    ...view,
    shape: outer,
    strides: [...view.strides.slice(0, kept), 0],
  });
  const combined: RowsKernel = {
    kind: "rows",
    shape: outer,
    kept,
    sweeps: [
      {
        stores: [],
        reductions: reductions.map(({ op, index }, i) => {
          const view = { buffer: totals[i], shape: outer, strides: [...dense, rows], offset: 0 };
          return { op, index, value: { kind: "read", dtype: totals[i].dtype, view } };
        }),
        results: results.map(({ target, value }) => ({
          target: alongRows(target),
          value: rewrite(value, alongRows) as Expression,
        })),
      },
    ],
  };
  return [part([parts], length, 0), ...(rest > 0 ? [part([], rest, parts)] : []), combined];
}
