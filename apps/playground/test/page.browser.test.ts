import { expect, it } from "vitest";
import { lessons } from "../src/lessons/contents.ts";
import { lessonsInBrowser } from "./open.ts";

const open = lessonsInBrowser();

it("every lesson is one click away, and those around it", async () => {
  const { page } = await open("loss");
  const list = page.getByRole("navigation", { name: "Lessons", exact: true });
  expect(await list.getByRole("link").count()).toBe(lessons.length);
  expect(await list.locator('[aria-current="page"]').textContent()).toBe("3Loss");
  await page
    .getByRole("navigation", { name: "Before and after" })
    .getByRole("link", { name: "Next" })
    .click();
  await page.waitForSelector('article[data-lesson="derivative"][data-ready="true"]');
  expect(await page.title()).toContain("The derivative");
  // Those who hear the page begin at the new lesson.
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
});

it("the first page has a network learn two spirals at once, and again from other weights", async () => {
  const { page } = await open("");
  const right = async (): Promise<number> =>
    Number.parseFloat((await page.textContent("#opening-right")) ?? "");
  await expect.poll(right, { timeout: 60_000 }).toBeGreaterThan(95);
  await page.getByRole("button", { name: "Again" }).click();
  await expect.poll(right).toBeLessThan(80);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Play" }).click();
  await page.getByRole("link", { name: "Open it in the playground" }).click();
  await page.waitForSelector('article[data-lesson="playground"][data-ready="true"]');
  expect(page.url()).toContain("data=spiral");
});

it("on a phone the list unfolds, and folds when a lesson is chosen", async () => {
  const { page } = await open("loss", { width: "phone" });
  const link = page.getByRole("link", { name: "4 The derivative" });
  expect(await link.isVisible()).toBe(false);
  await page.getByRole("button", { name: "Lessons" }).click();
  await link.click();
  await page.waitForSelector('article[data-lesson="derivative"][data-ready="true"]');
  expect(await link.isVisible()).toBe(false);
});

it("colors can be chosen, and stay chosen", async () => {
  const { page } = await open("loss");
  const paper = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.getByRole("button", { name: "Use dark colors" }).click();
  await expect.poll(paper).not.toBe(light);
  const dark = await paper();
  await page.reload();
  await page.waitForSelector('article[data-ready="true"]');
  expect(await paper()).toBe(dark);
});

it("colors can be chosen where the browser stores nothing", async () => {
  const { page } = await open("loss");
  await page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get: () => {
        throw new DOMException("Access is denied for this document.", "SecurityError");
      },
    });
  });
  await page.reload();
  await page.waitForSelector('article[data-ready="true"]');
  const themeOf = (): Promise<string | undefined> =>
    page.evaluate(() => document.documentElement.dataset["theme"]);
  expect(await themeOf()).toBe("light");
  await page.getByRole("button", { name: "Use dark colors" }).click();
  await expect.poll(themeOf).toBe("dark");
});

it("an address of no lesson says so", async () => {
  const { page } = await open("");
  await page.evaluate(() => {
    window.location.hash = "#/nothing";
  });
  await expect.poll(() => page.getByRole("alert").textContent()).toContain("no lesson called “nothing”");
});
