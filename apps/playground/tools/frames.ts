// How smooth the lessons are while they train: frames per second with every button that starts something pressed, one
// after the other. `node --conditions=@chainrule/source apps/playground/tools/frames.ts [slug …]`, on a machine that is quiet.
import { chromium, type Page } from "playwright";
import { findBrowser } from "../../../scripts/browser.ts";
import { lessons } from "../src/lessons/contents.ts";
import { serveSite } from "../test/serveSite.ts";

const seconds = 3;

/** The times between frames, in milliseconds, over so many seconds. */
function watchFrames(page: Page, seconds: number): Promise<number[]> {
  return page.evaluate(
    (seconds) =>
      new Promise<number[]>((resolve) => {
        const times: number[] = [];
        const watch = (time: number): void => {
          times.push(time);
          if (time - times[0] < 1000 * seconds) requestAnimationFrame(watch);
          else resolve(times.slice(1).map((time, i) => time - times[i]));
        };
        requestAnimationFrame(watch);
      }),
    seconds,
  );
}

const row = (cells: readonly (string | number)[]): string =>
  [18, 34, 10, 12, 10].map((width, i) => String(cells[i]).padEnd(width)).join("");

const wanted = process.argv.slice(2);
const { url, close } = await serveSite();
const browser = await chromium.launch({
  executablePath: findBrowser() ?? "",
  args: ["--no-sandbox"],
});
console.log(row(["lesson", "button", "frames/s", "95% within", "longest"]));
for (const { slug } of lessons.filter(({ slug }) => wanted.length === 0 || wanted.includes(slug))) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${url}#/${slug}`);
  await page.waitForSelector(`article[data-lesson="${slug}"][data-ready="true"]`);
  await page.waitForFunction(() => document.querySelector('[data-settled="false"]') === null);
  const buttons = await page.locator("button.main:visible").all();
  for (const button of [null, ...buttons]) {
    const name = button === null ? "(opened)" : ((await button.textContent()) ?? "");
    await button?.scrollIntoViewIfNeeded();
    if (button !== null && (await button.isEnabled())) await button.click();
    const times = (await watchFrames(page, seconds)).sort((a, b) => a - b);
    const perSecond = (1000 * times.length) / times.reduce((sum, time) => sum + time, 0);
    const most = times[Math.floor(0.95 * times.length)];
    console.log(
      row([
        slug,
        name.trim().slice(0, 32),
        perSecond.toFixed(1),
        `${most.toFixed(1)} ms`,
        `${times.at(-1)?.toFixed(1)} ms`,
      ]),
    );
  }
  await page.close();
}
await browser.close();
await close();
