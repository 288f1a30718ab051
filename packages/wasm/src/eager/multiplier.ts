import type { TypedArray } from "@chainrule/autograd";
import type { Factor, Multiplier } from "@chainrule/autograd/engine";
import { hasMultiplyAdd } from "../multiplyAdd.ts";
import { type Engine, PAGE, webAssembly } from "../webAssembly.ts";
import { MOST_PAGES, type ProductKind, productProgram } from "./program.ts";

/** Products of fewer multiplications take less time where they are: entries are copied to a program's memory and back. */
const FEW = 8 ** 3;
/** A program is made once so many multiplications of its kind were asked for: until then making it would take longer. */
const WORTH = 2e6;
/** For how many kinds of products programs are kept. */
const KINDS = 64;
/** Products that need more pages get memory of their own, which goes when they are done. */
const KEPT_PAGES = 512;

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** A program in its memory. */
interface Running {
  readonly memory: Memory;
  readonly multiply: () => void;
}

interface Program {
  readonly addresses: readonly [a: number, b: number, out: number];
  /** Null when the machine has no memory for it. */
  readonly run: () => Running | null;
}

/** What is known of a kind of product. */
interface Entry {
  /** How many multiplications were asked for. */
  multiplications: number;
  /** The program, once it was worth making; null when it would need too much memory. */
  program?: Program | null;
}

const entries = new Map<string, Entry>();
let kept: Memory | undefined;

/** Multiplies the matrices of eager code in WebAssembly, by a program for each kind of product that is large or comes often. */
export const multiply: Multiplier = (a, b, out, outStart, m, k, n) => {
  const count = m * k * n;
  if (count < FEW) return false;
  const Entries = kindOf(a.entries);
  const engine = webAssembly();
  if (Entries === null || engine === null) return false;

  const dtype = Entries === Float32Array ? "float32" : "float64";
  const key = [dtype, m, k, n, a.isTransposed, b.isTransposed].join();
  const entry = entries.get(key) ?? { multiplications: 0 };
  if (entry.multiplications === 0) {
    entries.set(key, entry);
    if (entries.size > KINDS) entries.delete(entries.keys().next().value as string);
  }
  entry.multiplications += count;
  if (entry.multiplications < WORTH) return false;
  const kind = { dtype, m, k, n, isATransposed: a.isTransposed, isBTransposed: b.isTransposed } as const;
  if (entry.program === undefined) entry.program = prepare(engine, kind);
  if (entry.program === null) return false;

  const running = entry.program.run();
  if (running === null) return false;
  const { memory, multiply } = running;
  const { addresses } = entry.program;
  new Entries(memory.buffer, addresses[0], m * k).set(entriesOf(a, m * k));
  new Entries(memory.buffer, addresses[1], k * n).set(entriesOf(b, k * n));
  multiply();
  out.set(new Entries(memory.buffer, addresses[2], m * n), outStart);
  return true;
};

function kindOf(array: TypedArray): Float32ArrayConstructor | Float64ArrayConstructor | null {
  if (array instanceof Float32Array) return Float32Array;
  return array instanceof Float64Array ? Float64Array : null;
}

function entriesOf({ entries, start }: Factor, size: number): TypedArray {
  return start === 0 && entries.length === size ? entries : entries.subarray(start, start + size);
}

function prepare(engine: Engine, kind: ProductKind): Program | null {
  const program = productProgram(kind, hasMultiplyAdd(engine));
  if (program === null) return null;
  const { bytes, pages, addresses } = program;
  const module = new engine.Module(bytes);
  const start = (memory: Memory): Running => {
    const { exports } = new engine.Instance(module, { host: { memory } });
    return { memory, multiply: exports["multiply"] as () => void };
  };
  if (pages > KEPT_PAGES) return { addresses, run: () => inMemory(engine, null, pages, start) };
  const running = inMemory(engine, kept ?? null, pages, start);
  kept ??= running?.memory;
  return { addresses, run: () => running };
}

/** Starts a program in a memory, given or new, of so many pages; null when the machine does not have them. */
function inMemory(
  engine: Engine,
  given: Memory | null,
  pages: number,
  start: (memory: Memory) => Running,
): Running | null {
  try {
    const limits = { initial: pages, maximum: MOST_PAGES, shared: false };
    const memory = given ?? (new engine.Memory(limits) as Memory);
    const missing = pages - memory.buffer.byteLength / PAGE;
    if (missing > 0) memory.grow(missing);
    return start(memory);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
