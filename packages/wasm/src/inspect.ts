import type { Allocation } from "./allocate.ts";
import { countOperations } from "./count.ts";
import { bytesPer } from "./emit/entry.ts";
import type { Graph } from "./graph/graph.ts";
import { nameOfLeaf, printGraph } from "./graph/print.ts";
import type { Buffer, Plan } from "./ir.ts";
import { passes } from "./passes/optimize.ts";
import { printBuffer, printKernel } from "./print.ts";
import { chunksOf } from "./split.ts";

/**
 * A program in all its forms, to be read: the calls as recorded, what each pass leaves of them, the kernels that they become,
 * and where those find their entries.
 */
export function describeProgram(recorded: Graph, plan: Plan, allocation: Allocation, engine: string): string {
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
