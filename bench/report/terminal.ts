import type { Run } from "../compare.ts";
import { outcomeTables, type Table, targetTable } from "./tables.ts";

/** Everything as text in columns. */
export function terminal(run: Run): string {
  const machine = Object.entries(run.machine).map(([label, text]) => `${label}: ${text}`);
  const tables = [...run.outcomes.flatMap(outcomeTables), targetTable(run)].filter(
    ({ rows }) => rows.length > 0,
  );
  return [...machine, "", ...tables.map(columns)].join("\n");
}

function columns({ title, notes, header, rows }: Table): string {
  const all = [header.map(({ text }) => text), ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (header[i].isNumber ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join("  ")
      .trimEnd();
  const total = widths.reduce((sum, width) => sum + width + 2, -2);
  return [title, "─".repeat(Math.max(total, title.length)), ...all.map(line), ...notes, ""].join("\n");
}
