// Packs the published packages as a release would (workspace ranges replaced, LICENSE included).
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageName, publishedPackages, root } from "./packages.ts";

export type PublishedPackage = (typeof publishedPackages)[number];

/** Runs a command of the repository and returns what it printed; what it printed is in the error too. */
export function run(command: string, args: readonly string[], cwd: string = fileURLToPath(root)): string {
  // npm and npx are .cmd files on Windows, which only a shell can start.
  const shell = process.platform === "win32";
  try {
    return execFileSync(command, args, { cwd, shell, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(" ")} failed in ${cwd}:\n${stdout ?? ""}${stderr ?? ""}`, {
      cause: error,
    });
  }
}

/** Packs every published package into `folder` (its `dist` must be built) and returns the tarballs' paths. */
export function pack(folder: string): Record<PublishedPackage, string> {
  const filters = publishedPackages.map((name) => `--filter=${packageName(name)}`);
  run("npm", ["run", "-s", "pnpm", "--", ...filters, "pack", `--pack-destination=${folder}`]);
  const files = readdirSync(folder);
  const tarball = (name: PublishedPackage): string => {
    const start = `${packageName(name).replace(/^@/, "").replace("/", "-")}-0`;
    const file = files.find((candidate) => candidate.startsWith(start));
    if (file === undefined) throw new Error(`no tarball of ${packageName(name)} among ${files.join(", ")}`);
    return join(folder, file);
  };
  return {
    autograd: tarball("autograd"),
    nn: tarball("nn"),
    optim: tarball("optim"),
    draw: tarball("draw"),
    files: tarball("files"),
    wasm: tarball("wasm"),
    blas: tarball("blas"),
    chainrule: tarball("chainrule"),
  };
}
