import { expect, it } from "vitest";
import { lessonsInBrowser, takeScreenshot } from "./open.ts";

const open = lessonsInBrowser();
/** A worker has to start and to train first. */
const patience = { timeout: 20_000 };

it("opens after eight epochs, where the example in Node ends", async () => {
  const { page } = await open("minibatches");
  await expect.poll(() => page.textContent("#loss-0"), patience).toBe("1.65");
  expect(await page.locator('[id^="loss-"]').allTextContents()).toEqual(["1.65", "0.24", "0.25"]);
  expect(await page.locator('[id^="uphill-"]').allTextContents()).toEqual(["0%", "16%", "49%"]);
});

it("goes on example by example, and by epochs", async () => {
  const lesson = await open("minibatches");
  const { page } = lesson;
  const updates = () => page.locator('[id^="updates-"]').allTextContents();
  await expect.poll(updates, patience).toEqual(["8", "128", "2,048"]);
  await page.getByRole("button", { name: "Back to the start" }).click();
  await expect.poll(updates, patience).toEqual(["0", "0", "0"]);
  await page.getByRole("button", { name: "One example" }).click();
  await expect.poll(updates, patience).toEqual(["0", "0", "1"]);
  await page.getByRole("button", { name: "One epoch" }).click();
  await expect.poll(updates, patience).toEqual(["1", "16", "256"]);
  await page.getByRole("radio", { name: "updates" }).check();
  await page.getByRole("combobox", { name: "minibatch (16)" }).selectOption("64");
  await expect.poll(updates, patience).toEqual(["8", "32", "2,048"]);
  await takeScreenshot(lesson, "minibatches-updates");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect
    .poll(() => page.locator(".progress").textContent(), { timeout: 20_000 })
    .toContain("epoch 8 of 8");
});

it("larger minibatches spread less", async () => {
  const { page } = await open("minibatches");
  const spread = async () => Number(await page.textContent("#spread"));
  const few = await spread();
  await page.getByRole("slider", { name: "Examples in a minibatch" }).fill("6");
  await expect.poll(spread).toBeLessThan(few / 2);
  await page.getByRole("slider", { name: "Examples in a minibatch" }).fill("8");
  await expect.poll(spread).toBe(0);
});
