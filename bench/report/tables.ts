import type { Entry, Outcome, Run } from "../compare.ts";
import { isQuiet } from "../compare.ts";
import {
  bestOf,
  type Check,
  checksOf,
  countingRounds,
  firstOf,
  headlineOf,
  ratioOf,
  type Spread,
  spreadOf,
  tie,
} from "./analysis.ts";
import { caseTitle, number, range, unitOf } from "./format.ts";

/** A table, to be written as text or as Markdown. */
export interface Table {
  readonly title: string;
  readonly notes: readonly string[];
  /** Columns of numbers are aligned to the right. */
  readonly header: readonly { readonly text: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly string[])[];
}

const text = (label: string): Table["header"][number] => ({ text: label, isNumber: false });
const numeric = (label: string): Table["header"][number] => ({ text: label, isNumber: true });

export function targetTable({ outcomes }: Run): Table {
  const rows = outcomes.flatMap((outcome) => checksOf(outcome).map((check) => targetRow(outcome, check)));
  return {
    title: "Targets",
    notes: [],
    header: [
      text("workload"),
      text("ours"),
      text("is to take at most"),
      numeric("measured"),
      numeric("min–max"),
      text(""),
    ],
    rows,
  };
}

function targetRow(outcome: Outcome, { target, case: name, measured, limit, isMet }: Check): string[] {
  const { ours, than, plus } = target;
  const unit = unitOf(outcome);
  const asked =
    than === undefined
      ? `${number(limit)} ${unit}`
      : plus === undefined
        ? `${number(limit)} × ${than}`
        : `${than} + ${number(limit)} ${unit}`;
  const sign = than === undefined ? ` ${unit}` : plus === undefined ? " ×" : ` ${unit} more`;
  return [
    caseTitle(outcome, name),
    ours,
    asked,
    measured === null ? "–" : `${number(measured.median)}${sign}`,
    measured === null ? "" : range(measured),
    isMet === null ? "not measured" : isMet ? "met" : "missed",
  ];
}

/** Who took part, with the time of each; for lines of cases one row for each case. */
export function outcomeTables(outcome: Outcome): Table[] {
  const { cases, name } = outcome;
  if (name === "growth") return growthTables(outcome);
  if (cases.some(({ at }) => at !== undefined)) return [rateTable(outcome)];
  return [contestTable(outcome, cases[0].name)];
}

function contestTable(outcome: Outcome, name: string): Table {
  const unit = unitOf(outcome);
  const headline = headlineOf(outcome, name);
  const present = outcome.entries.flatMap((entry) => {
    const time = spreadOf(outcome, entry, name);
    return time === null ? [] : [{ entry, time }];
  });
  return {
    title: `${outcome.name} ${outcome.title}`,
    notes: notesOf(outcome),
    header: [
      text(""),
      numeric(`${unit}, median`),
      numeric("min–max"),
      numeric("fastest"),
      numeric(`× ${headline.name}`),
      numeric("min–max"),
      text(""),
    ],
    rows: present
      .toSorted((a, b) => a.time.median - b.time.median)
      .map(({ entry, time }) => {
        const ratio = ratioOf(outcome, entry, headline, name);
        return [
          entry.name,
          number(time.median),
          range(time),
          number(entry.series[name].fastest),
          ratio === null || entry === headline ? "" : number(ratio.median),
          ratio === null || entry === headline ? "" : range(ratio),
          entry === headline || ratio === null || entry.role !== "peer" ? "" : verdict(ratio),
        ];
      }),
  };
}

/** What a peer's time over ours says. */
function verdict({ median }: Spread): string {
  if (median > tie) return "ours is faster";
  return median < 1 / tie ? "ours is slower" : "tie";
}

/** Billions of floating-point operations per second. */
function rateTable(outcome: Outcome): Table {
  const { cases } = outcome;
  const taking = outcome.entries.filter((entry) =>
    cases.some(({ name }) => spreadOf(outcome, entry, name) !== null),
  );
  return {
    title: `${outcome.name} ${outcome.title}, GFLOP/s`,
    notes: notesOf(outcome),
    header: [text("n"), ...cases.map(({ at, name }) => numeric(String(at?.x ?? name)))],
    rows: taking.map((entry) => [
      entry.name,
      ...cases.map(({ name }) => {
        const rate = rateOf(outcome, entry, name);
        return rate === null ? "" : number(rate);
      }),
    ]),
  };
}

export function rateOf(outcome: Outcome, entry: Entry, name: string): number | null {
  const time = spreadOf(outcome, entry, name);
  const operations = outcome.cases.find((one) => one.name === name)?.operations;
  return time === null || operations === undefined ? null : operations / time.median / 1e6;
}

/** A table for each line: the thing that changes, then milliseconds. */
function growthTables(outcome: Outcome): Table[] {
  const axes = [...new Set(outcome.cases.map(({ at }) => at?.axis ?? ""))];
  const columns = growthColumns(outcome);
  return axes.map((axis, i) => ({
    title: `${axis[0].toUpperCase()}${axis.slice(1)}, ms a step`,
    notes: i === 0 ? notesOf(outcome) : [],
    header: [numeric(axis), ...columns.map(({ label }) => numeric(label))],
    rows: outcome.cases
      .filter(({ at }) => at?.axis === axis)
      .map(({ name, at }) => [
        String(at?.x),
        ...columns.map(({ valueOf }) => {
          const time = valueOf(name);
          return time === null ? "" : number(time);
        }),
      ]),
  }));
}

/** Ours, PyTorch's best, and how long ours takes to compile: the first step less a later one. */
export function growthColumns(outcome: Outcome): {
  readonly label: string;
  readonly valueOf: (name: string) => number | null;
}[] {
  const timeOf = (entry: Entry | null, name: string): number | null =>
    entry && (spreadOf(outcome, entry, name)?.median ?? null);
  const ours = outcome.entries.filter(({ role, absent }) => role === "ours" && absent === null);
  const compiled = ours.find(({ name }) => name === "Chainrule, 1 thread") ?? ours[0];
  return [
    ...ours.map((entry) => ({ label: entry.name, valueOf: (name: string) => timeOf(entry, name) })),
    { label: "PyTorch", valueOf: (name: string) => timeOf(bestOf(outcome, "PyTorch", name), name) },
    {
      label: "compiling, once",
      valueOf: (name: string) => {
        const first = firstOf(outcome, compiled, name);
        const step = timeOf(compiled, name);
        return first && step && Math.max(0, first.median - step);
      },
    },
  ];
}

/** Rounds that others disturbed, and who was absent. */
function notesOf(outcome: Outcome): string[] {
  const { others, entries } = outcome;
  const disturbed = others.flatMap((taken, i) => (isQuiet(taken) ? [] : [{ round: i + 1, taken }]));
  const notes: string[] = [];
  if (disturbed.length > 0) {
    const left = others.length - countingRounds(outcome).length;
    const list = disturbed.map(({ round, taken }) => `${round} (${number(taken ?? 0)} cores)`).join(", ");
    notes.push(
      `Other programs disturbed ${disturbed.length === others.length ? "every round" : "rounds"} ${list}: ` +
        (left > 0 ? "left out." : "counted all the same, as too few were quiet."),
    );
  }
  for (const { name, absent } of entries) if (absent !== null) notes.push(`Without ${name}: ${absent}.`);
  return notes;
}
