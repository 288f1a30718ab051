import { copyFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Generator } from "@chainrule/autograd";
import { JSDOM } from "jsdom";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { augment } from "../digits/augment.ts";
import { evaluate } from "../digits/evaluate.ts";
import { readMnist } from "../digits/mnist.ts";
import { buildNetwork } from "../digits/network.ts";
import { readOptions } from "../digits/options.ts";
import { drawLossCurves } from "../digits/pictures/lossCurves.ts";
import { train as teach } from "../digits/train.ts";
import { UserError } from "../digits/userError.ts";
import { loadNetwork, saveWeights } from "../digits/weights.ts";
import { makeTemporaryFolder, type Run, runExample, temporaryFolder } from "./run.ts";

const samples = fileURLToPath(new URL("../digits/samples", import.meta.url));
const sample = (name: string): string => join(samples, name);

const small = ["--images", "4800", "--epochs", "2", "--hidden", "48,24"];
const train = (output: string, ...args: string[]): Promise<Run> =>
  runExample("digits/main.ts", ...small, "--output", output, ...args);

const parent = makeTemporaryFolder();
const [folder, same, other, eager] = ["first", "same", "other", "eager"].map((name) => join(parent, name));
const weights = join(folder, "weights.safetensors");
const predict = (...args: string[]): Promise<Run> =>
  runExample("digits/predict.ts", "--weights", weights, ...args);
let first: Run;
let callByCall: Run;

beforeAll(async () => {
  [first, callByCall] = await Promise.all([
    train(folder),
    train(eager, "--no-compile"),
    train(same, "--seed=1"),
    train(other, "--seed=2"),
  ]);
}, 120_000);
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const files = ["confusion-matrix.svg", "loss-curves.svg", "most-wrong.svg", "weights.safetensors"];
const read = (folder: string, file: string): Buffer => readFileSync(join(folder, file));
const parse = (file: string): Element =>
  new JSDOM(read(folder, file), { contentType: "image/svg+xml" }).window.document.documentElement;

