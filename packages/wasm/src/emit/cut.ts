import type { Bytes } from "../encode/bytes.ts";
import { i32, type Local, local, select, set } from "../encode/code.ts";
import type { FunctionBuilder } from "../encode/module.ts";
import type { Expression } from "../ir.ts";
import { bytesPer } from "./entry.ts";
import { inside, isImported } from "./expression.ts";
import type { Loop } from "./loops.ts";
import { timeOf } from "./math/functions.ts";

/** How a loop nest is cut: a chunk has one entry of each loop before `depth`, and up to `length` entries of the loop there. */
export interface Cut {
  readonly depth: number;
  readonly length: number;
  readonly chunks: number;
}

/** How much work a chunk is worth sharing for: about 10 microseconds, in nanoseconds. */
const GRAIN = 10_000;
/** About how many chunks a kernel has at most. */
const MOST = 32;
/** Entries that fill lines of the cache, and all vectors computed at once. */
const LINE = 64;

/** About how many nanoseconds it takes to compute an entry of each expression; infinite where only the main thread can. */
export function workOf(roots: readonly Expression[]): number {
  let work = 0;
  for (const expression of inside(roots).keys()) {
    if (isImported(expression)) return Number.POSITIVE_INFINITY;
    if (expression.kind === "read") work += 0.05 * bytesPer[expression.dtype];
    else if (expression.kind === "call")
      work += timeOf(expression.op, expression.operands[expression.operands.length - 1].dtype);
  }
  return work;
}

/** How many chunks some nanoseconds of work are worth. */
export function wantedChunks(work: number): number {
  return Number.isFinite(work) ? Math.min(MOST, Math.floor(work / GRAIN)) : 1;
}

/**
 * Cuts a loop nest by its extents and the work for each entry, in nanoseconds.
 * @param multiple chunks of the last loop end at multiples of so many entries: here, where lines of the cache end.
 */
export function cut(loops: readonly Loop[], work: number, multiple = LINE): Cut {
  const wanted = wantedChunks(work * loops.reduce((size, { extent }) => size * extent, 1));
  if (wanted < 2) return { depth: 0, length: loops[0]?.extent ?? 1, chunks: 1 };
  let before = 1;
  let depth = 0;
  while (depth < loops.length - 1 && before * loops[depth].extent < wanted) before *= loops[depth++].extent;
  const { extent } = loops[depth];
  const even = Math.ceil(extent / Math.ceil(wanted / before));
  const length = depth < loops.length - 1 ? even : Math.ceil(even / multiple) * multiple;
  return { depth, length, chunks: before * Math.ceil(extent / length) };
}

/** Code that sets pointers to where the chunk in local 0 begins, and how many entries it has of the loop that is cut. */
export function begin(
  f: FunctionBuilder,
  loops: readonly Loop[],
  { depth, length, chunks }: Cut,
  pointers: readonly Local[],
): { setup: Bytes; count: number | Bytes } {
  if (chunks === 1)
    return {
      setup: pointers.map((pointer) => set(pointer, i32.const(0))),
      count: loops[0]?.extent ?? 1,
    };
  const { extent } = loops[depth];
  const digits: { value: Bytes; of: Loop }[] = [];
  const setup: Bytes[] = [];
  /** The last digit of what is left of the chunk's number. */
  const digit = (base: number, of: Loop): Local => {
    const value = f.local("i32");
    setup.push(set(value, i32.remU(local(0), base)), set(local(0), i32.divU(local(0), base)));
    digits.push({ value: value, of });
    return value;
  };
  const first = digit(Math.ceil(extent / length), loops[depth]);
  setup.push(set(first, i32.mul(first, length)));
  for (let outer = depth - 1; outer >= 0; outer--) digit(loops[outer].extent, loops[outer]);
  pointers.forEach((pointer, i) => {
    const moves = digits
      .filter(({ of }) => of.strides[i] !== 0)
      .map(({ value, of }) => i32.mul(value, of.strides[i]));
    setup.push(
      set(
        pointer,
        moves.reduce((sum, move) => i32.add(sum, move), i32.const(0)),
      ),
    );
  });
  const count = f.local("i32");
  const rest = i32.sub(extent, first);
  setup.push(set(count, rest), set(count, select(i32.const(length), count, i32.lt(length, count))));
  return { setup, count: count };
}
