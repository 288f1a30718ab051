import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { findBrowser } from "../../../scripts/browser.ts";

const screenshots = fileURLToPath(new URL("../screenshots/", import.meta.url));
/** Wide as on a desk, narrow as in a hand. */
const widths = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const;
export type Width = keyof typeof widths;

/** A lesson that is open in a browser, with all that it complained of. */
export type OpenLesson = {
  readonly page: Page;
  readonly complaints: string[];
};

export type OpenOptions = { readonly width?: Width; readonly theme?: "light" | "dark" };

/** What a test file calls once: opens lessons in a browser, which it closes at the end. Every page must have kept quiet. */
export function lessonsInBrowser(): (slug: string, options?: OpenOptions) => Promise<OpenLesson> {
  let browser: Browser;
  let opened: { context: BrowserContext; lesson: OpenLesson }[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: findBrowser() ?? "",
      args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"],
    });
  });
  afterEach(async () => {
    const complaints = opened.flatMap(({ lesson }) => lesson.complaints);
    for (const { context } of opened) await context.close();
    opened = [];
    expect(complaints, "errors, warnings and requests to other hosts").toEqual([]);
  });
  afterAll(() => browser.close());

  return async (slug, { width = "desktop", theme = "light" } = {}) => {
    const context = await browser.newContext({
      viewport: widths[width],
      colorScheme: theme,
      hasTouch: width === "phone",
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    const lesson: OpenLesson = { page, complaints: [] };
    opened.push({ context, lesson });
    const site = inject("site");
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) lesson.complaints.push(message.text());
    });
    page.on("pageerror", (error) => lesson.complaints.push(String(error)));
    page.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith("http") && origin !== new URL(site).origin)
        lesson.complaints.push(request.url());
    });
    page.on("response", (response) => {
      if (response.status() >= 400) lesson.complaints.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(`${site}#/${slug}`);
    const path = slug.split("?")[0];
    await page.waitForSelector(
      path === "" ? ".contents" : `article[data-lesson="${path}"][data-ready="true"]`,
    );
    await page.evaluate(() => document.fonts.ready);
    return lesson;
  };
}

/** What a person sees when everything that computes by itself is there, for one to look at: `screenshots/loss-phone.png`. */
export async function takeScreenshot({ page }: OpenLesson, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.waitForFunction(() => document.querySelector('[data-settled="false"]') === null, undefined, {
    timeout: 90_000,
  });
  await page.screenshot({ path: `${screenshots}${name}.png`, fullPage: true });
}

/** Faults that keep people from using the page, as axe finds them: all of them, or those of one rule. */
export async function findBarriers({ page }: OpenLesson, rule?: string): Promise<string[]> {
  // A page without frames needs no second one to put the results together, and nobody reads those of what is in order.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await (rule === undefined ? axe : axe.withRules(rule)).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`,
    );
}

/** How far a page can be scrolled sideways, in pixels: 0 where everything fits. */
export const overflowOf = ({ page }: OpenLesson): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
