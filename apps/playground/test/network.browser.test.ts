import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Generator } from "@chainrule/autograd";
import { buildNetwork } from "@chainrule/examples/digits/network.ts";
import type { Page } from "playwright";
import { expect, it } from "vitest";
import { encodeWeights } from "../src/lessons/02-network/weightsFile.ts";
import { lessonsInBrowser, type OpenLesson, takeScreenshot } from "./open.ts";

const open = lessonsInBrowser();

async function openTrained(): Promise<OpenLesson> {
  const lesson = await open("network");
  await lesson.page.waitForSelector('#reader[data-settled="true"]', { timeout: 100_000 });
  return lesson;
}

async function draw(page: Page, strokes: readonly (readonly [x: number, y: number])[][]): Promise<void> {
  await page.locator("#reader .pad").scrollIntoViewIfNeeded();
  const box = await page.locator("#reader .pad").boundingBox();
  if (box === null) throw new Error("there is no pad");
  for (const [first, ...others] of strokes) {
    await page.mouse.move(box.x + first[0] * box.width, box.y + first[1] * box.height);
    await page.mouse.down();
    for (const [x, y] of others)
      await page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 8 });
    await page.mouse.up();
  }
}

it("the network for XOR gets all four cases right, on the way from layer to layer", async () => {
  const { page } = await open("network");
  for (const [pair, output] of [
    ["0, 0", "0.02: 0"],
    ["0, 1", "0.98: 1"],
    ["1, 0", "0.98: 1"],
    ["1, 1", "0.02: 0"],
  ]) {
    await page.getByRole("button", { name: `Send ${pair}` }).click();
    await expect.poll(() => page.textContent("#xor")).toBe(`The output is ${output}.`);
  }
  await page.locator("#signals").getByRole("button", { name: "Step" }).click();
  await expect.poll(() => page.locator("#signals .unit[data-reached='true']").count()).toBe(2);
});

it("the network trained in the page reads 96% of the test digits, and drawn ones", async () => {
  const lesson = await openTrained();
  const { page } = lesson;
  expect(await page.textContent("#training-step")).toBe("1,570 / 1,570");
  expect(Number((await page.textContent("#test-accuracy"))?.replace("%", ""))).toBeGreaterThanOrEqual(96);

  await draw(page, [
    [
      [0.25, 0.2],
      [0.75, 0.2],
      [0.42, 0.85],
    ],
  ]);
  await expect.poll(() => page.textContent("#answer")).toContain("It reads 7.");
  await takeScreenshot(lesson, "network-drawn");
  await page.getByRole("button", { name: "Clear" }).click();
  await expect.poll(() => page.textContent("#answer")).toContain("Nothing is drawn yet.");
  await draw(page, [
    [
      [0.5, 0.12],
      [0.5, 0.88],
    ],
  ]);
  await expect.poll(() => page.textContent("#answer")).toContain("It reads 1.");
});

it("without a pointer, digits are chosen, and mistakes looked at", async () => {
  const { page } = await openTrained();
  await page.locator(".thumbnails button").nth(3).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.textContent("#answer")).toContain("It reads 3.");
  await page.getByLabel("what speaks for").selectOption("8");
  await expect.poll(() => page.getAttribute(".reading .row[data-lookedat='true'] text", "y")).not.toBeNull();
  expect(await page.textContent(".reading .row[data-lookedat='true'] text")).toBe("8");
  await page.getByRole("radio", { name: "its mistakes" }).check({ force: true });
  await page.locator(".thumbnails button").first().click();
  await expect.poll(() => page.textContent("#answer")).toContain("but it is");
});

it("weights go out to a file and come in from one, and other files are refused", async () => {
  const { page } = await openTrained();
  const folder = mkdtempSync(join(tmpdir(), "weights-"));
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save the weights" }).click(),
  ]);
  const saved = join(folder, "saved.safetensors");
  await download.saveAs(saved);
  const accuracy = await page.textContent("#test-accuracy");

  const untrained = { model: "mlp", hidden: [20, 10] } as const;
  const other = join(folder, "other.safetensors");
  const state = buildNetwork(untrained, new Generator(1)).stateDict();
  writeFileSync(other, encodeWeights({ architecture: untrained, state }));
  const input = page.locator(".weights-files input");
  await input.setInputFiles(other);
  await expect.poll(() => page.textContent("#weights-origin")).toBe("from other.safetensors");
  await expect.poll(() => page.locator(".reading .layer").count()).toBe(3);
  await input.setInputFiles(saved);
  await expect.poll(() => page.textContent("#test-accuracy")).toBe(accuracy);

  const wrong = join(folder, "wrong.safetensors");
  writeFileSync(wrong, readFileSync(saved).subarray(0, 5000));
  await input.setInputFiles(wrong);
  await expect
    .poll(() => page.textContent(".weights-files [role=alert]"))
    .toMatch(/^wrong\.safetensors is no file of weights .* the file is cut off\.$/);
  expect(await page.textContent("#weights-origin")).toBe("from saved.safetensors");
});
