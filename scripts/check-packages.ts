// publint and attw on each packed package, exactly as a release would ship it. Needs a build.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PublishedPackage, pack, run } from "./pack.ts";
import { packageName } from "./packages.ts";

const folder = mkdtempSync(join(tmpdir(), "chainrule-pack-"));
try {
  for (const [name, tarball] of Object.entries(pack(folder))) {
    run("publint", ["run", "--strict", tarball]);
    run("attw", ["--profile", "esm-only", "--no-color", tarball]);
    console.log(`${packageName(name as PublishedPackage)}: exports and types resolve`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
