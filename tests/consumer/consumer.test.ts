import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findBrowser } from "../../scripts/browser.ts";
import { type PublishedPackage, pack, run } from "../../scripts/pack.ts";
import { packageName } from "../../scripts/packages.ts";
import { bundlers, titleOf } from "./bundlers.ts";

const minutes = 60_000;
const browser = findBrowser();
const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "..", "..");
const bin = (folder: string, name: string): string => join(folder, "node_modules", ".bin", name);

/** What calls foreign functions, and its binary for this platform. */
const koffi = ["koffi", `@koromix/koffi-${process.platform}-${process.arch}`];

const oldestNode = bin(here, "node");
const newestNode = bin(root, "node");

/** What someone installs together, and the program that must then type-check and run. */
const installations: readonly {
  program: string;
  packages: readonly PublishedPackage[];
  others?: readonly string[];
}[] = [
  { program: "autograd", packages: ["autograd"] },
  { program: "author", packages: ["autograd"], others: ["fast-check", "pure-rand"] },
  { program: "nn", packages: ["autograd", "nn"] },
  { program: "optim", packages: ["autograd", "optim"] },
  { program: "draw", packages: ["autograd", "draw"] },
  { program: "files", packages: ["autograd", "files"] },
  { program: "wasm", packages: ["autograd", "wasm"] },
  { program: "blas", packages: ["autograd", "wasm", "blas"] },
  { program: "chainrule", packages: ["autograd", "nn", "optim", "draw", "files", "wasm", "chainrule"] },
  { program: "all", packages: ["autograd", "nn", "optim", "files"] },
  { program: "core", packages: ["autograd", "nn", "optim", "draw", "files"] },
];

// No DOM, no Node types, declarations of the packages checked too, and not the repository's own condition.
const consumerTsconfig = {
  compilerOptions: {
    target: "ES2022",
    lib: ["ES2022"],
    types: [],
    module: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    outDir: "out",
    rootDir: ".",
  },
  files: ["program.ts"],
};

/**
 * Packs what a package of ours needs, as it is installed here: a dependency, with those of its own beside it. Returns the
 * tarballs' paths.
 */
function packInstalled(
  dependent: PublishedPackage,
  dependency: string,
  names: readonly string[],
  folder: string,
): string[] {
  const installed = join(realpathSync(join(root, "packages", dependent, "node_modules", dependency)), "..");
  for (const name of names) {
    if (!existsSync(join(installed, name))) continue; // built for another platform
    // npm does not pack what lies in node_modules.
    cpSync(join(installed, name), join(folder, name), { recursive: true, dereference: true });
    run("npm", ["pack", "--ignore-scripts", `--pack-destination=${folder}`], join(folder, name));
  }
  return readdirSync(folder)
    .filter((file) => file.endsWith(".tgz"))
    .map((file) => join(folder, file));
}

/** Puts packages of the registry where an install would, from the copies installed here. */
function addInstalled(names: readonly string[], folder: string): void {
  // The dependencies of fast-check lie beside it.
  const beside = join(realpathSync(join(root, "node_modules/fast-check")), "..");
  for (const name of names)
    cpSync(realpathSync(join(beside, name)), join(folder, "node_modules", name), { recursive: true });
}

