import { touched } from "../allocate.ts";
import { inside, viewsIn } from "../emit/expression.ts";
import { hasPartialSums } from "../emit/matmul.ts";
import {
  type Buffer,
  type Expression,
  isContiguous,
  type Kernel,
  type MapKernel,
  type MatmulKernel,
  type Plan,
  reshaped,
  rootsOf,
  type Store,
} from "../ir.ts";
import { replaceReads } from "../rewrite.ts";

/** Ops of an instruction or a few, which a tile may carry: its code has them for each of its vectors. */
const CHEAP: ReadonlySet<string> = new Set(
  "add sub mul div neg abs sqrt square reciprocal maximum minimum relu sign where eq ne lt le gt ge to".split(
    " ",
  ),
);
/** How many of them: an update with moments is as fast in a loop of its own, along the lines of memory. */
const MOST = 8;

/**
 * Lets products do what a map would do with their entries, while they are in registers: add a bias, mask a gradient, update a
 * parameter. The product itself is stored only if something else needs it.
 */
export function fuseEpilogues(plan: Plan): Plan {
  const kernels: (Kernel | null)[] = [...plan.kernels];
  const lasting = new Set(Array.from(plan.results.values(), ({ buffer }) => buffer));
  const dropped = new Set<Buffer>();
  const writtenAt = new Map<Buffer, number[]>();
  const readAt = new Map<Buffer, number[]>();
  plan.kernels.forEach((kernel, i) => {
    const { reads, writes } = touched(kernel);
    for (const buffer of new Set(writes)) writtenAt.set(buffer, [...(writtenAt.get(buffer) ?? []), i]);
    for (const buffer of new Set(reads)) readAt.set(buffer, [...(readAt.get(buffer) ?? []), i]);
  });
  /** Remembers that a kernel has taken over from another. */
  const note = (kernel: Kernel, to: number, from: number): void => {
    const { reads, writes } = touched(kernel);
    const move = (places: Map<Buffer, number[]>, buffer: Buffer): void => {
      const others = (places.get(buffer) ?? []).filter((place) => place !== from && place !== to);
      places.set(
        buffer,
        [...others, to].sort((a, b) => a - b),
      );
    };
    for (const buffer of writes) move(writtenAt, buffer);
    for (const buffer of reads) move(readAt, buffer);
  };
  // The last one first: of several products in a map, that one is there when the others are.
  for (let i = plan.kernels.length - 1; i >= 0; i--) {
    const product = plan.kernels[i];
    if (product.kind !== "matmul") continue;
    const own = product.stores[0].target.buffer;
    const readers = (readAt.get(own) ?? []).filter((reader) => reader > i);
    const isKept = lasting.has(own) || readers.length > 1;
    for (const reader of readers) {
      const map = kernels[reader];
      if (map?.kind !== "map") continue;
      const { reads, writes } = touched(map);
      const isWrittenBetween = (buffer: Buffer): boolean =>
        (writtenAt.get(buffer) ?? []).some((writer) => writer > i && writer < reader);
      // What the map writes may have other parts, which are written in their order.
      const isReady = ![...reads, ...writes].some(isWrittenBetween);
      // Otherwise the product waits for the map, so nothing may read it before.
      if (!isReady && reader !== readers[0]) continue;
      const fused = fuse(product, map, isKept);
      if (fused === null) continue;
      const [to, from] = isReady ? [i, reader] : [reader, i];
      kernels[from] = null;
      kernels[to] = fused;
      note(fused, to, from);
      if (!isKept && fused.partial === undefined) dropped.add(own);
      break;
    }
  }
  return {
    ...plan,
    kernels: kernels.filter((kernel) => kernel !== null),
    buffers: plan.buffers.filter((buffer) => !dropped.has(buffer)),
  };
}

/** A product that stores what a map makes of it; null where it cannot, or had better not. */
function fuse(product: MatmulKernel, map: MapKernel, isKept: boolean): MatmulKernel | null {
  const [own] = product.stores;
  const { shape, buffer } = own.target;
  const expressions = Array.from(inside(rootsOf(map)).keys());
  const isCheap = expressions.every((expression) => expression.kind !== "call" || CHEAP.has(expression.op));
  const reads = viewsIn(rootsOf(map)).filter((view) => view.buffer === buffer);
  const calls = expressions.filter(({ kind }) => kind === "call").length;
  if (!isCheap || calls > MOST || !reads.every(isContiguous)) return null;
  const stores: Store[] = isKept ? [own] : [];
  for (const { target, value } of map.stores) {
    const view = reshaped(target, shape);
    const entries = replaceReads(value, (read): Expression | null => {
      if (read.view.buffer === buffer) return own.value;
      const moved = reshaped(read.view, shape);
      return moved && { ...read, view: moved };
    });
    if (view === null || entries === null) return null;
    stores.push({ target: view, value: entries });
  }
  const isPartial = hasPartialSums(product);
  return { ...product, stores, ...(isPartial && { partial: buffer }) };
}
