import type { Comparison, Report } from "./compare.ts";

/** A line for each peer. */
export function table(reports: readonly Report[]): string {
  const header = ["workload", "ours", "peer", "", "ours / peer", "min–max", "fastest", "target"];
  const rows = reports.flatMap(({ workload, title, time, comparisons }) =>
    comparisons.map(({ peer, time: peerTime, ratio, fastestRatio, target }, i) => [
      ...(i === 0 ? [`${workload} ${title}`, milliseconds(time)] : ["", ""]),
      peer,
      milliseconds(peerTime),
      ratio.median.toPrecision(3),
      `${ratio.min.toPrecision(3)}–${ratio.max.toPrecision(3)}`,
      fastestRatio.toPrecision(3),
      verdict(ratio, target),
    ]),
  );
  const isNumber = [false, true, false, true, true, true, true, false];
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column].length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (isNumber[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join("  ")
      .trimEnd();
  return [line(header), "─".repeat(line(header).length), ...rows.map(line)].join("\n");
}

function milliseconds(time: number): string {
  return `${time.toPrecision(3)} ms`;
}

function verdict(ratio: Comparison["ratio"], target: number | null): string {
  if (target === null) return "";
  return `at most ${target}: ${ratio.median <= target ? "met" : "missed"}`;
}
