import type { Page } from "playwright";
import { expect, it } from "vitest";
import { lessonsInBrowser, takeScreenshot } from "./open.ts";

const open = lessonsInBrowser();

const numberIn = async (page: Page, id: string): Promise<number> =>
  Number.parseFloat((await page.textContent(`#${id}`)) ?? "");
const untilSettled = (page: Page, figure: string) =>
  page.waitForSelector(`#${figure}[data-settled="true"]`, { timeout: 100_000 });

it("one can go back through the epochs to the one with the lowest validation loss", async () => {
  const { page } = await open("overfitting");
  await untilSettled(page, "by-heart");
  await expect.poll(() => page.textContent("#epoch")).toBe("600");
  expect(await numberIn(page, "train-loss")).toBeLessThan(0.01);
  expect(await numberIn(page, "validation-loss")).toBeGreaterThan(1);
  await page.getByRole("button", { name: "Best epoch" }).click();
  await expect.poll(() => page.textContent("#epoch")).toBe("91");
  expect(await numberIn(page, "validation-loss")).toBeCloseTo(0.303, 2);
  await page.locator("#by-heart").getByRole("slider", { name: "Epoch" }).first().focus();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => page.textContent("#epoch")).toBe("90");
});

it("each remedy lowers the validation loss, and its slider changes nothing but its own training", async () => {
  const lesson = await open("overfitting");
  const { page } = lesson;
  await untilSettled(page, "remedies");
  const plain = await numberIn(page, "loss-nothing");
  const remedies = ["patience", "weightDecay", "dropout", "points", "width"];
  for (const name of remedies) expect(await numberIn(page, `loss-${name}`)).toBeLessThan(0.6 * plain);
  const [before, other] = [await numberIn(page, "loss-points"), await numberIn(page, "loss-dropout")];
  await page
    .locator("#remedies")
    .getByRole("slider", { name: /^points/ })
    .fill("200");
  await expect.poll(() => numberIn(page, "loss-points"), { timeout: 30_000 }).toBeLessThan(before);
  await untilSettled(page, "remedies");
  expect(await numberIn(page, "loss-dropout")).toBe(other);
  await takeScreenshot(lesson, "overfitting-trained");
});

it("the test set says 0.24, and whoever opens it for another network hears that it is none any more", async () => {
  const { page } = await open("overfitting");
  await untilSettled(page, "remedies");
  const box = page.locator("#test-set .seal");
  const openFor = async (name: string): Promise<void> => {
    await page
      .locator("#test-set")
      .getByRole("radio", { name: new RegExp(`^${name}`) })
      .check();
    await page.getByRole("button", { name: "Open the test set" }).click();
  };
  expect(await box.textContent()).not.toContain("test loss");
  await openFor("Early stopping");
  await expect.poll(() => box.textContent()).toContain("test loss 0.24");
  expect(await page.textContent("#verdict")).toContain("honest");
  // The same one again says nothing new.
  await page.getByRole("button", { name: "Open the test set" }).click();
  expect(await page.textContent("#verdict")).toContain("honest");
  await openFor("Weight decay");
  await expect.poll(() => page.textContent("#verdict")).toContain("second validation set");
  expect(await box.textContent()).toContain("test loss 0.28");
});

it("the boundary goes around wrong labels, less so with dropout", async () => {
  const lesson = await open("overfitting");
  const { page } = lesson;
  await untilSettled(page, "boundary");
  expect(await numberIn(page, "without-train")).toBeLessThan(2);
  expect(await numberIn(page, "with-validation")).toBeLessThan(
    (await numberIn(page, "without-validation")) - 5,
  );
});

it("small networks are biased, large ones vary", async () => {
  const { page } = await open("overfitting");
  await untilSettled(page, "sizes");
  const [bias, variance] = [await numberIn(page, "size-bias"), await numberIn(page, "size-variance")];
  await page.locator("#sizes").getByRole("slider").fill("0");
  await expect.poll(() => numberIn(page, "size-bias")).toBeGreaterThan(bias);
  expect(await numberIn(page, "size-variance")).toBeLessThan(variance);
});
