import type { Locator } from "playwright";
import { expect, it } from "vitest";
import { lessonsInBrowser, type OpenLesson } from "./open.ts";

/* What a finger does, which the browser itself turns into pointer events, or into scrolling where the page leaves it that. */

const open = lessonsInBrowser();

type Place = readonly [x: number, y: number];

/** Puts a finger down, moves it along the places and lifts it. In pixels of the window. */
async function swipe({ page }: OpenLesson, places: readonly Place[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: { x: number; y: number }[]) =>
    devtools.send("Input.dispatchTouchEvent", { type, touchPoints });
  for (const [i, [x, y]] of places.entries()) await touch(i === 0 ? "touchStart" : "touchMove", [{ x, y }]);
  await touch("touchEnd", []);
}

/** A place within an element, from (0, 0), its upper left corner, to (1, 1). */
async function placeIn(element: Locator, x: number, y: number): Promise<Place> {
  const box = await element.boundingBox();
  if (box === null) throw new Error("the element is not on the page");
  return [box.x + x * box.width, box.y + y * box.height];
}

const scrolled = ({ page }: OpenLesson): Promise<number> => page.evaluate(() => window.scrollY);

/** The lesson on the loss, with its estimate of 350 in sight, which a handle on a chart changes. */
async function openEstimate(): Promise<{
  lesson: OpenLesson;
  handle: Locator;
  estimate: () => Promise<number>;
}> {
  const lesson = await open("loss", { width: "phone" });
  const handle = lesson.page.getByRole("slider", { name: "Estimate" });
  await handle.scrollIntoViewIfNeeded();
  return { lesson, handle, estimate: async () => Number(await lesson.page.textContent("#estimate")) };
}

it("a finger drags a handle, in any direction, and the page stays where it is", async () => {
  const { lesson, handle, estimate } = await openEstimate();
  const before = await scrolled(lesson);
  const [x, y] = await placeIn(handle, 0.5, 0.5);
  await swipe(lesson, [
    [x, y],
    [x + 20, y - 20],
    [x + 40, y - 60],
  ]);
  await expect.poll(estimate).toBeGreaterThan(360);
  expect(await scrolled(lesson)).toBe(before);
});

it("a finger on a chart beside its handle scrolls the page", async () => {
  const { lesson, handle, estimate } = await openEstimate();
  const before = await scrolled(lesson);
  const [x, y] = await placeIn(lesson.page.locator(".chart", { has: handle }), 0.9, 0.6);
  await swipe(lesson, [
    [x, y],
    [x, y - 30],
    [x, y - 60],
    [x, y - 120],
  ]);
  await expect.poll(() => scrolled(lesson)).toBeGreaterThan(before);
  expect(await estimate()).toBe(350);
});

it("a finger draws a digit", async () => {
  const lesson = await open("network", { width: "phone" });
  const { page } = lesson;
  const pad = page.locator("#reader .pad");
  await pad.scrollIntoViewIfNeeded();
  const before = await scrolled(lesson);
  await swipe(lesson, [
    await placeIn(pad, 0.5, 0.2),
    await placeIn(pad, 0.5, 0.5),
    await placeIn(pad, 0.48, 0.85),
  ]);
  expect(await pad.locator("polyline").count()).toBe(1);
  const points = (await pad.locator("polyline").getAttribute("points")) ?? "";
  expect(points.split(" ").length).toBeGreaterThanOrEqual(3);
  expect(await scrolled(lesson)).toBe(before);
});

it("a finger turns a landscape, all the way", async () => {
  const lesson = await open("gradient-descent", { width: "phone" });
  const surface = lesson.page.locator("canvas.surface").first();
  await surface.scrollIntoViewIfNeeded();
  const turn = async (): Promise<number> => Number(await surface.getAttribute("aria-valuenow"));
  const before = await turn();
  const [x, y] = await placeIn(surface, 0.2, 0.5);
  await swipe(
    lesson,
    [0, 40, 80, 120, 160].map((way) => [x + way, y] as const),
  );
  // Half a degree for each pixel.
  await expect.poll(turn).toBe(before + 80);
});

it("a tap on the playground's picture tells the numbers there", async () => {
  const { page } = await open("playground", { width: "phone" });
  const place = page.locator(".output-panel .place");
  await expect.poll(() => place.textContent()).toContain("Point at a place");
  await page.locator(".output-panel .plane").tap({ position: { x: 40, y: 40 } });
  await expect.poll(() => place.textContent()).toMatch(/x₁ −\d/);
});
