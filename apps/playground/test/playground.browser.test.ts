import { describe, expect, it } from "vitest";
import { encode, plainView } from "../src/lessons/12-playground/address.ts";
import { presets } from "../src/lessons/12-playground/presets.ts";
import { Run } from "../src/lessons/12-playground/run.ts";
import { defaults, type Settings } from "../src/lessons/12-playground/settings.ts";
import { lessonsInBrowser, type OpenLesson, overflowOf, takeScreenshot } from "./open.ts";

const openLesson = lessonsInBrowser();
type Page = OpenLesson["page"];

/** Opens the playground, and waits until the network is there. */
async function open(...to: Parameters<typeof openLesson>): Promise<OpenLesson> {
  const lesson = await openLesson(...to);
  await lesson.page.waitForSelector('#sandbox[data-settled="true"]');
  return lesson;
}

/** Reads again and again: the worker shares the machine with all other tests. */
const soon = <T>(read: () => T): ReturnType<typeof expect.poll<T>> => expect.poll(read, { timeout: 30_000 });

const addressOf = (settings: Settings, epochs = 0): string =>
  `playground?${encode({ settings, view: plainView, epochs })}`;

const textOf = async (page: Page, id: string): Promise<string> => (await page.textContent(`#${id}`)) ?? "";
const numberOf = async (page: Page, id: string): Promise<number> =>
  Number((await textOf(page, id)).replaceAll(/[,%]/g, ""));
const press = (page: Page, name: string): Promise<void> =>
  page.locator("#sandbox").getByRole("button", { name, exact: true }).click();
const stateOf = (page: Page): URLSearchParams => new URLSearchParams(page.url().split("?")[1] ?? "");

describe("the training", () => {
  it("learns the spiral while one watches", async () => {
    const { page } = await open(addressOf(presets.spiral.settings));
    await soon(() => textOf(page, "epoch")).toBe("0");
    await page.getByLabel("Speed").selectOption({ label: "as fast as it can" });
    await press(page, "Play");
    await soon(() => numberOf(page, "test-right")).toBeGreaterThanOrEqual(97);
  });

  it("has learned the spiral after 100 epochs: 97% of the test points", async () => {
    const { page } = await open(addressOf(presets.spiral.settings, 100));
    await soon(() => textOf(page, "epoch")).toBe("100");
    expect(await numberOf(page, "test-right")).toBeGreaterThanOrEqual(97);
  });

  it("goes by steps and by epochs, and begins anew", async () => {
    const { page } = await open(addressOf(defaults));
    await soon(() => textOf(page, "step")).toBe("0");
    await press(page, "Step");
    await soon(() => textOf(page, "step")).toBe("1");
    await press(page, "Epoch");
    await soon(() => textOf(page, "step")).toBe("20");
    expect(await textOf(page, "epoch")).toBe("1");
    await press(page, "Reset");
    await soon(() => textOf(page, "step")).toBe("0");
  });

  it("computes the numbers that the same run gives in Node, and the program in the page", async () => {
    const settings: Settings = { ...presets.spiral.settings, dropout: 0.1, optimizer: "adamW", batch: 7 };
    const run = new Run(settings);
    while (run.epoch < 4) run.step();
    const { trainLoss, testLoss, testRight } = run.measure();
    const lesson = await open(addressOf(settings, 4));
    const { page } = lesson;
    await soon(() => textOf(page, "epoch")).toBe("4");
    expect(await textOf(page, "train-loss")).toBe(trainLoss.toFixed(4));
    expect(await textOf(page, "test-loss")).toBe(testLoss.toFixed(4));
    await page.locator("#program").scrollIntoViewIfNeeded();
    await expect
      .poll(() => page.textContent("#program .program"))
      .toContain("new Dropout(0.1, { generator })");
    await page.locator("#program").getByRole("button", { name: "Run", exact: true }).click();
    const printed = page.locator("#program .output");
    await soon(() => printed.textContent()).toContain(
      `epoch 4: training loss ${trainLoss.toFixed(6)}, test loss ${testLoss.toFixed(6)}`,
    );
    expect(await printed.textContent()).toContain(
      `Right: ${(100 * testRight).toFixed(1)}% of the test points.`,
    );
  });
});

