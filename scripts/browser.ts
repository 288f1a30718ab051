// Finds a browser for the tests that need one, and installs one where there is none: `npm test` calls this first.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

const names = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
  "msedge",
];

/** Where Chrome, Chromium or Edge lies on this machine; null where there is none. */
export function findBrowser(): string | null {
  const { PATH = "", LOCALAPPDATA, PROGRAMFILES } = process.env;
  const extension = process.platform === "win32" ? ".exe" : "";
  const onPath = PATH.split(delimiter).flatMap((folder) =>
    names.map((name) => join(folder, name + extension)),
  );
  const applications = ["Google Chrome", "Chromium", "Microsoft Edge"].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  );
  const programs = [PROGRAMFILES, process.env["PROGRAMFILES(X86)"], LOCALAPPDATA].flatMap((folder) =>
    folder === undefined
      ? []
      : [
          join(folder, "Google/Chrome/Application/chrome.exe"),
          join(folder, "Microsoft/Edge/Application/msedge.exe"),
        ],
  );
  return [...onPath, ...applications, ...programs].find((path) => existsSync(path)) ?? downloaded();
}

/** The browser that Playwright has downloaded, if it has. */
function downloaded(): string | null {
  const { stdout } = spawnSync(
    process.execPath,
    ["-e", `process.stdout.write(require("playwright").chromium.executablePath())`],
    { encoding: "utf8" },
  );
  return stdout !== "" && existsSync(stdout) ? stdout : null;
}

/** Installs one: Debian's package where that is allowed, else Playwright's download. */
function install(): void {
  const options = { stdio: "inherit", shell: true } as const;
  const isRoot = process.platform === "linux" && userInfo().uid === 0;
  if (isRoot && existsSync("/etc/debian_version")) {
    console.log("Installing Chromium for the tests in a browser (apt-get install chromium) …");
    spawnSync(
      "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends chromium >/dev/null",
      options,
    );
  }
  if (findBrowser() === null) spawnSync("npx playwright install chromium", options);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (findBrowser() === null) install();
  if (findBrowser() === null) {
    console.log(
      "No Chrome, Chromium or Edge here and none could be installed: tests in a browser are skipped.",
    );
    if (process.env["CI"] !== undefined) process.exitCode = 1;
  }
}
