// docs/lessons, from the pages themselves: `npm run docs:lessons` writes it, and a test holds it against the pages.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { findBrowser } from "../../../scripts/browser.ts";
import { serveSite } from "../test/serveSite.ts";
import { textEdition } from "./edition.ts";

const target = fileURLToPath(new URL("../../../docs/lessons/", import.meta.url));
const executablePath = findBrowser();
if (executablePath === null) {
  console.error("This needs Chrome, Chromium or Edge: `node scripts/browser.ts` installs one.");
  process.exit(1);
}

const { url, close } = await serveSite();
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const { texts, pictures } = await textEdition(browser, url, { pictures: true });
await browser.close();
await close();

rmSync(target, { recursive: true, force: true });
mkdirSync(`${target}pictures`, { recursive: true });
for (const [path, content] of Object.entries({ ...texts, ...pictures }))
  writeFileSync(target + path, content);
const size = Object.values(pictures).reduce((sum, { byteLength }) => sum + byteLength, 0);
console.log(
  `Written to docs/lessons: ${Object.keys(texts).length} texts, ${Object.keys(pictures).length} pictures of ${(size / 1e6).toFixed(1)} MB together.`,
);
