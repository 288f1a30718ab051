import { readFileSync } from "node:fs";
import type { StateEntry } from "@chainrule/autograd";

interface ExpectedEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly base64: string;
}

type Expectation = Readonly<Record<string, ExpectedEntry>> | { readonly error: string };

const folder = new URL("fixtures/", import.meta.url);
const { halves, ...expectations } = JSON.parse(readFileSync(new URL("files.json", folder), "utf8")) as {
  halves: { F16: number; BF16: number };
} & Record<string, Expectation>;

/** The checksums of all halves, as tools/fixtures/files.py has them. */
export { halves };

/** What a foreign tool has written. */
export function readFixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, folder)));
}

/** The files of a kind that can be read, with what is in them. */
export function goodFixtures(extension: string): [name: string, Record<string, ExpectedEntry>][] {
  return fixtures(extension).flatMap(([name, expectation]) =>
    "error" in expectation ? [] : [[name, expectation as Record<string, ExpectedEntry>]],
  );
}

/** The files of a kind that are to be refused, with a part of the message. */
export function badFixtures(extension: string): [name: string, error: string][] {
  return fixtures(extension).flatMap(([name, expectation]) =>
    typeof expectation["error"] === "string" ? [[name, expectation["error"]]] : [],
  );
}

function fixtures(extension: string): [string, Expectation][] {
  return Object.entries<Expectation>(expectations).filter(([name]) => name.endsWith(`.${extension}`));
}

/** An entry as files.json spells it: equal to the bit, but for the kind of NaN. */
export function spell({ dtype, shape, data }: Pick<StateEntry, "dtype" | "shape" | "data">): ExpectedEntry {
  const base64 = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");
  return { dtype, shape: [...shape], base64 };
}
