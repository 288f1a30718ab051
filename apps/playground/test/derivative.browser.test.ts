import { expect, it } from "vitest";
import { lessonsInBrowser } from "./open.ts";

const open = lessonsInBrowser();

it("the slope is −300 at 350 and 200 at 600", async () => {
  const { page } = await open("derivative");
  await expect.poll(() => page.textContent("#slope")).toBe("−300");
  await expect.poll(() => page.textContent("#way")).toBe("larger");
  await page.getByRole("button", { name: "Estimate 600" }).click();
  await expect.poll(() => page.textContent("#slope")).toBe("200");
  await expect.poll(() => page.textContent("#way")).toBe("smaller");
  await page.getByRole("slider", { name: "Estimate" }).focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(() => page.textContent("#slope")).toBe("220");
});

it("a smaller step brings the difference nearer to the derivative, until it is rounded away", async () => {
  const { page } = await open("derivative");
  await expect.poll(() => page.textContent("#quotient")).toBe("−200");
  await expect.poll(() => page.textContent("#difference-error")).toBe("100");
  const difference = page.locator("#difference");
  await difference.getByRole("slider", { name: "step h" }).focus();
  for (let i = 0; i < 10; i++) await page.keyboard.press("ArrowLeft");
  await expect.poll(() => page.textContent("#difference-error")).toBe("10");
  await page.keyboard.press("Home");
  await expect.poll(async () => Number(await page.textContent("#difference-error"))).toBeGreaterThan(1);

  await page.keyboard.press("End");
  await difference.getByRole("radio", { name: "from x − h to x + h" }).check();
  await expect.poll(() => page.textContent("#quotient")).toBe("−300");
  await expect.poll(() => page.textContent("#difference-error")).toBe("0");
});

it("the error of all four differences is told for any step", async () => {
  const { page } = await open("derivative");
  const row = page.locator("#rounding tbody tr").first();
  await expect.poll(() => row.locator("td").first().textContent()).toBe("0.0042");
  await page.locator("#rounding").getByRole("slider", { name: "step h" }).focus();
  await page.keyboard.press("Home");
  // Rounded away: the slope of the sine at 1 seems to be 0, and is cos 1.
  await expect.poll(() => row.locator("td").first().textContent()).toBe("0.54");
});

it("a curve of one's choice shows its slope", async () => {
  const { page } = await open("derivative");
  const figure = page.locator("#curves");
  await figure.getByRole("combobox", { name: "curve" }).selectOption({ label: "x³" });
  await figure.getByRole("slider", { name: "Point" }).focus();
  await page.keyboard.press("End");
  await expect.poll(() => page.textContent("#curve-height")).toBe("27.000");
  await expect.poll(() => page.textContent("#curve-slope")).toBe("27.000");
  await expect.poll(() => page.textContent("#curve-bend")).toBe("18.000");
});

it("its whole program runs in place", async () => {
  const { page } = await open("derivative");
  const program = page.locator("#try");
  await program.getByRole("button", { name: "Run" }).click();
  await expect
    .poll(() => program.locator(".output").textContent(), { timeout: 30_000 })
    .toContain("estimate 350: loss 22500, slope -300");
});