describe("someone who installs the packages", () => {
  const workFolder = mkdtempSync(join(tmpdir(), "chainrule-consumer-"));
  let tarballs: Record<PublishedPackage, string>;
  let dependencies: Partial<Record<PublishedPackage, readonly string[]>>;

  beforeAll(() => {
    run("npm", ["run", "-s", "compile"]);
    tarballs = pack(workFolder);
    dependencies = {
      draw: packInstalled("draw", "@dagrejs/dagre", ["dagre", "graphlib"], join(workFolder, "draw-needs")),
      files: packInstalled("files", "fflate", ["fflate"], join(workFolder, "files-needs")),
      blas: packInstalled("blas", "koffi", koffi, join(workFolder, "blas-needs")),
    };
  }, 5 * minutes);

  afterAll(() => rmSync(workFolder, { recursive: true, force: true }));

  it("has the oldest supported Node and the newest one to try them on", () => {
    const { engines } = JSON.parse(readFileSync(join(root, "packages/autograd/package.json"), "utf8"));
    expect(run(oldestNode, ["--version"]).trim()).toBe(`v${engines.node.replace(">=", "")}.0.0`);
    expect(run(newestNode, ["--version"]).trim()).toBe("v26.10.0");
  });

  it.each(installations)(
    "can type-check, run and bundle the program $program on $packages",
    async ({ program, packages, others = [] }) => {
      const folder = mkdtempSync(join(workFolder, `${program}-`));
      writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(consumerTsconfig));
      copyFileSync(join(here, "programs", `${program}.ts`), join(folder, "program.ts"));

      // An empty cache and no network: the tarballs are all that there is.
      const files = packages.flatMap((name) => [tarballs[name], ...(dependencies[name] ?? [])]);
      run(
        "npm",
        ["install", "--offline", `--cache=${join(folder, "cache")}`, "--no-audit", "--no-fund", ...files],
        folder,
      );
      addInstalled(others, folder);
      for (const name of packages) {
        const installed = join(folder, "node_modules", packageName(name));
        expect(existsSync(join(installed, "LICENSE")), `${name} ships its LICENSE`).toBe(true);
        expect(existsSync(join(installed, "dist/index.d.ts")), `${name} ships its types`).toBe(true);
        expect(existsSync(join(installed, "dist/.tsbuildinfo")), `${name} ships no build state`).toBe(false);
        expect(readFileSync(join(installed, "package.json"), "utf8")).not.toContain("workspace:");
      }

      run(bin(root, "tsc"), ["--project", "tsconfig.json"], folder);
      run(oldestNode, ["out/program.js"], folder);
      run(newestNode, ["out/program.js"], folder);

      // A bundler drops what `sideEffects` does not protect: the methods on Value must survive.
      const bundle = join(folder, "out/bundle.mjs");
      await build({
        input: join(folder, "out/program.js"),
        output: { file: bundle },
        external: /^(node:|koffi$)/,
        logLevel: "warn",
      });
      rmSync(join(folder, "node_modules"), { recursive: true });
      run(oldestNode, [bundle], folder);
    },
    3 * minutes,
  );

  describe.skipIf(browser === null)("and bundles a page", () => {
    const isolated = {
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    };
    const policy = (rules: string) => ({ ...isolated, "Content-Security-Policy": rules });

    it.each(Object.keys(bundlers))(
      "has threads where the browser gives them, and one elsewhere, by %s",
      async (bundler) => {
        const folder = mkdtempSync(join(workFolder, `${bundler}-`));
        writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
        writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(consumerTsconfig));
        copyFileSync(join(here, "programs/page.ts"), join(folder, "program.ts"));
        run(
          "npm",
          [
            "install",
            "--offline",
            `--cache=${join(folder, "cache")}`,
            "--no-audit",
            "--no-fund",
            tarballs.autograd,
            tarballs.wasm,
          ],
          folder,
        );
        run(bin(root, "tsc"), ["--project", "tsconfig.json"], folder);
        await bundlers[bundler](join(folder, "out/program.js"), join(folder, "site"));
        const threads = Math.min(availableParallelism(), 2);
        for (const [expected, headers] of [
          [threads, isolated],
          [1, {}],
          [1, policy("worker-src 'none'; script-src 'self' 'wasm-unsafe-eval'")],
          [1, policy("script-src 'self'")],
        ] as const) {
          const said = JSON.parse(await titleOf(join(folder, "site"), headers, browser as string));
          expect(said).toEqual({
            threads: expected === 1 ? 1 : expect.any(Number),
            isClose: true,
            isEqual: true,
          });
          expect(said.threads).toBeGreaterThanOrEqual(expected);
        }
      },
      3 * minutes,
    );
  });
});