describe("what can be set", () => {
  it("begins anew for another network, and goes on with another learning rate", async () => {
    const { page } = await open(addressOf(defaults, 3));
    await soon(() => textOf(page, "epoch")).toBe("3");
    await page.getByRole("slider", { name: "Learning rate" }).fill("70");
    await soon(() => page.textContent(".program-note")).toContain("while this network was learning");
    expect(await textOf(page, "epoch")).toBe("3");
    await page.getByLabel("Optimizer").selectOption({ label: "Adam" });
    await press(page, "Step");
    await soon(() => textOf(page, "step")).toBe("61");

    await press(page, "Add a hidden layer");
    await soon(() => textOf(page, "step")).toBe("0");
    await soon(() => page.getByRole("button", { name: /^Layer 3/ }).count()).toBe(2);
    await press(page, "Add a neuron to layer 3");
    await press(page, "Input x₁x₂");
    await page.getByRole("radio", { name: "Multi-Gaussian" }).check({ force: true });
    await soon(() => stateOf(page).get("layers")).toBe("4,2,3");
    await soon(() => stateOf(page).get("data")).toBe("hills");
    expect(stateOf(page).get("inputs")).toBe("x1,x2,x1x2");
    expect(stateOf(page).get("loss")).toBe("mse");
    expect(await page.getByRole("combobox", { name: "Loss" }).inputValue()).toBe("mse");
    expect(await page.locator("#test-right").count()).toBe(0);
  });

  it("keeps an input, and marks numbers that are out of bounds", async () => {
    const { page } = await open(addressOf(defaults));
    await press(page, "Input x₁");
    const last = page.getByRole("button", { name: "Input x₂", exact: true });
    await soon(() => last.getAttribute("aria-disabled")).toBe("true");
    await last.click({ force: true });
    expect(await last.getAttribute("aria-pressed")).toBe("true");
    const seed = page.getByLabel("Seed", { exact: true });
    await seed.fill("-3");
    expect(await seed.getAttribute("aria-invalid")).toBe("true");
    await seed.fill("7");
    await soon(() => stateOf(page).get("seed")).toBe("7");
  });

  it("has other points and other weights for other seeds", async () => {
    const { page } = await open(addressOf(defaults));
    const first = await textOf(page, "train-loss");
    await press(page, "New weights");
    await soon(() => textOf(page, "train-loss")).not.toBe(first);
    const second = await textOf(page, "train-loss");
    await press(page, "New data");
    await soon(() => textOf(page, "train-loss")).not.toBe(second);
  });
});

describe("weights set by hand", () => {
  it("change what the network says", async () => {
    const { page } = await open(addressOf(defaults, 60));
    await soon(() => numberOf(page, "train-right")).toBeGreaterThan(99);
    const bias = page.getByLabel("Bias of the output");
    await bias.fill("100");
    await soon(() => numberOf(page, "train-right")).toBeLessThan(60);
    await soon(() => page.textContent(".program-note")).toContain("set by hand");
    await press(page, "Reset");
    await soon(() => page.textContent(".program-note")).toContain("agree to the last digit");
  });

  it("can be reached by keyboard, and pointed at with their gradients", async () => {
    const { page } = await open(addressOf(defaults, 5));
    const neuron = page.getByRole("button", { name: "Layer 2, neuron 1" });
    await neuron.focus();
    await page.keyboard.press("Enter");
    await soon(() => neuron.getAttribute("aria-pressed")).toBe("true");
    const weight = page.getByLabel("Weight of neuron 1 of layer 2 for neuron 3");
    const written = await weight.inputValue();
    await weight.focus();
    const note = page.locator(".edge-note");
    await expect
      .poll(() => note.textContent())
      .toContain(`neuron 3 → layer 2, neuron 1: weight ${written.replace("-", "−")}, gradient`);

    const target = page.getByRole("button", { name: "Layer 1, neuron 1", exact: true });
    await target.scrollIntoViewIfNeeded();
    const to = await target.boundingBox();
    if (to === null) throw new Error("the network is not on the page");
    await page.mouse.move(to.x - 4, to.y + to.height / 2);
    await expect
      .poll(() => note.textContent())
      .toMatch(/^x[₁₂] → layer 1, neuron 1: weight −?\d\.\d+, gradient/);
  });
});

