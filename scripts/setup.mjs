// Installs the dependencies, unless nothing changed since the last time: so the second `npm start` needs neither
// time nor network. `npm run setup -- --force` installs in any case.
// Plain JavaScript, because it runs on the system's Node before the pinned one is there.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const stamp = new URL("node_modules/.cache/chainrule-setup", root);

/** What an installation depends on: the lockfile, the settings, every manifest and the platform. */
function fingerprint() {
  const manifests = ["packages", "apps", "tests", "."].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, root))
      .map((name) => `${folder}/${name}/package.json`)
      .filter((path) => existsSync(new URL(path, root))),
  );
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n${fileURLToPath(root)}\n`);
  for (const path of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json", ...manifests]) {
    hash.update(`${path}\n`).update(readFileSync(new URL(path, root)));
  }
  return hash.digest("hex");
}

const wanted = fingerprint();
const isForced = process.argv.includes("--force");
if (isForced || !existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
  console.log("Installing dependencies (about a minute the first time) …");
  const { status } = spawnSync(
    "npm run -s pnpm -- install --frozen-lockfile --prefer-offline --loglevel=error",
    {
      cwd: root,
      stdio: "inherit",
      shell: true,
    },
  );
  if (status !== 0) process.exit(status ?? 1);
  mkdirSync(dirname(fileURLToPath(stamp)), { recursive: true });
  writeFileSync(stamp, wanted);
}
