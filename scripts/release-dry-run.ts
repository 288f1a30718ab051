// Shows what a release would be, without touching the working tree, a registry or an account:
// the versions and changelogs that the pending changesets lead to, and a publish that stops before the upload.
// It works on a copy of the files that git knows or would add; needs a build.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./pack.ts";
import { packageName, publishedPackages, root } from "./packages.ts";

const repository = fileURLToPath(root);
const copy = mkdtempSync(join(tmpdir(), "chainrule-release-"));
try {
  const files = run("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"]).split("\0");
  const outputs = publishedPackages.map((name) => `packages/${name}/dist`);
  for (const path of [...files, ...outputs]) {
    if (path === "" || !existsSync(join(repository, path))) continue;
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(repository, path), join(copy, path), { recursive: true });
  }
  symlinkSync(join(repository, "node_modules"), join(copy, "node_modules"), "junction");

  run("git", ["init", "--quiet", "--initial-branch=main"], copy);
  const changeset = join(repository, "node_modules/@changesets/cli/bin.js");
  run(process.execPath, [changeset, "version"], copy);
  for (const name of publishedPackages) {
    const { version } = JSON.parse(readFileSync(join(copy, "packages", name, "package.json"), "utf8"));
    console.log(`\n${packageName(name)} would become ${version}`);
    const changelog = join(copy, "packages", name, "CHANGELOG.md");
    if (existsSync(changelog)) console.log(readFileSync(changelog, "utf8").trim());
  }

  const filters = publishedPackages.map((name) => `--filter=${packageName(name)}`);
  const publish = ["publish", "--recursive", "--dry-run", "--no-git-checks", "--access=public"];
  console.log(`\n${run("npm", ["run", "-s", "pnpm", "--", ...filters, ...publish], copy).trim()}`);
} finally {
  rmSync(copy, { recursive: true, force: true });
}
