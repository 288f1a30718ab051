import { expect, it } from "vitest";
import { lessonsInBrowser, takeScreenshot } from "./open.ts";

const open = lessonsInBrowser();
/** A worker has to start and to train first. */
const patience = { timeout: 20_000 };

it("deals batch after batch, and counts", async () => {
  const { page } = await open("epochs");
  const counters = async () =>
    Promise.all(["epoch", "batch", "iterations", "samples"].map((id) => page.textContent(`#${id}`)));
  await expect.poll(counters).toEqual(["2 of 6", "2 of 5", "7", "68"]);
  await page.getByRole("button", { name: "To the end of the epoch" }).click();
  await expect.poll(counters).toEqual(["2 of 6", "5 of 5", "10", "96"]);
  expect(await page.textContent("#seen")).toContain("between 2 and 2 times");
  const before = await page.locator(".deck").getAttribute("aria-label");
  await page.getByRole("button", { name: "Next batch" }).click();
  await expect.poll(counters).toEqual(["3 of 6", "1 of 5", "11", "106"]);
  expect(await page.locator(".deck").getAttribute("aria-label")).not.toBe(before);
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await expect.poll(() => page.locator(".deck").getAttribute("aria-label")).toBe(before);
});

it("drops the last batch, and draws with replacement", async () => {
  const lesson = await open("epochs");
  const { page } = lesson;
  await page.getByRole("checkbox", { name: /dropLast/ }).check();
  await expect.poll(() => page.textContent("#batch")).toBe("3 of 4");
  await expect.poll(() => page.locator(".tray.out").count()).toBe(1);
  await page.getByRole("checkbox", { name: /dropLast/ }).uncheck();
  await page.getByRole("radio", { name: "with replacement" }).check();
  await page.getByRole("button", { name: "To the end of the epoch" }).click();
  await expect.poll(() => page.textContent("#seen")).toContain("between 0 and");
  await takeScreenshot(lesson, "epochs-replacement");
});

it("shows what becomes of a network without shuffling, as the example in Node does", async () => {
  const { page } = await open("epochs");
  await expect.poll(() => page.textContent("#right-shuffled"), patience).toBe("82%");
  expect(await page.textContent("#right-as")).toBe("50%");
  await page.getByRole("button", { name: "Back to the start" }).click();
  await expect.poll(() => page.textContent("#right-shuffled"), patience).toBe("–");
  await page.getByRole("button", { name: "One update" }).click();
  await expect.poll(() => page.locator(".progress").textContent(), patience).toContain("1 updates made");
});
