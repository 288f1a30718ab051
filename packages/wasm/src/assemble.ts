import { type Allocation } from "./allocate.ts";
import { bytesPer } from "./emit/entry.ts";
import { inside, isImported } from "./emit/expression.ts";
import { emitMap } from "./emit/map.ts";
import { EntryFunctions } from "./emit/math/functions.ts";
import { ProductEmitter, scratchBytesOfProducts } from "./emit/matmul.ts";
import type { Layout } from "./emit/pointers.ts";
import { isOutOfRange } from "./emit/rangeCheck.ts";
import { emitRows, scratchBytesOfRows } from "./emit/rows.ts";
import { addRun, type Part } from "./emit/run.ts";
import type { Bytes } from "./encode/bytes.ts";
import { call, global, i32, local, when } from "./encode/code.ts";
import { FunctionBuilder, ModuleBuilder } from "./encode/module.ts";
import { aligned } from "./freeMemory.ts";
import { type ForwardKernel, type Kernel, type LibraryKernel, type Plan, rootsOf } from "./ir.ts";
import { titleOf } from "./print.ts";
import { chunksOf } from "./split.ts";
import { PAGE } from "./webAssembly.ts";

/** Addresses have 32 bits. */
const MOST_PAGES = 65536;

/** A program as WebAssembly, and what it needs from outside. */
export interface Assembly {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly pages: number;
  /** Where memory of each thread's own begins: as many as there can be threads, one when there is nothing to share. */
  readonly scratch: readonly number[];
  /** The kernels that are shared, in the order in which they lie in the table. */
  readonly shared: readonly number[];
  /** Functions for single entries, imported as `entry.0`, `entry.1` ... */
  readonly entries: readonly ((...entries: number[]) => number)[];
  /** Calls of ops, by the number that `host.forward` is given. */
  readonly forwards: readonly ForwardKernel[];
  /** What the machine's library computes, by the number that `host.library` is given with that of the chunk. */
  readonly libraries: readonly LibraryKernel[];
}

/**
 * Writes the module: a function of the chunk's number for each kernel, and `run`, which calls them.
 * @param options `relaxed`: whether there is relaxed SIMD; `threads`: how many may run it.
 * @throws RangeError when it needs more memory than WebAssembly has.
 */
export function assemble(
  plan: Plan,
  allocation: Allocation,
  { relaxed, threads }: { readonly relaxed: boolean; readonly threads: number },
): Assembly {
  const module = new ModuleBuilder();
  const chunks = plan.kernels.map(chunksOf);
  const isShared = threads > 1 && chunks.some((count) => count > 1);
  const scratchSize = aligned(
    plan.kernels.reduce((most, kernel) => Math.max(most, scratchBytesOf(kernel)), 0),
  );
  const scratch = Array.from(
    { length: isShared ? threads : 1 },
    (_, thread) => allocation.bytes + thread * scratchSize,
  );
  const bytes = allocation.bytes + scratch.length * scratchSize;
  // Vectors that begin inside may end behind.
  const pages = Math.ceil((bytes + 64) / PAGE);
  if (pages > MOST_PAGES) {
    throw new RangeError(
      `This program needs ${(bytes / 2 ** 30).toFixed(1)} GiB, and WebAssembly's memory ends at 4 GiB. ` +
        "Use smaller batches, recompute with checkpoint(), or compile parts of the function.",
    );
  }
  module.importMemory("host", "memory", { initial: pages, maximum: pages, isShared });
  const ownScratch = global.get(module.importGlobal("host", "scratch", "i32"));
  const forward = module.importFunction("host", "forward", { parameters: ["i32"], results: [] });
  const library = plan.kernels.some(({ kind }) => kind === "library")
    ? module.importFunction("host", "library", { parameters: ["i32", "i32"], results: [] })
    : -1;
  const ask = isShared
    ? module.importFunction("host", "wait", { parameters: ["i32"], results: [] })
    : undefined;

  const entries: ((...entries: number[]) => number)[] = [];
  const imports = new Map<(...entries: number[]) => number, number>();
  for (const kernel of plan.kernels) {
    for (const expression of inside(rootsOf(kernel)).keys()) {
      if (expression.kind !== "call" || expression.forward === undefined) continue;
      const { operands, forward } = expression;
      if (!isImported(expression) || imports.has(forward)) continue;
      const signature = { parameters: operands.map(() => "f64" as const), results: ["f64" as const] };
      imports.set(forward, module.importFunction("entry", String(entries.length), signature));
      entries.push(forward);
    }
  }
  const layout: Layout = {
    addressOf: ({ buffer, offset }) =>
      (allocation.addresses.get(buffer) as number) + offset * bytesPer[buffer.dtype],
    importOf: (f) => imports.get(f) as number,
    functions: new EntryFunctions(module, relaxed),
    hasMultiplyAdd: relaxed,
    scratch: ownScratch,
  };
  const products = new ProductEmitter(module, layout);
  const forwards: ForwardKernel[] = [];
  const libraries: LibraryKernel[] = [];
  const parts: Part[] = plan.kernels.map((kernel, i) => {
    const f = new FunctionBuilder({ parameters: ["i32"], results: [] });
    return { index: module.addFunction(f, codeOf(f, kernel), `${i} ${titleOf(kernel)}`), chunks: chunks[i] };
  });
  addRun(module, parts, ask);
  const shared = isShared ? chunks.flatMap((count, i) => (count > 1 ? [i] : [])) : [];
  return { bytes: module.encode(), pages, scratch, shared, entries, forwards, libraries };

  /** What a kernel does for the chunk whose number is in local 0. */
  function codeOf(f: FunctionBuilder, kernel: Kernel): Bytes {
    if (kernel.kind === "library") return call(library, i32.const(libraries.push(kernel) - 1), local(0));
    if (kernel.kind === "forward") {
      const own = call(forward, i32.const(forwards.push(kernel) - 1));
      return kernel.unless === undefined ? own : when(isOutOfRange(f, kernel.unless, layout), own);
    }
    if (kernel.kind === "matmul") return products.emit(f, kernel);
    if (kernel.kind === "routine") return kernel.emit(f, layout);
    return kernel.kind === "map" ? emitMap(f, kernel, layout) : emitRows(f, kernel, layout);
  }
}

/** How many bytes of memory of its own a thread needs to run a chunk of a kernel. */
function scratchBytesOf(kernel: Kernel): number {
  if (kernel.kind === "matmul") return scratchBytesOfProducts(kernel);
  return kernel.kind === "rows" ? scratchBytesOfRows(kernel) : 0;
}
