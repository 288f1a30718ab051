import { checkValue } from "../guard.ts";
import type { Value } from "../value.ts";
import { abbreviate } from "./abbreviate.ts";
import { type GraphOptions, type GraphValue, graphOf } from "./graph.ts";

/** How far branches go to the right; what is deeper continues below, at the left. */
const MAX_DEPTH = 12;

/** How long names may be. */
const LONGEST = 30;

/** A line: a Value itself, a reference to where it stands, or how many Values are left out here. */
interface Row {
  readonly indent: string;
  readonly shown: "value" | "above" | "below" | "gap" | "blank";
  readonly entry: GraphValue;
}

/**
 * The graph behind `root` as a tree to print: each Value with its name, its op, its numbers or its shape, and its gradient;
 * below it what it was computed from. A Value that is used in several places stands there once, and `↑` refers to it. `↓`
 * refers to a branch that continues further down.
 *
 * ```ts
 * const x = setName(value(2, { requiresGrad: true }), "x");
 * const y = setName(x.mul(x).add(1), "y");
 * y.backward();
 * console.log(toText(y));
 * // y = add       5
 * // ├─ mul        4
 * // │  ├─ x       2   gradient 4
 * // │  └─ ↑ x
 * // └─ constant   1
 * ```
 */
export function toText(root: Value, options: GraphOptions = {}): string {
  const rows = rowsOf(graphOf(checkValue("toText", root), options)[0]);
  const labels = labelsOf(rows);
  const isFull = ({ shown }: Row): boolean => shown === "value";
  const numbers = column(rows.map((row) => (isFull(row) ? abbreviate(row.entry.value) : "")));
  const gradients = column(
    rows.map((row) =>
      isFull(row) && row.entry.gradient !== undefined ? abbreviate(row.entry.gradient) : "",
    ),
  );
  const titles = rows.map(
    ({ indent, shown, entry }) => indent + titleOf(shown, entry, labels.get(entry) ?? ""),
  );
  const width = Math.max(...titles.map((title) => title.length));
  return rows
    .map((_, i) => {
      const gradient = gradients[i].trim() === "" ? "" : `   gradient ${gradients[i]}`;
      return `${titles[i].padEnd(width)}   ${numbers[i]}${gradient}`.trimEnd();
    })
    .join("\n");
}

function titleOf(shown: Row["shown"], { op, kind, hidden }: GraphValue, label: string): string {
  if (shown === "blank") return "";
  if (shown === "gap") return hidden === 0 ? "…" : `… ${hidden} more`;
  if (shown === "above") return `↑ ${label}`;
  if (shown === "below") return `↓ ${label}`;
  if (op !== undefined) return label === "" ? op : `${label} = ${op}`;
  return label === "" ? kind : label;
}

/** Texts of one width; with room for a sign where one has it, so that digits stand below digits. */
function column(texts: readonly string[]): string[] {
  const hasSign = texts.some((text) => text.startsWith("-"));
  const aligned = texts.map((text) => (hasSign && !text.startsWith("-") ? ` ${text}` : text));
  const width = Math.max(...aligned.map((text) => text.length));
  return aligned.map((text) => text.padEnd(width));
}

function rowsOf(root: GraphValue): Row[] {
  const rows: Row[] = [];
  const drawn = new Set<GraphValue>();
  const branches = [root];
  for (const branch of branches) {
    if (drawn.has(branch)) continue;
    if (rows.length > 0) rows.push({ indent: "", shown: "blank", entry: branch });
    // A stack of its own, of what to draw next.
    const open: (Row & { readonly before: string; readonly depth: number })[] = [
      { indent: "", before: "", depth: 0, shown: "value", entry: branch },
    ];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { indent, before, depth, entry } = next;
      if (next.shown === "gap") rows.push({ indent, shown: "gap", entry });
      else if (drawn.has(entry)) rows.push({ indent, shown: "above", entry });
      else if (depth >= MAX_DEPTH && entry.inputs.some(({ op }) => op !== undefined)) {
        rows.push({ indent, shown: "below", entry });
        branches.push(entry);
      } else {
        rows.push({ indent, shown: "value", entry });
        drawn.add(entry);
        const below = entry.inputs.map((input) => ({ shown: "value" as Row["shown"], entry: input }));
        if (entry.hidden !== undefined) below.push({ shown: "gap", entry });
        below.forEach((_, i) => {
          // The last goes in first, so that the first comes out first.
          const { shown, entry } = below[below.length - 1 - i];
          const [bend, line] = i === 0 ? ["└─ ", "   "] : ["├─ ", "│  "];
          open.push({ indent: before + bend, before: before + line, depth: depth + 1, shown, entry });
        });
      }
    }
  }
  return rows;
}

/** A name on one line, and no longer than fits. */
function shortened(name: string): string {
  const line = name.replace(/[\p{Control}\s]+/gu, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

/** Names, and numbers for those Values without a name of their own that other lines refer to. */
function labelsOf(rows: readonly Row[]): Map<GraphValue, string> {
  const referred = new Set(
    rows.filter(({ shown }) => shown === "above" || shown === "below").map(({ entry }) => entry),
  );
  const values = rows.filter(({ shown }) => shown === "value").map(({ entry }) => entry);
  const uses = new Map<string, number>();
  for (const { name = "" } of values) uses.set(shortened(name), (uses.get(shortened(name)) ?? 0) + 1);
  let count = 0;
  return new Map(
    values.map((entry): [GraphValue, string] => {
      const name = shortened(entry.name ?? "");
      const isClear = name !== "" && uses.get(name) === 1;
      return [entry, referred.has(entry) && !isClear ? `${name}#${++count}` : name];
    }),
  );
}
