import type { Page } from "playwright";
import { expect, it } from "vitest";
import { findBarriers, lessonsInBrowser, type OpenLesson } from "./open.ts";

/* Programs that learners change and run, tried on that of the first lesson. */

const open = lessonsInBrowser();

async function openProgram(): Promise<OpenLesson> {
  const lesson = await open("neuron");
  await lesson.page.locator("#program").scrollIntoViewIfNeeded();
  await lesson.page.waitForSelector("#program .cm-content");
  return lesson;
}

/** Runs another program in the same place, and gives what it prints. */
async function printsOf(page: Page, program: string): Promise<string> {
  await page.click("#program .cm-content");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(program);
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.waitForSelector('#program[data-running="false"]');
  return page.locator("#program .output").innerText();
}

it("the editor takes the place of the listing to the pixel", async () => {
  const { page } = await open("neuron");
  const heights = await page.evaluate(async () => {
    const part = document.querySelector("#program");
    const before = part?.getBoundingClientRect().height;
    part?.scrollIntoView();
    while (document.querySelector("#program .cm-content") === null) await new Promise(requestAnimationFrame);
    return [before, part?.getBoundingClientRect().height];
  });
  expect(heights[1]).toBe(heights[0]);
});

it("a program runs as it stands, and draws its graph", async () => {
  const lesson = await openProgram();
  await lesson.page.locator("#program").getByRole("button", { name: "Run" }).click();
  await lesson.page.waitForSelector("#program .picture svg");
  expect(await lesson.page.textContent("#program .output")).toMatch(/^output 0.6225/);
  expect(await findBarriers(lesson)).toEqual([]);
});

it("prints what Node prints", async () => {
  const { page } = await openProgram();
  const program = `import { tensor } from "@chainrule/autograd";
import { Linear, Sequential, Tanh } from "chainrule";
const size: number = 2;
console.log([1, -0, NaN], { size }, new Float32Array(3), "%d", 5);
console.log(tensor([[1, 2], [3, 4]]));
console.log(new Sequential(new Linear(2, 3), new Tanh()));`;
  expect(await printsOf(page, program)).toBe(
    `[ 1, -0, NaN ] { size: 2 } Float32Array(3) [ 0, 0, 0 ] %d 5
tensor([[1, 2],
        [3, 4]])
Sequential(
  (0): Linear(weight=[3, 2], bias=[3])
  (1): Tanh()
)`,
  );
});

it("faults name their line", async () => {
  const { page } = await openProgram();
  const wrong = 'import { tensor } from "chainrule";\n\ntensor([[1, 2]]).matmul(tensor([[1, 2]]));';
  expect(await printsOf(page, wrong)).toMatch(/^Line 3: RangeError: matmul needs/);
  expect(await printsOf(page, "const x = 1;\nconst y = ;")).toBe("Line 2: Unexpected token");
  expect(await printsOf(page, 'import { Tensor } from "chainrule";\nTensor([1]);')).toBe(
    'Line 2: The module "chainrule" has no "Tensor". Did you mean "tensor"?',
  );
  expect(await printsOf(page, 'import fs from "node:fs";\nfs.rmSync("/");')).toMatch(
    /^Line 1: There is no module "node:fs"/,
  );
  expect(
    await printsOf(page, "await null;\nPromise.reject(new Error('lost'));\nawait new Promise(() => {});"),
  ).toBe("Line 2: lost");
});

it("whatever a program does, the page goes on and says what has happened", async () => {
  const { page } = await openProgram();
  // All that comes before the loop, though it is printed at once.
  expect(await printsOf(page, "for (let i = 0; i < 3; i++) console.log(i);\nfor (;;);")).toBe(
    "0\n1\n2\nStopped after 10 seconds. Is there a loop that never ends?",
  );
  expect(await printsOf(page, "postMessage(null); postMessage({ type: 'mine' }); console.log(1);")).toBe("1");
  expect(await printsOf(page, "throw null;")).toBe("The program threw null.");
  expect(
    await printsOf(page, "await null; setTimeout(() => { throw 'late'; }); await new Promise(() => {});"),
  ).toMatch(/late/);
  const long = await printsOf(page, "console.log('x'.repeat(1e7));");
  expect(long.length).toBeLessThan(600_000);
  expect(long).toMatch(/more than can be shown here$/);
  expect(await printsOf(page, "for (let i = 0; ; i++) console.log(i);")).toMatch(
    /999\n… and more than these 1000 lines\nStopped/,
  );
});

it("nobody is caught in the editor, and what was there comes back", async () => {
  const { page } = await openProgram();
  const reset = page.locator("#program").getByRole("button", { name: "Reset" });
  expect(await reset.isDisabled()).toBe(true);
  expect(await printsOf(page, "console.log('mine');")).toBe("mine");
  await page.keyboard.press("Tab");
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Run");
  await reset.click();
  await expect.poll(() => page.locator("#program .cm-content").innerText()).toContain("setName");
});
