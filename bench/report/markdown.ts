import type { Run } from "../compare.ts";
import { outcomeTables, type Table, targetTable } from "./tables.ts";

/** Everything as one page; the charts lie beside it. */
export function markdown(run: Run): string {
  const { date, machine, effort, outcomes, failures } = run;
  const has = (name: string): boolean => outcomes.some((outcome) => outcome.name === name);
  const charts = {
    overview: "![How many times as much others take](overview.svg)",
    matmul: has("W5") ? "![GFLOP/s of matrix products](matmul.svg)" : "",
    growth: has("growth") ? "![How the time of a step grows](growth.svg)" : "",
  };
  const of = (names: (name: string) => boolean): string[] =>
    outcomes
      .filter(({ name }) => names(name))
      .flatMap(outcomeTables)
      .map(table);
  return [
    "# Results of the benchmarks",
    `${date.slice(0, 10)}. ${effort.rounds} rounds, ${effort.seconds} s of each contestant in each; [what is measured](../README.md).`,
    Object.entries(machine)
      .map(([label, text]) => `- ${label}: ${text}`)
      .join("\n"),
    ...failures.map((failure) => `**Failed:** ${failure}`),
    charts.overview,
    table(targetTable(run)),
    ...of((name) => name !== "growth" && name !== "W5"),
    ...of((name) => name === "W5"),
    charts.matmul,
    ...(has("growth") ? ["## How cost grows", charts.growth] : []),
    ...of((name) => name === "growth").map((text) => text.replace("## ", "### ")),
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

function table({ title, notes, header, rows }: Table): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const lines = [
    line(header.map(({ text }) => text)),
    line(header.map(({ isNumber }) => (isNumber ? "---:" : "---"))),
    ...rows.map(line),
  ];
  return [`## ${title}`, lines.join("\n"), ...notes].join("\n\n");
}
