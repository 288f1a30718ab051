import { readFileSync } from "node:fs";
import { chromium } from "playwright";
import { expect, inject, it } from "vitest";
import { findBrowser } from "../../../scripts/browser.ts";
import { textEdition } from "../text/edition.ts";

it("the lessons in docs/ say what the pages say", async () => {
  const browser = await chromium.launch({ executablePath: findBrowser() ?? "", args: ["--no-sandbox"] });
  try {
    const { texts } = await textEdition(browser, inject("site"), { pictures: false });
    for (const [path, text] of Object.entries(texts)) {
      const written = readFileSync(new URL(`../../../docs/lessons/${path}`, import.meta.url), "utf8");
      expect(
        written,
        `docs/lessons/${path} is out of date. Run \`npm run docs:lessons\` and look at the difference.`,
      ).toBe(text);
    }
  } finally {
    await browser.close();
  }
});
