import { type Allocation } from "./allocate.ts";
import { bytesPer } from "./emit/entry.ts";
import { inside, isImported } from "./emit/expression.ts";
import { emitMap } from "./emit/map.ts";
import { EntryFunctions } from "./emit/math/functions.ts";
import { ProductEmitter, scratchBytesOfProducts } from "./emit/matmul.ts";
import type { Layout } from "./emit/pointers.ts";
import { isOutOfRange } from "./emit/rangeCheck.ts";
import { emitRows } from "./emit/rows.ts";
import type { Bytes } from "./encode/bytes.ts";
import { call, doWhile, i32, local, when } from "./encode/code.ts";
import { FunctionBuilder, ModuleBuilder } from "./encode/module.ts";
import { type ForwardKernel, type Kernel, type MatmulKernel, type Plan, rootsOf } from "./ir.ts";
import { chunksOf } from "./split.ts";

export const PAGE = 65536;

/** A program as WebAssembly, and what it needs from outside. */
export interface Assembly {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly pages: number;
  /** Functions for single entries, imported as `entry.0`, `entry.1` ... */
  readonly entries: readonly ((...entries: number[]) => number)[];
  /** Calls of ops, by the number that `host.forward` is given. */
  readonly forwards: readonly ForwardKernel[];
}

/** Writes the module: a function of the chunk's number for each kernel, and `run`, which calls them. */
export function assemble(
  plan: Plan,
  allocation: Allocation,
  { relaxed }: { readonly relaxed: boolean },
): Assembly {
  const module = new ModuleBuilder();
  const matmuls = plan.kernels.filter((kernel): kernel is MatmulKernel => kernel.kind === "matmul");
  const scratch = allocation.bytes;
  const scratchSize = Math.max(0, ...matmuls.map(scratchBytesOfProducts));
  const pages = Math.ceil((scratch + scratchSize + 64) / PAGE);
  module.importMemory("host", "memory", { initial: pages, maximum: pages, isShared: false });
  const forward = module.importFunction("host", "forward", { parameters: ["i32"], results: [] });

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
  };
  const products = new ProductEmitter(module, relaxed, i32.const(scratch));
  const forwards: ForwardKernel[] = [];
  const run = new FunctionBuilder({ parameters: [], results: [] });
  const chunk = run.local("i32");
  const body: Bytes[] = plan.kernels.map((kernel) => {
    if (kernel.kind === "forward") {
      const own = call(forward, i32.const(forwards.push(kernel) - 1));
      return kernel.unless === undefined ? own : when(isOutOfRange(run, kernel.unless, layout), own);
    }
    const f = new FunctionBuilder({ parameters: ["i32"], results: [] });
    const index = module.addFunction(f, codeOf(f, kernel));
    const chunks = chunksOf(kernel);
    if (chunks === 1) return call(index, i32.const(0));
    return [
      local.set(chunk, i32.const(0)),
      doWhile(
        [call(index, local.get(chunk)), local.set(chunk, i32.add(local.get(chunk), i32.const(1)))],
        i32.lt(local.get(chunk), i32.const(chunks)),
      ),
    ];
  });
  module.exportFunction("run", module.addFunction(run, body));
  return { bytes: module.encode(), pages, entries, forwards };

  /** What a kernel does for the chunk whose number is in local 0. */
  function codeOf(f: FunctionBuilder, kernel: Exclude<Kernel, ForwardKernel>): Bytes {
    if (kernel.kind === "matmul") return products.emit(f, kernel, layout);
    if (kernel.kind === "routine") return kernel.emit(f, layout);
    return kernel.kind === "map" ? emitMap(f, kernel, layout) : emitRows(f, kernel, layout);
  }
}
