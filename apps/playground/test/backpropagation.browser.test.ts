import { expect, it } from "vitest";
import { lessonsInBrowser, takeScreenshot } from "./open.ts";

const open = lessonsInBrowser();

it("walks through the diamond in both directions, and gives 44", async () => {
  const { page } = await open("backpropagation");
  const figure = page.locator("#diamond");
  const gradient = figure.locator('[data-walk="x"]');
  await expect.poll(() => gradient.textContent()).toBe("nothing yet");
  await figure.getByRole("button", { name: "Next" }).click();
  await expect.poll(() => gradient.textContent()).toBe("44");
  await figure.getByRole("button", { name: "Back" }).click();
  await expect.poll(() => gradient.textContent()).toBe("nothing yet");
  await expect.poll(() => figure.locator(".step-words").textContent()).toContain("its whole cotangent");
  await figure.getByRole("slider", { name: "x", exact: true }).fill("1");
  await figure.getByRole("button", { name: "Next" }).click();
  await expect.poll(() => gradient.textContent()).toBe("10");
});

it("shows what goes wrong in the wrong order", async () => {
  const lesson = await open("backpropagation");
  const figure = lesson.page.locator("#diamond");
  await figure.getByRole("radio", { name: /wrong/ }).check();
  await expect
    .poll(() => figure.locator(".step-words .wrong").first().textContent())
    .toContain("will add to it later");
  await figure.getByRole("button", { name: "Next" }).click();
  await expect.poll(() => figure.locator(".step-words .wrong").textContent()).toContain("too late");
  await expect.poll(() => figure.locator('[data-walk="x"]').textContent()).toBe("12, wrong");
  await takeScreenshot(lesson, "backpropagation-wrong");
});

it("the arrow keys go through time and from box to box", async () => {
  const { page } = await open("backpropagation");
  const figure = page.locator("#networks");
  await figure.getByRole("button", { name: /^L: add/ }).focus();
  await page.keyboard.press("Home");
  await expect.poll(() => figure.locator(".step-words").textContent()).toContain("Before the first step");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => figure.locator(".step-words").textContent()).toContain("Step 2");
  await page.keyboard.press("ArrowDown");
  await expect
    .poll(() => figure.locator(".explanation annotation").textContent())
    .toBe("s = e^2 = (-4)^2 = 16");
  await figure.getByRole("button", { name: /^e: sub/ }).click();
  await expect
    .poll(() => figure.locator(".explanation annotation").textContent())
    .toBe("e = p - 10 = 6 - 10 = -4");
  await page.keyboard.press("End");
  await expect.poll(() => figure.locator('[data-walk="w"]').textContent()).toBe("−20");
  await expect.poll(() => figure.locator('[data-walk="x"]').textContent()).toBe("−16");
});

it("the small network is walked through to its first weight", async () => {
  const lesson = await open("backpropagation");
  const figure = lesson.page.locator("#networks");
  await figure.getByRole("radio", { name: "a small network" }).check();
  await figure.getByRole("slider", { name: "Step of the backward pass" }).fill("11");
  await expect.poll(() => figure.locator('[data-walk="w1"]').textContent()).toBe("1.326");
  await takeScreenshot(lesson, "backpropagation-network");
});

it("draws the graph of one's own program, and walks through it", async () => {
  const lesson = await open("backpropagation");
  const { page } = lesson;
  const figure = page.locator("#own");
  await figure.scrollIntoViewIfNeeded();
  const editor = figure.getByRole("textbox", { name: "A program to draw" });
  await editor.fill(
    [
      'import { value } from "@chainrule/autograd";',
      "const x = value(3, { requiresGrad: true });",
      "const u = x.square();",
      "const loss = u.mul(u).add(x);",
    ].join("\n"),
  );
  const words = figure.locator(".step-words");
  await figure.getByRole("button", { name: "Run" }).click();
  await expect.poll(() => words.textContent(), { timeout: 20_000 }).toContain("Before the first step");
  await figure.getByRole("slider", { name: "Step of the backward pass" }).fill("3");
  // 4x³ + 1 at 3.
  await expect
    .poll(() => figure.getByRole("button", { name: /^x: parameter/ }).textContent())
    .toContain("gradient 109");
  await editor.fill("const x = 3;");
  await figure.getByRole("button", { name: "Run" }).click();
  await expect
    .poll(() => figure.locator(".output").textContent(), { timeout: 20_000 })
    .toContain("the last constant has to be a single number");
  await takeScreenshot(lesson, "backpropagation-own");
});
