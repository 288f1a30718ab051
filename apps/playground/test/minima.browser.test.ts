import { expect, it } from "vitest";
import { lessonsInBrowser } from "./open.ts";

const open = lessonsInBrowser();
/** Walks are computed in workers, several at once when the lesson opens. */
const patient = { timeout: 60_000 };

it("where a walk ends depends on where it starts", async () => {
  const { page } = await open("minima");
  await expect.poll(() => page.textContent("#valley")).toBe("B, a local minimum");
  await expect.poll(() => page.textContent("#valley-end")).toBe("1.347");
  await page.locator("#valleys").getByRole("slider", { name: "Start" }).focus();
  await page.keyboard.press("Home");
  await expect.poll(() => page.textContent("#valley-start")).toBe("−2.50");
  await expect.poll(() => page.textContent("#valley-end")).toBe("−1.473");
  await expect.poll(() => page.textContent("#valley")).toBe("A, the global minimum");
});

it("momentum changes where", async () => {
  const { page } = await open("minima");
  await page.locator("#valleys").getByRole("slider", { name: "Start" }).focus();
  await page.keyboard.press("End");
  await expect.poll(() => page.textContent("#valley")).toBe("B, a local minimum");
  await page.locator("#valleys").getByRole("radio", { name: "0.9", exact: true }).check();
  await expect.poll(() => page.textContent("#valley")).toBe("A, the global minimum");
});

it("one walker stays in B with all examples, and crosses the hill with two", async () => {
  const { page } = await open("minima");
  await expect.poll(() => page.textContent("#walk-valley"), patient).toBe("A");
  const noise = page.locator("#noise");
  await noise.getByRole("radio", { name: "all 32" }).check();
  await expect.poll(() => page.textContent("#walk-place"), patient).toBe("1.347");
  await expect.poll(() => page.textContent("#walk-crossings")).toBe("0");
  await noise.getByRole("button", { name: "One step" }).click();
  await expect.poll(() => page.textContent("#walk-step"), patient).toBe("1");
  // 2 − 0.03 · (4 · 8 − 8 · 2 + 1)
  await expect.poll(() => page.textContent("#walk-place")).toBe("1.490");
  await noise.getByRole("button", { name: "Walk" }).click();
  await expect.poll(async () => Number(await page.textContent("#walk-step")), patient).toBeGreaterThan(20);
  await noise.getByRole("button", { name: "Pause" }).click();
});

it("a hundred walkers: none leaves B with all examples, nearly all with two", async () => {
  const { page } = await open("minima");
  const walkers = page.locator("#walkers");
  await walkers.getByRole("radio", { name: "all 32" }).check();
  await expect.poll(() => page.textContent("#walkers-b"), patient).toBe("100");
  await expect.poll(() => page.textContent("#walkers-a")).toBe("0");
  await walkers.getByRole("radio", { name: "2", exact: true }).check();
  await expect.poll(async () => Number(await page.textContent("#walkers-a")), patient).toBeGreaterThan(90);
});

it("annealed walkers do best with the noisiest steps, others with less noise", async () => {
  const { page } = await open("minima");
  await expect.poll(() => page.textContent("#sweep-step"), patient).toBe("600 of 600");
  await expect.poll(() => page.textContent("#sweep-best")).toBe("2");
  await expect.poll(() => page.textContent("#sweep-annealed")).toBe("1");
});

it("the closer to the ridge, the longer a walk stays at the saddle", async () => {
  const { page } = await open("minima");
  const level = async () => Number(await page.textContent("#level"));
  const before = await level();
  await page
    .locator("#saddle")
    .getByRole("slider", { name: /beside the ridge/ })
    .focus();
  await page.keyboard.press("Home");
  await expect.poll(level).toBeGreaterThan(before + 40);
});

it("its whole program runs in place", async () => {
  const { page } = await open("minima");
  const program = page.locator("#try");
  await program.getByRole("button", { name: "Run" }).click();
  await expect
    .poll(() => program.locator(".output").textContent(), patient)
    .toContain("from 2.5 to 1.35, where the loss is -2.62");
});
