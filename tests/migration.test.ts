import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { comparisonsIn, keyOf, type Numbers, programOf, type Recorded } from "./migration.ts";

/*
 * Every line on our side of the documents for people from elsewhere runs, and gives what the line on the other side was recorded to give there.
 */

const root = fileURLToPath(new URL("..", import.meta.url));
// Below examples, where all packages can be imported.
const folder = join(root, "examples", ".migration");
const documents = ["from-pytorch", "from-tensorflowjs"].map((name) => ({
  name,
  comparisons: comparisonsIn(new URL(`../docs/${name}.md`, import.meta.url)),
  recorded: JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8")) as Recorded,
}));
const fileOf = (document: string, index: number): string => join(folder, `${document}-${index}.ts`);

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, comparisons } of documents) {
    comparisons.forEach((comparison, i) => writeFileSync(fileOf(name, i), programOf(comparison)));
  }
  const config = {
    extends: "../../tsconfig.dev.json",
    compilerOptions: { incremental: false, tsBuildInfoFile: null, noEmit: true, noUnusedLocals: false },
    include: ["*.ts"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("our lines have no type errors", { timeout: 120_000 }, () => {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", folder], { cwd: root, stdio: "pipe", encoding: "utf8" });
});

describe.each(documents)("$name", ({ name, comparisons, recorded }) => {
  it("compares lines", () => {
    expect(comparisons.flatMap(({ rows }) => rows).length).toBeGreaterThan(50);
  });

  it("has a record of each line of the other library", () => {
    const keys = comparisons.flatMap(({ heading, rows }) => rows.map((row) => keyOf(heading, row)));
    expect(new Set(Object.keys(recorded)), "write it anew: see CONTRIBUTING.md").toEqual(new Set(keys));
  });

  it.each(comparisons.map((comparison, i) => [comparison.heading, comparison, i] as const))(
    "gives the same numbers: %s",
    { timeout: 60_000 },
    (heading, { rows }, i) => {
      const printed = execFileSync(process.execPath, ["--conditions=@chainrule/source", fileOf(name, i)], {
        cwd: join(root, "examples"),
        encoding: "utf8",
      });
      const results = JSON.parse(printed.slice(printed.indexOf("RESULTS ") + 8)) as Numbers[];
      rows.forEach((row, j) => {
        const expected = recorded[keyOf(heading, row)];
        if (expected === null) return;
        const result = results[j];
        expect(result?.shape, row.ours).toEqual(expected.shape);
        expected.data.forEach((number, k) => {
          const difference = Math.abs(Number(result?.data[k]) - Number(number));
          expect(difference, row.ours).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(Number(number))));
        });
      });
    },
  );
});