describe("npm start", () => {
  it("says what it does, epoch by epoch, and how well the network reads at the end", () => {
    expect({ status: first.status, stderr: first.stderr }).toEqual({ status: 0, stderr: "" });
    const lines = first.stdout.split("\n").map((line) => line.trimEnd());
    expect(lines[0]).toBe("MNIST: 4,400 images to learn from, 400 for validation, 10,000 for the test.");
    expect(lines[1]).toBe("Network: 784-48-24-10, 39,106 weights to learn.");
    const rows = lines.filter((line) => /^ +\d+( +[\d.]+){2} +[\d.]+% +[\d.]+$/.test(line));
    expect(rows).toHaveLength(2);
    const accuracy = Number(first.stdout.match(/Test accuracy: ([\d.]+)%/)?.[1]);
    expect(accuracy).toBeGreaterThan(85);
    for (const file of files) expect(first.stdout).toContain(`  ${file} `);
  });

  it("learns the same call by call, with --no-compile", () => {
    const losses = ({ stdout }: Run): number[] =>
      [...stdout.matchAll(/^ +\d+ +([\d.]+) +([\d.]+)/gm)].flatMap(([, ...numbers]) => numbers.map(Number));
    expect(losses(callByCall)).toHaveLength(4);
    // The last of four digits may be another: sums are taken in another order.
    for (const [i, loss] of losses(first).entries()) expect(losses(callByCall)[i]).toBeCloseTo(loss, 3);
  });

  it("uses no control characters where the output is no terminal", () => {
    const controls = Array.from(first.stdout).filter((character) => character < " " && character !== "\n");
    expect(controls).toEqual([]);
  });

  it("writes these files, and leaves no unfinished ones", () => {
    expect(readdirSync(folder).sort()).toEqual(files);
  });

  it("draws loss curves with a point for each epoch's validation", () => {
    const svg = parse("loss-curves.svg");
    expect(svg.querySelectorAll("circle")).toHaveLength(2);
    expect(svg.textContent).toContain("How the loss fell");
    expect(svg.outerHTML).not.toContain("NaN");
  });

  it.each([69, 138, 150, 151, 3440])("draws the curve of %i steps to the end of training", (steps) => {
    const train = Array.from({ length: steps }, (_, step) => 1 / (step + 1));
    const svg = drawLossCurves({ train, validation: [0.5, 0.25], stepsPerEpoch: steps / 2 });
    const { document } = new JSDOM(svg, { contentType: "image/svg+xml" }).window;
    const [curve] = document.querySelectorAll("g[aria-label=line] path");
    const end = curve.getAttribute("d")?.split("L").at(-1)?.split(",")[0];
    const [, lastDot] = document.querySelectorAll("circle");
    expect(Number(end)).toBeCloseTo(Number(lastDot.getAttribute("cx")), 3);
  });

  it("says when it replaces the weights of an earlier run, and only then", async () => {
    expect(first.stdout).toMatch(/^ {2}weights\.safetensors +what it learned$/m);
    const again = temporaryFolder();
    copyFileSync(weights, join(again, "weights.safetensors"));
    const { stdout } = await train(again, "--images=100", "--hidden=4", "--epochs=1");
    const line = /^ {2}weights\.safetensors +what it learned \(replaced the weights of an earlier run\)$/m;
    expect(stdout).toMatch(line);
    expect(read(again, "weights.safetensors").equals(read(folder, "weights.safetensors"))).toBe(false);
  }, 60_000);

  it("draws a confusion matrix that counts every test image once", () => {
    const svg = parse("confusion-matrix.svg");
    const texts = Array.from(svg.querySelectorAll("g[aria-label=text] text"), (text) => text.textContent);
    const counts = texts.filter((text) => /^\d+$/.test(text)).map(Number);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(10_000);
  });

  it("draws the surest mistakes, each as an image with its label and what it was taken for", () => {
    const svg = parse("most-wrong.svg");
    expect(svg.querySelectorAll("image")).toHaveLength(24);
    const captions = (svg.textContent.match(/\d, taken for \d/g) ?? []).map((caption) => [
      caption[0],
      caption.at(-1),
    ]);
    expect(captions).toHaveLength(24);
    expect(captions.filter(([label, prediction]) => label === prediction)).toEqual([]);
  });

  it("gives the same files, to the last bit, for equal seeds", () => {
    for (const file of files) expect(read(same, file).equals(read(folder, file)), file).toBe(true);
  });

  it("gives other weights for another seed", () => {
    expect(read(other, "weights.safetensors").equals(read(folder, "weights.safetensors"))).toBe(false);
  });

  it("takes flags after the -- that pnpm passes on", () => {
    expect(readOptions(["--", "--epochs", "1"])).toEqual(readOptions(["--epochs", "1"]));
    expect(() => readOptions(["--", "--epochs", "-1"])).toThrow(/got "-1"/);
  });

  it("explains every flag with --help", async () => {
    const { status, stdout } = await runExample("digits/main.ts", "--help");
    expect(status).toBe(0);
    for (const flag of [
      "model",
      "augment",
      "epochs",
      "batch-size",
      "learning-rate",
      "hidden",
      "seed",
      "images",
      "output",
      "checkpoint",
      "resume",
      "help",
    ]) {
      expect(stdout).toContain(`--${flag} `);
    }
  });

  it.each([
    [["--model", "rnn"], '--model needs mlp, cnn, got "rnn".'],
    [["--epochs", "0"], '--epochs needs a whole number from 1 to 1000, got "0".'],
    [["--epochs", "-3"], '--epochs needs a whole number from 1 to 1000, got "-3".'],
    [["--epochs", "1.5"], '--epochs needs a whole number from 1 to 1000, got "1.5".'],
    [["--epochs", "many"], '--epochs needs a whole number from 1 to 1000, got "many".'],
    [["--epochs="], '--epochs needs a whole number from 1 to 1000, got "".'],
    [["--epochs"], "Option '--epochs <value>' argument missing. See npm start -- --help."],
    [["--batch-size", "0"], '--batch-size needs a whole number from 1 to 60000, got "0".'],
    [["--learning-rate", "0"], '--learning-rate needs a number above 0 and at most 100, got "0".'],
    [["--learning-rate", "-0.1"], '--learning-rate needs a number above 0 and at most 100, got "-0.1".'],
    [["--learning-rate", "NaN"], '--learning-rate needs a number above 0 and at most 100, got "NaN".'],
    [["--hidden", "64,0"], '--hidden needs a whole number from 1 to 4096, got "0".'],
    [["--seed", "-1"], '--seed needs a whole number from 0 to 9007199254740991, got "-1".'],
    [["--checkpoint", "0"], '--checkpoint needs a whole number from 1 to 1000000, got "0".'],
    [["--images", "60001"], '--images needs a whole number from 100 to 60000, got "60001".'],
    [["--colour", "red"], "Unknown option '--colour'. See npm start -- --help."],
    [["now"], "Unexpected argument 'now'. See npm start -- --help."],
  ])("refuses %j in one line", (args, message) => {
    expect(() => readOptions(args)).toThrow(new UserError(message));
  });

  it("ends with exit code 1 and that line only when it refuses something", async () => {
    const file = sample("7.png");
    const runs = await Promise.all([
      runExample("digits/main.ts", "--epochs", "none"),
      runExample("digits/main.ts", "--output", file),
    ]);
    expect(runs).toEqual([
      { status: 1, stdout: "", stderr: '--epochs needs a whole number from 1 to 1000, got "none".\n' },
      { status: 1, stdout: "", stderr: `Cannot make the output folder ${file} (EEXIST).\n` },
    ]);
  });

  it("stops and says why when the loss is no number any more", () => {
    const generator = new Generator(1);
    const digits = readMnist("test", { limit: 100 });
    const options = {
      epochs: 5,
      batchSize: 10,
      learningRate: 1e30,
      schedule: "cosine",
      augment: false,
      generator,
      onStep() {},
      onEpoch() {},
    } as const;
    const learn = (): void =>
      teach(buildNetwork({ model: "mlp", hidden: [4] }, generator), digits, digits, options);
    expect(learn).toThrow(UserError);
    expect(learn).toThrow(/^The loss became (NaN|Infinity) in step \d+\. Try a smaller --learning-rate\.$/);
  });
});