it("tells what the network says at the place that is pointed at", async () => {
  const { page } = await open(addressOf(defaults, 60));
  const plane = page.locator(".plane");
  await plane.hover({ position: { x: 3, y: 3 } });
  await soon(() => page.textContent(".place")).toMatch(/^x₁ −2\.9, x₂ 2\.9: class 1 with \d\.\d%$/);
  const box = await plane.boundingBox();
  await plane.hover({ position: { x: (box?.width ?? 0) / 2, y: (box?.height ?? 0) / 2 } });
  await soon(() => page.textContent(".place")).toMatch(/class 1 with 9\d\.\d%$/);
});

it("says so when a training has diverged", async () => {
  const { page } = await open(
    addressOf(
      { ...defaults, data: "hills", loss: "mse", rate: 10, activation: "relu", inputs: ["x1x1", "x2x2"] },
      5,
    ),
  );
  await soon(() => page.locator("#sandbox [role=alert]").textContent()).toContain("has diverged");
  await page.getByRole("slider", { name: "Learning rate" }).fill("40");
  await press(page, "Reset");
  await soon(() => page.locator("#sandbox [role=alert]").count()).toBe(0);
});

describe("the address", () => {
  it("opens what was copied, epochs included", async () => {
    const { page } = await open(addressOf(presets.xor.settings, 2));
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByLabel("Logarithmic").check();
    await press(page, "Epoch");
    await soon(() => textOf(page, "epoch")).toBe("3");
    const loss = await textOf(page, "train-loss");
    await press(page, "Copy link");
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const other = await open(link.split("#/")[1]);
    await soon(() => textOf(other.page, "epoch")).toBe("3");
    expect(await textOf(other.page, "train-loss")).toBe(loss);
    expect(await other.page.getByLabel("Logarithmic").isChecked()).toBe(true);
    expect(await other.page.getByLabel("Preset").inputValue()).toBe("xor");
  });

  it("says what of it could not be used", async () => {
    const { page } = await open("playground?noise=7&layers=3&sound=loud");
    const notes = page.locator("#sandbox .failure li");
    await expect
      .poll(() => notes.allTextContents())
      .toEqual(["There is nothing called “sound” here.", "noise=7 was ignored: it is a number from 0 to 1."]);
    expect(await page.getByRole("button", { name: /^Layer 1/ }).count()).toBe(3);
  });

  it("leads from the words to a network, without another page", async () => {
    const { page } = await open("playground");
    await page.getByRole("link", { name: presets.vanishing.title }).click();
    await soon(() => page.getByLabel("Preset").inputValue()).toBe("vanishing");
    await soon(() => page.locator("#sandbox .tile:not(.input)").count()).toBe(37);
    await soon(() => textOf(page, "epoch")).toBe("0");
  });
});

it.each(["light", "dark"] as const)("a large network fits on a phone, in %s colors", async (theme) => {
  const settings: Settings = {
    ...presets.spiral.settings,
    layers: [8, 8, 8, 8, 8, 8],
    inputs: ["x1", "x2", "sinx1"],
  };
  const lesson = await open(addressOf(settings, 10), { width: "phone", theme });
  await soon(() => textOf(lesson.page, "epoch")).toBe("10");
  await takeScreenshot(lesson, `playground-large-phone-${theme}`);
  expect(await overflowOf(lesson)).toBe(0);
});
