import { expect, it } from "vitest";
import { lessonsInBrowser } from "./open.ts";

const open = lessonsInBrowser();

it("350 people where there are 500 cost 22,500, and 600 cost 10,000", async () => {
  const { page } = await open("loss");
  await expect.poll(() => page.textContent("#loss")).toBe("22,500");
  await page.getByRole("button", { name: "Estimate 600" }).click();
  await expect.poll(() => page.textContent("#error")).toBe("100");
  await expect.poll(() => page.textContent("#loss")).toBe("10,000");
});

it("the estimate can be dragged, and moved with the keys", async () => {
  const { page } = await open("loss");
  const handle = page.getByRole("slider", { name: "Estimate" });
  await handle.focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => page.textContent("#estimate")).toBe("351");
  await page.keyboard.press("Shift+ArrowLeft");
  await expect.poll(() => page.textContent("#estimate")).toBe("341");

  const box = await handle.boundingBox();
  if (box === null) throw new Error("the handle is not on the page");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => Number(await page.textContent("#estimate"))).toBeGreaterThan(360);
});

it("the mean squared error of five pictures is least where the squares cover least", async () => {
  const { page } = await open("loss");
  // By hand: Σ x·y / Σ x² = 63,660 / 5,638 = 11.3 people per percent.
  const weight = page.getByRole("slider", { name: "weight" });
  const lossAt = async (value: string): Promise<number> => {
    await weight.fill(value);
    await expect.poll(() => page.textContent("figure#squares output")).toBe(value);
    return Number((await page.textContent("#mse"))?.replace(",", ""));
  };
  const [less, least, more] = [await lossAt("11.2"), await lossAt("11.3"), await lossAt("11.4")];
  expect(least).toBeLessThan(less);
  expect(least).toBeLessThan(more);
});

it("no idea among ten digits costs ln 10, and the wrong digit with 99% costs ln 100", async () => {
  const { page } = await open("loss");
  await expect.poll(() => page.textContent("#surprise")).toBe("2.303");
  await page.getByRole("button", { name: "1%", exact: true }).click();
  await expect.poll(() => page.textContent("#surprise")).toBe("4.605");
  await page.getByRole("slider", { name: "Probability of the right class" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => page.textContent("#probability")).toBe("1.5%");
});