describe("npm start -- --model cnn", () => {
  it("has a recipe of its own, which flags change", () => {
    expect(readOptions([])).toMatchObject({ model: "mlp", epochs: 4, schedule: "cosine", augment: false });
    expect(readOptions(["--model", "cnn"])).toMatchObject({ model: "cnn", epochs: 3, schedule: "one-cycle" });
    expect(readOptions(["--model=cnn", "--epochs=1", "--augment"])).toMatchObject({
      epochs: 1,
      augment: true,
    });
  });

  it("learns to read from few images, and reads the same after it was saved and loaded", () => {
    const [forWeights, generator] = new Generator(1).split(2);
    const [some, test] = [readMnist("train", { limit: 1000 }), readMnist("test", { limit: 500 })];
    const architecture = { model: "cnn", hidden: [] } as const;
    const network = buildNetwork(architecture, forWeights);
    const before = evaluate(network, test).accuracy;
    const options = {
      epochs: 3,
      batchSize: 25,
      learningRate: 0.1,
      schedule: "one-cycle",
      augment: false,
    } as const;
    teach(network, some, test, { ...options, generator, onStep() {}, onEpoch() {} });
    const after = evaluate(network, test);
    expect(before).toBeLessThan(0.3);
    expect(after.accuracy).toBeGreaterThan(0.88);

    const path = join(temporaryFolder(), "weights.safetensors");
    saveWeights(path, network, architecture);
    const loaded = loadNetwork(path);
    expect(loaded.stateDict()).toEqual(network.stateDict());
    expect(evaluate(loaded, test)).toEqual(after);
  }, 120_000);
});

describe("augment", () => {
  const { images } = readMnist("test", { limit: 20 });

  it("changes nothing when it neither moves nor turns", () => {
    expect(augment(images, new Generator(1), { shift: 0, turn: 0 }).data).toEqual(images.data);
  });

  it("keeps the digit: as much ink, no darker and no lighter, at most as far away as said", () => {
    const moved = augment(images, new Generator(1), { shift: 2, turn: 10 });
    expect(moved.shape).toEqual(images.shape);
    expect(moved.min().item()).toBeGreaterThanOrEqual(0);
    expect(moved.max().item()).toBeLessThanOrEqual(1);
    for (let i = 0; i < 20; i++) {
      const [was, is] = [images, moved].map((all) => Array.from(all.data.slice(784 * i, 784 * (i + 1))));
      const ink = (pixels: number[]): number => pixels.reduce((sum, x) => sum + x, 0);
      const middle = (pixels: number[]): number =>
        pixels.reduce((sum, x, pixel) => sum + x * (pixel % 28), 0) / ink(pixels);
      expect(ink(is) / ink(was)).toBeCloseTo(1, 1);
      expect(is).not.toEqual(was);
      expect(Math.abs(middle(is) - middle(was))).toBeLessThan(2.5);
    }
  });

  it("moves each image on its own, and each time anew", () => {
    const twice = images.slice(0, 1).broadcastTo([2, 784]);
    const generator = new Generator(1);
    const moved = [augment(twice, generator), augment(twice, generator)].flatMap((pair) => pair.toArray());
    expect(new Set(moved.map(String)).size).toBe(4);
  });
});

