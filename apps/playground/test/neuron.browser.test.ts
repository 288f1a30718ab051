import type { Page } from "playwright";
import { expect, it } from "vitest";
import { lessonsInBrowser, takeScreenshot } from "./open.ts";

const open = lessonsInBrowser();

const set = (page: Page, figure: string, label: string, value: number): Promise<void> =>
  page.locator(`#${figure}`).getByRole("slider", { name: label }).fill(String(value));

it("the sliders, the sum and the output agree", async () => {
  const { page } = await open("neuron");
  await expect.poll(() => page.textContent("#sum")).toBe("0.50");
  await expect.poll(() => page.textContent("#output")).toBe("0.6225");
  await set(page, "neuron", "bias b", -0.2);
  await expect.poll(() => page.textContent("#sum")).toBe("0.00");
  await expect.poll(() => page.textContent("#output")).toBe("0.5000");
  await page.locator("#neuron select").selectOption("tanh");
  await set(page, "neuron", "bias b", 0.8);
  await expect.poll(() => page.textContent("#output")).toBe("0.7616");
  // What is out of sight is drawn when it comes into sight.
  await page.locator("#graph .graph-picture").scrollIntoViewIfNeeded();
  await expect.poll(() => page.locator("#graph svg").textContent()).toContain("output = tanh");
});

it("an activation shows its value and its slope where the point is", async () => {
  const { page } = await open("neuron");
  await page.locator("#activation").getByRole("radio", { name: "tanh" }).check({ force: true });
  const point = page.getByRole("slider", { name: "Sum z" });
  await point.focus();
  for (let i = 0; i < 10; i++) await page.keyboard.press("ArrowLeft");
  await expect.poll(() => page.textContent("#activation-output")).toBe("0.0000");
  await expect.poll(() => page.textContent("#activation-slope")).toBe("1.0000");
});

it("the point in the plane is the pair of inputs", async () => {
  const { page } = await open("neuron");
  await page.getByRole("slider", { name: "Inputs" }).focus();
  await page.keyboard.press("Shift+ArrowUp");
  // 0.8 · 1 − 1.2 · 1.5 + 0.3 = −0.7
  await expect.poll(() => page.textContent("#plane-output")).toBe("0.332");
  await expect.poll(() => page.textContent("#sum")).toBe("−0.70");
});

it("AND can be set, XOR cannot", async () => {
  const lesson = await open("neuron");
  const { page } = lesson;
  await set(page, "tasks", "weight of a", 4);
  await set(page, "tasks", "weight of b", 4);
  await set(page, "tasks", "bias", -6);
  await expect.poll(() => page.textContent("#verdict")).toBe("All four are right: the neuron computes AND.");
  await page.locator("#tasks").getByRole("radio", { name: "XOR" }).check({ force: true });
  await expect.poll(() => page.textContent("#verdict")).toBe("1 of 4 are right.");
  expect(await page.getByRole("button", { name: "No weights do this" }).isDisabled()).toBe(true);
  await takeScreenshot(lesson, "neuron-xor");
});

it("the example's program runs in place and finds its rule", async () => {
  const { page } = await open("neuron");
  await page.locator("#learning").getByRole("button", { name: "Run" }).click();
  await expect
    .poll(() => page.textContent("#learning .output"))
    .toContain("from 20 examples the neuron found w₁ =  1.997   w₂ = -2.997   bias =  1.000");
});
