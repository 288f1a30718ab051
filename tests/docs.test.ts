import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/*
 * The code in the documents is run. In TypeScript blocks, a comment behind console.log says what is printed. In shell blocks,
 * every script that npm is asked for exists.
 */

const root = fileURLToPath(new URL("..", import.meta.url));
const documents = ["*.md", "packages/*/*.md", "examples/**/*.md", "bench/*.md", "docs/**/*.md"]
  .flatMap((pattern) => globSync(pattern, { cwd: root, exclude: ["**/node_modules/**"] }))
  .filter((path) => !path.includes("node_modules") && !path.endsWith("CHANGELOG.md"));

const blocks = documents.flatMap((path) => {
  const text = readFileSync(join(root, path), "utf8");
  return Array.from(
    text.matchAll(/^```(\w+)\n(.*?)^```/gms),
    ({ 0: whole, 1: language, 2: code, index }, i) => ({
      path,
      language,
      code,
      start: text.slice(0, index).trimEnd().length,
      end: index + whole.length - 1,
      name: `${path}, block ${i + 1}`,
    }),
  );
});
const programs = blocks.flatMap((block, i) => {
  // Those of the lessons are files of the playground, which are tested there.
  if (block.language !== "ts" || block.path.startsWith("docs/lessons")) return [];
  // A block of text right behind a program is what that prints.
  const next = blocks.at(i + 1);
  const isPrinted = next?.path === block.path && next.language === "text" && next.start === block.end + 1;
  return [{ ...block, printed: isPrinted ? next.code : "" }];
});
const commands = blocks
  .filter(({ language }) => language === "sh")
  .flatMap(({ name, code }) =>
    code
      .trim()
      .split("\n")
      .map((line) => ({ name, line })),
  );

// Below examples, where all packages can be imported.
const folder = join(root, "examples", ".documents");
const fileOf = (index: number): string => join(folder, `${index}.ts`);

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  programs.forEach(({ code }, i) => writeFileSync(fileOf(i), code));
  const config = {
    extends: "../../tsconfig.dev.json",
    compilerOptions: { incremental: false, tsBuildInfoFile: null, noEmit: true, noUnusedLocals: false },
    include: ["*.ts"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(documents)("%s links to files and headings that exist", (path) => {
  const folder = dirname(join(root, path));
  const text = readFileSync(join(root, path), "utf8")
    .replaceAll(/^```.*?^```/gms, "")
    .replaceAll(/`[^`\n]*`/g, "code");
  for (const [, link] of text.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
    const [file, heading] = link.split("#");
    const target = file === "" ? join(root, path) : join(folder, file);
    expect(existsSync(target), link).toBe(true);
    if (heading === undefined) continue;
    const document = statSync(target).isDirectory() ? join(target, "README.md") : target;
    const headings = Array.from(readFileSync(document, "utf8").matchAll(/^#+ (.*)$/gm), ([, title]) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} -]/gu, "")
        .replaceAll(" ", "-"),
    );
    expect(headings, link).toContain(heading);
  }
});

describe("the code in the documents", () => {
  it("is there", () => {
    expect(documents).toContain("README.md");
    expect(programs.length).toBeGreaterThan(5);
  });

  it("has no type errors", { timeout: 120_000 }, () => {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    execFileSync(process.execPath, [tsc, "-p", folder], { cwd: root, stdio: "pipe", encoding: "utf8" });
  });

  it.each(programs.map((program, i) => [program.name, program, i] as const))(
    "prints what it says: %s",
    { timeout: 60_000 },
    (_name, { code, printed: text }, i) => {
      const printed = execFileSync(process.execPath, ["--conditions=@chainrule/source", fileOf(i)], {
        cwd: join(root, "examples"),
        encoding: "utf8",
      });
      const promised = Array.from(
        code.matchAll(/^ *console\.log\(.*\); \/\/ (.*)$/gm),
        ([, output]) => output,
      );
      const lines = printed.split("\n");
      expect(lines.filter((line) => promised.includes(line))).toEqual(promised);
      // Wherever the reader keeps the program.
      expect(printed.replaceAll(/\S+[\\/]\d+\.ts:/g, "/home/ada/train.ts:")).toContain(text);
    },
  );

  it.each(commands.map(({ name, line }) => [name, line]))(
    "asks npm for scripts that exist: %s: %s",
    (_name, line) => {
      const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
        scripts: Record<string, string>;
      };
      const [, run, script] = /^npm (run (?:-s )?)?([\w:-]+)/.exec(line) ?? [];
      if (
        script !== undefined &&
        script !== "install" &&
        (run !== undefined || ["start", "test"].includes(script))
      )
        expect(scripts).toHaveProperty([script]);
      for (const [path] of line.matchAll(/\b(?:examples|tools|bench)\/[\w./-]+/g))
        expect(globSync(path, { cwd: root }), relative(root, path)).not.toEqual([]);
    },
  );
});
