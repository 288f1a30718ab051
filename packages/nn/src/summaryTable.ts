import { withPrefix } from "@chainrule/autograd";
import { formatShape } from "./shape.ts";
import type { ModuleSummary } from "./summary.ts";

/** Columns of a terminal, between two of the table, and for the shapes at most. */
const WIDTH = 80;
const GAP = 2;
const LONGEST_SHAPES = 28;

/** The table that a summary prints. */
export function summaryTable(modules: readonly ModuleSummary[]): string {
  const rows = modules.map((module) => [
    "",
    cut(shapesOf(module), LONGEST_SHAPES),
    (module.trainable + module.fixed).toLocaleString("en"),
    withPrefix(module.operations),
  ]);
  const head = ["module", "output", "parameters", "operations"];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const room = WIDTH - widths.slice(1).reduce((sum, width) => sum + width + GAP, 0);
  const titles = modules.map((module, i) => titleOf(module, outerPathOf(modules, i), room));
  widths[0] = Math.max(...titles.map((title) => title.length), head[0].length);
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join(" ".repeat(GAP))
      .trimEnd();
  const [{ trainable, fixed, bytes, operations }] = modules;
  return [
    line(head),
    ...rows.map(([, ...cells], i) => line([titles[i], ...cells])),
    "",
    `parameters: ${trainable.toLocaleString("en")} to train, ${fixed.toLocaleString("en")} fixed, ${withPrefix(bytes, "B")}`,
    `operations: ${withPrefix(operations)} in one forward`,
  ].join("\n");
}

/** The path, from the module around it, and the class; the beginning of a path that is too long is cut. */
function titleOf({ path, type, depth }: ModuleSummary, outer: string, room: number): string {
  const indent = "  ".repeat(Math.min(depth, 8));
  const inner = outer === "" ? path : path.slice(outer.length + 1);
  return `${indent}${cut(inner === "" ? type : `${inner}: ${type}`, room - indent.length)}`;
}

/** The path of the module around that of the given index. */
function outerPathOf(modules: readonly ModuleSummary[], index: number): string {
  const { depth, path } = modules[index];
  const outer = modules
    .slice(0, index)
    .findLast((module) => module.depth === depth - 1 && path.startsWith(module.path));
  return outer?.path ?? "";
}

function shapesOf({ calls, outputs }: ModuleSummary): string {
  if (calls === 0) return "";
  return `${outputs.map(formatShape).join(" ")}${calls > 1 ? ` ×${calls}` : ""}`;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
