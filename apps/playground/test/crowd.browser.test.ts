import { begin, defaults } from "@chainrule/examples/crowd-size/experiment.ts";
import { compile } from "@chainrule/wasm";
import type { Page } from "playwright";
import { expect, it } from "vitest";
import { lessonsInBrowser, takeScreenshot } from "./open.ts";

const open = lessonsInBrowser();

const numberIn = async (page: Page, id: string): Promise<number> =>
  Number.parseFloat(((await page.textContent(`#${id}`)) ?? "").replaceAll(",", ""));
const untilTrained = (page: Page) =>
  page.waitForSelector('#beyond[data-settled="true"]', { timeout: 110_000 });

/** Moves a slider of a figure to a value. */
const setSlider = (page: Page, figure: string, name: string, value: number) =>
  page
    .locator(`#${figure}`)
    .getByRole("slider", { name: new RegExp(`^${name}`) })
    .fill(String(value));

it("the network trained in the page counts far better than the baselines, also in the test", async () => {
  const lesson = await open("crowd");
  const { page } = lesson;
  await untilTrained(page);
  expect(await page.textContent("#crowd-step")).toBe("756 of 756");
  expect(await numberIn(page, "test-error")).toBeLessThan(14);
  for (const i of [0, 1]) expect(await numberIn(page, `test-baseline-${i}`)).toBeGreaterThan(40);
  await takeScreenshot(lesson, "crowd-trained");

  // From the best picture to the worst.
  const error = async (): Promise<number> =>
    Math.abs((await numberIn(page, "chosen-estimate")) - (await numberIn(page, "chosen-truth")));
  expect(await error()).toBeLessThanOrEqual(1);
  await setSlider(page, "test", "From the best", defaults.test);
  await expect.poll(error).toBeGreaterThan(30);

  // More people in one's own picture are seen; in the dark, few are, and the page says that it was never so dark.
  await setSlider(page, "own", "people", 20);
  await expect.poll(() => numberIn(page, "own-estimate")).toBeLessThan(40);
  await setSlider(page, "own", "people", 180);
  await expect.poll(() => numberIn(page, "own-estimate")).toBeGreaterThan(120);
  expect(await page.textContent("#own-outside")).toBe("were in the training");
  await setSlider(page, "own", "light", 0.1);
  await expect.poll(() => page.textContent("#own-outside")).toBe("never seen: light");
  await expect.poll(() => numberIn(page, "own-estimate")).toBeLessThan(120);
});

it("a training in the page gives the losses of the one in Node", async () => {
  const { page } = await open("crowd");
  await page.getByRole("radio", { name: "200", exact: true }).check();
  const validation: number[] = [];
  for (const { epoch } of begin({ ...defaults, train: 200 }, compile).training) {
    if (epoch !== undefined) validation.push(epoch.validationLoss);
  }
  await expect.poll(() => page.textContent("#crowd-step"), { timeout: 60_000 }).toBe("84 of 84");
  const shown = await numberIn(page, "crowd-validation");
  expect(shown / validation[validation.length - 1]).toBeCloseTo(1, 2);
});

it("whoever guesses hears the truth and the squared error", async () => {
  const { page } = await open("crowd");
  await setSlider(page, "guess", "Your estimate", 50);
  await page.getByRole("button", { name: "Show the truth" }).click();
  await expect.poll(() => page.textContent("#guess-truth")).toMatch(/^\d+$/);
  const error = 50 - (await numberIn(page, "guess-truth"));
  expect(await numberIn(page, "guess-loss")).toBe(error ** 2);
  expect(await page.textContent("#guess-mean")).toBe(`${Math.abs(error).toFixed(1)} (1)`);
  await page.getByRole("button", { name: "Next picture" }).click();
  await expect.poll(() => page.textContent("#guess-truth")).toBe("?");
});
