import { readFileSync } from "node:fs";

/*
 * docs/from-pytorch.md and docs/from-tensorflowjs.md put the line of another library beside ours. The code blocks above a table define the names in it.
 */

/** A table: what comes before it, and its rows. */
export interface Comparison {
  /** The heading of its section. */
  readonly heading: string;
  readonly setup: string;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly theirs: string;
  readonly ours: string;
}

/** The entries of an array of any rank; null for what is none. */
export type Numbers = { readonly shape: readonly number[]; readonly data: readonly (number | null)[] } | null;

/** What the lines of the other library gave, by heading and line. */
export type Recorded = Readonly<Record<string, Numbers>>;

export const keyOf = (heading: string, row: Row): string => `${heading}: ${row.theirs}`;

/** The tables of such a document that compare lines. */
export function comparisonsIn(path: URL): Comparison[] {
  return readFileSync(path, "utf8")
    .split(/^## /m)
    .slice(1)
    .flatMap((section) => {
      const heading = section.slice(0, section.indexOf("\n"));
      const parts = section.split(/^```ts\n/m).slice(1);
      return parts.map((part): Comparison => {
        const end = part.indexOf("\n```");
        const rows = Array.from(
          part.slice(end).matchAll(/^\| `(.*?)` \| `(.*?)` \|/gm),
          ([, theirs, ours]) => ({
            theirs,
            ours,
          }),
        );
        return { heading, setup: part.slice(0, end), rows };
      });
    })
    .filter(({ rows }) => rows.length > 0);
}

/** A program that prints, behind "RESULTS ", what each of our lines gives. */
export function programOf({ setup, rows }: Comparison): string {
  return `${setup}
import { Value as AnyValue } from "@chainrule/autograd";

const numbersOf = (x: unknown): unknown => {
  if (x instanceof AnyValue) return { shape: x.shape, data: Array.from(x.data) };
  if (typeof x === "number" || typeof x === "boolean") return { shape: [], data: [Number(x)] };
  if (!Array.isArray(x)) return null;
  const shape: number[] = [];
  for (let level: unknown = x; Array.isArray(level); [level] = level) shape.push(level.length);
  return { shape, data: x.flat(9) };
};
const results: unknown[] = [];
${rows.map(({ ours }) => `results.push(numbersOf(${ours}));`).join("\n")}
console.log("RESULTS " + JSON.stringify(results));
`;
}
