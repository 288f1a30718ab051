import { sizeOf } from "@chainrule/autograd/engine";
import { touched } from "../allocate.ts";
import type { Buffer, Kernel, Plan } from "../ir.ts";
import { merge, VIEWS } from "./merge.ts";
import { isNest, kernelOf, nestOf } from "./nest.ts";

interface Access {
  readonly reads: ReadonlySet<Buffer>;
  readonly writes: ReadonlySet<Buffer>;
}

/** How far back kernels are looked for that a kernel could be merged with. */
const WINDOW = 64;

/**
 * Merges kernels that walk over the same places into one where that saves reading or writing memory: maps of one shape, what is
 * done with entries that are reduced, and sweeps along the same rows.
 */
export function fuse({ buffers, kernels, results }: Plan): Plan {
  const lasting = new Set(Array.from(results.values(), ({ buffer }) => buffer));
  const accesses = new Map<Kernel, Access>();
  const accessOf = (kernel: Kernel): Access => {
    const known = accesses.get(kernel);
    if (known !== undefined) return known;
    const { reads, writes } = touched(kernel);
    const access = { reads: new Set(reads), writes: new Set(writes) };
    accesses.set(kernel, access);
    return access;
  };
  const readers = new Map<Buffer, Set<Kernel>>();
  const enter = (kernel: Kernel): void => {
    for (const buffer of accessOf(kernel).reads)
      readers.set(buffer, (readers.get(buffer) ?? new Set()).add(kernel));
  };
  const leave = (kernel: Kernel): void => {
    for (const buffer of accessOf(kernel).reads) readers.get(buffer)?.delete(kernel);
  };
  kernels.forEach(enter);
  const fused: Kernel[] = [];

  /** Merges a kernel with one before it, and says where that is then; -1 if there is none. */
  const mergeWithEarlier = (at: number): number => {
    const kernel = fused[at];
    if (!isNest(kernel) || sizeOf(kernel.shape) <= 1) return -1;
    const access = accessOf(kernel);
    // Nothing moves past a kernel that writes what it reads or writes, or reads what it writes.
    const written = new Set<Buffer>();
    const read = new Set<Buffer>();
    for (let i = at - 1; i >= 0 && i >= at - WINDOW; i--) {
      const earlier = fused[i];
      const own = accessOf(earlier);
      const canMove = ({ reads, writes }: Access): boolean =>
        isDisjoint(reads, written) && isDisjoint(writes, written) && isDisjoint(writes, read);
      const isLate = canMove(own);
      const isRelated = !isDisjoint(access.reads, own.reads) || !isDisjoint(access.reads, own.writes);
      if (isNest(earlier) && isRelated && (isLate || canMove(access))) {
        const isNeeded = (buffer: Buffer): boolean =>
          lasting.has(buffer) ||
          Array.from(readers.get(buffer) ?? []).some((reader) => reader !== kernel && reader !== earlier);
        const nest = isTooWide(own, access, isNeeded)
          ? null
          : merge(nestOf(earlier), nestOf(kernel), isNeeded);
        if (nest !== null) {
          const merged = kernelOf(nest);
          leave(earlier);
          leave(kernel);
          enter(merged);
          fused[isLate ? at : i] = merged;
          fused.splice(isLate ? i : at, 1);
          return isLate ? at - 1 : i;
        }
      }
      for (const buffer of own.writes) written.add(buffer);
      for (const buffer of own.reads) read.add(buffer);
    }
    return -1;
  };

  for (const kernel of kernels) {
    let at = fused.push(kernel) - 1;
    while (at >= 0) at = mergeWithEarlier(at);
  }
  const used = new Set(fused.flatMap((kernel) => Object.values(touched(kernel)).flat()));
  return {
    buffers: buffers.filter(
      (buffer) => used.has(buffer) || lasting.has(buffer) || buffer.source !== undefined,
    ),
    kernels: fused,
    results,
  };
}

/** Whether two kernels as one would have too many views, however these lie: said quickly, as most pairs are refused for that. */
function isTooWide(first: Access, second: Access, isNeeded: (buffer: Buffer) => boolean): boolean {
  const buffers = new Set([...first.reads, ...second.writes]);
  for (const buffer of second.reads) if (!first.writes.has(buffer)) buffers.add(buffer);
  if (buffers.size > VIEWS) return true;
  for (const buffer of first.writes) if (isNeeded(buffer)) buffers.add(buffer);
  return buffers.size > VIEWS;
}

function isDisjoint(a: ReadonlySet<Buffer>, b: ReadonlySet<Buffer>): boolean {
  for (const buffer of a) if (b.has(buffer)) return false;
  return true;
}
