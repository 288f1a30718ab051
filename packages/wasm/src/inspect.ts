import { describeValue } from "@chainrule/autograd";
import type { Allocation } from "./allocate.ts";
import { type Compiled, programFor } from "./compile.ts";
import { countOperations } from "./count.ts";
import { bytesPer } from "./emit/entry.ts";
import { buildGraph } from "./graph/build.ts";
import { nameOfLeaf, printGraph } from "./graph/print.ts";
import type { Buffer } from "./ir.ts";
import { passes } from "./passes/optimize.ts";
import { printBuffer, printKernel } from "./print.ts";
import { chunksOf } from "./split.ts";

/**
 * The program that a compiled function has for such arguments, in all its forms, to be read: the calls as recorded, what each
 * pass leaves of them, the kernels that they become with the floating-point operations that they take, and where those find
 * their entries. Records it if need be, and runs nothing.
 */
export function inspect<Args extends readonly unknown[]>(
  compiled: Compiled<Args, unknown>,
  ...args: Args
): string {
  const entry = programFor(compiled, args);
  if (entry === undefined)
    throw new TypeError(`inspect needs what compile() gave, got ${describeValue(compiled)}.`);
  const recorded = buildGraph(entry.program);
  if (entry.executable === null) return `Without WebAssembly, call by call:\n${printGraph(recorded)}`;
  const { plan, allocation, engine } = entry.executable;
  const lines = [`Recorded: ${recorded.calls.length} calls`, indented(printGraph(recorded)), ""];
  let graph = recorded;
  lines.push("Calls after each pass:");
  for (const pass of passes) {
    graph = pass.run(graph);
    lines.push(`  ${pass.name.padEnd(30)} ${graph.calls.length}`);
  }
  lines.push("", `Calls after all passes: ${graph.calls.length}`, indented(printGraph(graph)), "");

  const operations = plan.kernels.map(countOperations);
  const total = operations.reduce((sum, count) => sum + count, 0);
  lines.push(`Kernels: ${plan.kernels.length}, ${quantity(total, "FLOP")} in all. Engine: ${engine}.`);
  plan.kernels.forEach((kernel, i) => {
    const chunks = chunksOf(kernel);
    const cost = `${quantity(operations[i], "FLOP").padEnd(12)} ${chunks === 1 ? " 1 chunk " : `${String(chunks).padStart(2)} chunks`}`;
    lines.push(`  ${String(i).padStart(4)}  ${cost}  ${printKernel(kernel)}`);
  });
  lines.push("", `Buffers: ${plan.buffers.length}, in ${quantity(allocation.bytes, "B")} of memory.`);
  for (const buffer of plan.buffers) lines.push(`  ${describeBuffer(buffer, allocation)}`);
  return lines.join("\n");
}

function describeBuffer(buffer: Buffer, { addresses }: Allocation): string {
  const { dtype, size, source } = buffer;
  const bytes = quantity(size * bytesPer[dtype], "B");
  const place = `at ${addresses.get(buffer)}`;
  return [
    printBuffer(buffer).padEnd(6),
    `${dtype} × ${size}`.padEnd(20),
    bytes.padEnd(10),
    place,
    origin(source),
  ]
    .join("  ")
    .trimEnd();
}

function origin(source: Buffer["source"]): string {
  if (source === undefined) return "";
  if (source.kind === "constant") return "constant";
  if (source.kind === "argument") return `argument ${source.index}`;
  return source.kind === "leaf" ? nameOfLeaf(source.leaf) : `gradient of ${nameOfLeaf(source.leaf)}`;
}

const indented = (text: string): string => text.replace(/^/gm, "  ");

/** A number with three digits and a prefix for thousands. */
function quantity(x: number, unit: string): string {
  const prefixes = ["", "k", "M", "G", "T"];
  const power = x < 1000 ? 0 : Math.min(Math.floor(Math.log10(x) / 3), prefixes.length - 1);
  return `${Number((x / 1000 ** power).toPrecision(3))} ${prefixes[power]}${unit}`;
}
