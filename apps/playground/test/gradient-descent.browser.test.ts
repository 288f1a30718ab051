import { expect, it } from "vitest";
import { lessonsInBrowser } from "./open.ts";

const open = lessonsInBrowser();

it("the walk from (0, 0) ends at (4, 3) after 80 steps", async () => {
  const { page } = await open("gradient-descent");
  await expect.poll(() => page.textContent("#step")).toBe("80");
  await expect.poll(() => page.textContent("#place")).toBe("(4.000, 3.000)");
  await expect.poll(() => page.textContent("#gradient")).toBe("(0.000, 0.000)");
});

it("it goes step by step, and runs to the end", async () => {
  const { page } = await open("gradient-descent");
  const bowl = page.locator("#bowl");
  await bowl.getByRole("button", { name: "Back to the start" }).click();
  await expect.poll(() => page.textContent("#gradient")).toBe("(−8.000, −24.000)");
  await bowl.getByRole("button", { name: "One step" }).click();
  // (0, 0) − 0.1 · (−8, −24)
  await expect.poll(() => page.textContent("#place")).toBe("(0.800, 2.400)");
  await bowl.getByRole("button", { name: "Run" }).click();
  await expect.poll(() => page.textContent("#step"), { timeout: 20_000 }).toBe("80");
  await expect.poll(() => page.textContent("#place")).toBe("(4.000, 3.000)");
});

it("the start can be moved, and the learning rate makes the walk diverge", async () => {
  const { page } = await open("gradient-descent");
  await page.getByRole("slider", { name: "Start" }).focus();
  await page.keyboard.press("Shift+ArrowUp");
  await page.locator("#bowl").getByRole("button", { name: "Back to the start" }).click();
  await expect.poll(() => page.textContent("#place")).toBe("(0.000, 1.000)");

  const rate = page.locator("#bowl").getByRole("slider", { name: "learning rate" });
  await rate.focus();
  await page.keyboard.press("End");
  await page.locator("#bowl").getByRole("button", { name: "One step" }).click();
  // 1 − 0.3 · 8(1 − 3) = 5.8, and 0 − 0.3 · 2(0 − 4) = 2.4
  await expect.poll(() => page.textContent("#place")).toBe("(2.400, 5.800)");
});

it("three learning rates crawl, arrive and diverge", async () => {
  const { page } = await open("gradient-descent");
  const steps = page.locator("#rates").getByRole("slider", { name: "steps" });
  await steps.focus();
  await page.keyboard.press("End");
  // 16 · 0.99¹⁶⁰ + 36 · 0.96¹⁶⁰
  await expect.poll(() => page.textContent("#loss-0-005")).toBe("3.26");
  await expect.poll(() => page.textContent("#loss-0-1")).toMatch(/\s10⁻¹⁵$/);
  await expect.poll(() => page.textContent("#loss-0-26")).toMatch(/\s10⁶$/);
});

it("the landscape can be turned with the keys and by dragging", async () => {
  const { page } = await open("gradient-descent");
  const surface = page.getByRole("slider", { name: /landscape/ });
  await surface.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => surface.getAttribute("aria-valuetext")).toBe("turned -30°, tilted 55°");
  const box = await surface.boundingBox();
  if (box === null) throw new Error("the landscape is not on the page");
  await page.mouse.move(box.x + 100, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x + 180, box.y + 100, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => surface.getAttribute("aria-valuetext")).toBe("turned 10°, tilted 55°");
});

it("its whole program runs in place", async () => {
  const { page } = await open("gradient-descent");
  const program = page.locator("#try");
  await program.getByRole("button", { name: "Run" }).click();
  await expect
    .poll(() => program.locator(".output").textContent(), { timeout: 30_000 })
    .toContain("step 80: (4.000, 3.000)");
});
