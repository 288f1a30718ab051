import { expect, it } from "vitest";
import { lessonsInBrowser, type OpenLesson } from "./open.ts";

/* Pages whose host is out of reach, or does not let them do what they need. */

const open = lessonsInBrowser();

/** Opens a lesson whose workers cannot be loaded. What the browser says of that is expected. */
async function openWithoutWorkers(slug: string): Promise<OpenLesson> {
  const lesson = await open("loss");
  await lesson.page.route(/worker-[^/]*\.js$/, (route) => route.abort());
  await lesson.page.evaluate((slug) => {
    window.location.hash = `#/${slug}`;
  }, slug);
  await lesson.page.waitForSelector(`article[data-lesson="${slug}"][data-ready="true"]`);
  return lesson;
}

it.each([
  ["network", ["reader", "training"]],
  ["minibatches", ["race"]],
  ["minima", ["noise", "walkers", "sweep"]],
  ["epochs", ["shuffling"]],
  ["overfitting", ["by-heart", "remedies", "test-set", "boundary", "sizes"]],
  ["crowd", ["training", "test", "own", "beyond"]],
  ["playground", ["sandbox"]],
] as const)("%s: figures without their worker say so", async (slug, figures) => {
  const { page, complaints } = await openWithoutWorkers(slug);
  for (const figure of figures)
    await expect
      .poll(() => page.locator(`#${figure} > .failure`).textContent())
      .toContain("could not be started");
  complaints.length = 0;
});

it("a training whose worker was out of reach begins when it is reset", async () => {
  const { page, complaints } = await openWithoutWorkers("playground");
  await page.waitForSelector("#sandbox > .failure");
  complaints.length = 0;
  await page.unroute(/worker-[^/]*\.js$/);
  await page.locator("#sandbox").getByRole("button", { name: "Reset" }).first().click();
  await page.waitForSelector('#sandbox[data-settled="true"]');
  expect(await page.locator("#sandbox > .failure").count()).toBe(0);
});

it("a program without its editor runs as it stands", async () => {
  const lesson = await open("loss");
  const { page, complaints } = lesson;
  await page.route(/editor-[^/]*\.js$/, (route) => route.abort());
  await page.evaluate(() => {
    window.location.hash = "#/neuron";
  });
  await page.locator("#program").scrollIntoViewIfNeeded();
  await expect.poll(() => page.textContent("#program small")).toContain("editor could not be loaded");
  complaints.length = 0;
  await page.locator("#program").getByRole("button", { name: "Run" }).click();
  await expect.poll(() => page.textContent("#program .output")).toMatch(/^output 0.6225/);
});