describe("npm run predict", () => {
  it("reads the samples, white on black and blue on white", async () => {
    const digits = Array.from({ length: 10 }, (_, digit) => digit);
    const { status, stdout, stderr } = await predict(
      ...digits.map((digit) => sample(`${digit}.png`)),
      sample("blue-pen-4.png"),
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const answers = Array.from(stdout.matchAll(/shows an? (\d) /g), ([, digit]) => Number(digit));
    expect(answers).toEqual([...digits, 4]);
  });

  it("shows a bar for each digit, and their probabilities sum to 1", async () => {
    const { stdout } = await predict(sample("unclear-9.png"));
    const bars = Array.from(stdout.matchAll(/^ {2}(\d) {2}([█▏▎▍▌▋▊▉]*) +([\d.]+)%( {2}←)?$/gm));
    expect(bars.map(([, digit]) => Number(digit))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(bars.reduce((sum, [, , , percent]) => sum + Number(percent), 0)).toBeCloseTo(100, 0);
    const longest = bars.toSorted(([, , a], [, , b]) => b.length - a.length)[0];
    expect(longest[4], "the arrow is at the longest bar").toBe("  ←");
  });

  it.each([
    ["no picture", [], "Which picture? See npm run predict -- --help."],
    ["another ink", ["--ink", "red", sample("7.png")], '--ink needs auto, white, black, got "red".'],
    ["an unknown flag", ["--colour"], "Unknown option '--colour'. See npm run predict -- --help."],
    ["a picture that is not there", ["nothing.png"], "Cannot read nothing.png (ENOENT)."],
    ["a file that is no picture", [sample("7.png"), "package.json"], "package.json is not a PNG file."],
  ])("refuses %s in one line, and answers nothing", async (_, args, message) => {
    const { status, stdout, stderr } = await predict(...args);
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: "", stderr: `${message}\n` });
  });

  it("says what to do when nothing was trained yet", async () => {
    const path = join(temporaryFolder(), "weights.safetensors");
    const { status, stderr } = await predict("--weights", path, sample("7.png"));
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `There is no trained network at ${path}. Run "npm start" first.\n`,
    });
  });
});

describe("the file of weights", () => {
  const damaged = (damage: (path: string, bytes: Buffer) => void): string => {
    const path = join(temporaryFolder(), "weights.safetensors");
    const bytes = readFileSync(weights);
    writeFileSync(path, bytes);
    damage(path, bytes);
    return path;
  };
  const change = (bytes: Buffer, from: string, to: string): Buffer =>
    Buffer.from(bytes.toString("latin1").replace(from, to), "latin1");

  it("is in the safetensors format: a header that tells where which weights are", () => {
    const bytes = readFileSync(weights);
    const length = Number(bytes.readBigUInt64LE(0));
    const { __metadata__: _, ...tensors } = JSON.parse(bytes.toString("utf8", 8, 8 + length)) as Record<
      string,
      { dtype: string; shape: number[]; data_offsets: number[] }
    >;
    const network = loadNetwork(weights).stateDict();
    expect(Object.keys(tensors).toSorted()).toEqual(Object.keys(network).toSorted());
    const { dtype, shape, data_offsets } = tensors["2.weight"];
    expect({ dtype, shape }).toEqual({ dtype: "F32", shape: [24, 48] });
    const [start, end] = data_offsets.map((offset) => 8 + length + offset);
    const numbers = Array.from({ length: (end - start) / 4 }, (_, i) => bytes.readFloatLE(start + 4 * i));
    expect(Array.from(network["2.weight"].data)).toEqual(numbers);
  });

  it.each<[string, (path: string, bytes: Buffer) => void]>([
    ["ends too early", (path, bytes) => truncateSync(path, bytes.length - 1)],
    ["ends in the header", (path) => truncateSync(path, 100)],
    ["is empty", (path) => truncateSync(path, 0)],
    [
      "has one bit wrong",
      (path, bytes) => writeFileSync(path, bytes.with(bytes.length - 9, bytes[bytes.length - 9] ^ 1)),
    ],
    ["is of another kind", (path) => writeFileSync(path, "{}\n".repeat(99))],
    [
      "is in another format",
      (path, bytes) => writeFileSync(path, change(bytes, "chainrule digits 1", "chainrule digits 9")),
    ],
    ["is of another network", (path, bytes) => writeFileSync(path, change(bytes, '"48,24"', '"48,32"'))],
    [
      "is of a kind of network that is not there",
      (path, bytes) => writeFileSync(path, change(bytes, '"model":"mlp"', '"model":"rnn"')),
    ],
    ["lacks a weight", (path, bytes) => writeFileSync(path, change(bytes, '"0.bias"', '"0.bios"'))],
  ])("is refused in one line when it %s", (_, damage) => {
    const path = damaged(damage);
    expect(() => loadNetwork(path)).toThrow(UserError);
    expect(() => loadNetwork(path)).toThrow(
      /^\S+ is damaged, or no file of weights: .*\. Run "npm start" to train anew\.$/,
    );
  });
});
