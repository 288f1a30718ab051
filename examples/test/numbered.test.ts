import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Run, runExample } from "./run.ts";

const folder = new URL("..", import.meta.url);
const files = readdirSync(folder).filter((name) => /^\d\d-.*\.ts$/.test(name));

/** What `npm run example` runs. */
const runScript = (...args: string[]): Promise<Run> => runExample("../scripts/example.ts", ...args);

/** The numbers in a piece of text. */
const numbersIn = (text: string): number[] => (text.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);

/** What each example has to show, beyond running through. */
const shows: Record<string, (lines: string[], result: string) => void> = {
  "01-first-gradient.ts": (lines, result) => {
    expect(lines).toContain("∂c/∂a = b + 2a = 1");
    expect(lines).toContain("∂c/∂b = a = 2");
    expect(lines).toContain("the slope of the slope, 6x, is 24");
    expect(lines).toContain("their product: 75 · 4 = 300   slope of f(g(x)) by grad: 300");
    expect(result).toBe("Result: the gradient agrees with the nudge, and slopes along a chain multiply.");
  },
  "02-neuron.ts": (lines, result) => {
    const losses = lines.filter((line) => /^ *\d+ /.test(line)).map((line) => numbersIn(line)[1]);
    expect(losses).toHaveLength(7);
    expect(losses).toEqual(losses.toSorted((a, b) => b - a));
    // Without the indices of w₁ and w₂, which are no digits to the expression.
    const [, ...weights] = numbersIn(result);
    for (const [i, weight] of [2, -3, 1].entries()) expect(Math.abs(weights[i] - weight)).toBeLessThan(0.01);
  },
  "03-gradient-descent.ts": (lines, result) => {
    const [, x, y] = numbersIn(result);
    expect(Math.abs(x - 4)).toBeLessThan(1e-3);
    expect(Math.abs(y - 3)).toBeLessThan(1e-3);
    const verdicts = lines
      .filter((line) => line.startsWith("0."))
      .map((line) => line.match(/\) +([a-z][a-z ]+)/)?.[1]);
    expect(verdicts).toEqual(["too small", "just right", "too large"]);
  },
  "04-xor.ts": (lines, result) => {
    const rows = lines.filter((line) => /^ [01] {2}[01] /.test(line)).map(numbersIn);
    expect(rows).toHaveLength(4);
    for (const [a, b, xor, , answer] of rows) {
      expect(xor).toBe(a ^ b);
      expect(Math.round(answer)).toBe(xor);
    }
    expect(result).toContain("with a hidden layer 4 of 4 are right; with one neuron 0 of 4");
  },
  "05-spiral.ts": (_, result) => {
    const [accuracy, count] = numbersIn(result);
    expect(count).toBe(200);
    expect(accuracy).toBeGreaterThanOrEqual(95);
  },
  "06-custom-op.ts": (_, result) => {
    expect(result).toBe("Result: checkOp accepts bell, accepts length, and rejects wrongBell.");
  },
  "07-two-valleys.ts": (lines, result) => {
    const rows = lines.filter((line) => /^ +[−\d]/.test(line));
    expect(rows).toHaveLength(6);
    for (const row of rows) {
      const [, plain, , rolling] = numbersIn(row.replaceAll("−", "-"));
      const valleys = row.match(/deep|shallow/g);
      expect(valleys).toEqual([plain, rolling].map((x) => (x < 0 ? "deep" : "shallow")));
      for (const x of [plain, rolling]) expect([-1.47, 1.35]).toContain(x);
    }
    expect(result).toBe(
      "Result: 3 of 6 starts lead to the deep valley; momentum led 1 more there, and 1 away from it.",
    );
  },
  "08-batch-sizes.ts": (lines, result) => {
    const cells = (start: string): number[] =>
      numbersIn(lines.find((line) => line.startsWith(start))?.slice(22) ?? "");
    expect(cells("updates per epoch")).toEqual([1, 16, 256]);
    const [first, last] = [cells("loss after epoch 1"), cells("loss after epoch 8")];
    expect(first).toEqual(first.toSorted((a, b) => b - a));
    for (const i of [0, 1]) expect(last[i]).toBeLessThan(first[i]);
    expect(last[1], "neither slow nor noisy").toBe(Math.min(...last));
    const noise = cells("updates uphill");
    expect(noise[0]).toBe(0);
    expect(noise).toEqual(noise.toSorted((a, b) => a - b));
    const [, minibatch, batch, uphill] = numbersIn(result);
    expect(minibatch).toBeCloseTo(last[1], 2);
    expect(batch).toBeCloseTo(last[0], 2);
    expect(uphill).toBe(noise[2]);
  },
  "09-overfitting.ts": (lines, result) => {
    const rows = lines.filter((line) => /^ +\d/.test(line)).map(numbersIn);
    expect(rows.map(([epoch]) => epoch)).toEqual([1, 25, 50, 100, 200, 400, 600]);
    expect(rows.at(-1)?.[1], "learned by heart").toBeLessThan(0.01);
    const lowest = Math.min(...rows.map(([, , test]) => test));
    const [end, epochs, early, decayed] = numbersIn(result);
    expect(epochs).toBe(600);
    expect(end).toBeGreaterThan(2 * lowest);
    expect(early).toBeLessThan(end / 2);
    expect(decayed).toBeLessThan(end / 2);
  },
  "10-chain-rule.ts": (lines, result) => {
    const start = lines.findIndex((line) => line.startsWith("Backward"));
    const rows = lines.slice(start + 2, start + 9).map((line) => line.trim().split(/ {2,}/));
    expect(rows.map(([step, from]) => `${step} ${from}`)).toEqual([
      "1 loss",
      "1 loss",
      "2 squared",
      "3 error",
      "4 product",
      "4 product",
      "5 penalty",
    ]);
    for (const [, , cotangent, , slope, passed] of rows) {
      expect(Number(cotangent) * (numbersIn(slope).at(-1) ?? Number.NaN)).toBe(Number(passed));
    }
    // w gets −24 in one way and 4 in another.
    expect(rows.filter(([, , , to]) => to === "w").map((row) => row.slice(5))).toEqual([
      ["-24", "-24"],
      ["4", "-20"],
    ]);
    expect(lines).toContain("Nudging w moves the loss -20.0000 times as much, nudging x -16.0000.");
    expect(result).toBe("Result: the last sums are the gradient: -20 by w, -16 by x.");
  },
  "11-newton.ts": (lines, result) => {
    const rows = lines
      .filter((line) => /^ *\d/.test(line))
      .map((line) => line.trim().split(/ +/).map(Number));
    const [downhill, newton] = numbersIn(result).filter((n) => n > 1);
    expect(newton).toBeLessThan(30);
    expect(downhill).toBeGreaterThan(5000);
    const at = (step: number): number[] => rows.find(([n]) => n === step) ?? [];
    expect(at(newton).slice(5)).toEqual([1, 1]);
    expect(at(downhill).slice(2)).toEqual([1, 1]);
    for (const [i, row] of rows.slice(1).entries()) expect(row[1]).toBeLessThan(rows[i][1]);
  },
  "12-physics.ts": (lines, result) => {
    const losses = lines.filter((line) => /^ +\d+ /.test(line)).map((line) => numbersIn(line)[1]);
    expect(losses).toHaveLength(7);
    expect(losses.at(-1)).toBeLessThan(losses[0] / 10);
    const found = numbersIn(result);
    expect(found.filter((_, i) => i % 2 === 1)).toEqual([4, 0.3, 1]);
    for (const i of [0, 2, 4]) expect(Math.abs(found[i] / found[i + 1] - 1)).toBeLessThan(0.05);
  },
  "13-augmentation.ts": (lines, result) => {
    const rows = lines.filter((line) => /^ +\d/.test(line)).map(numbersIn);
    expect(rows.map(([count]) => count)).toEqual([100, 300]);
    for (const [, own, plain, , augmented] of rows) {
      expect(own, "learned by heart").toBe(100);
      expect(augmented - plain).toBeGreaterThan(3);
    }
    expect(numbersIn(result)).toEqual([100, rows[0][2], rows[0][4]]);
  },
  "14-shuffling.ts": (lines, result) => {
    const hands = lines.filter((line) => line.startsWith("Epoch ")).map((line) => line.split(": ")[1]);
    expect(new Set(hands).size, "each epoch has an order of its own").toBe(3);
    for (const hand of hands) {
      expect(numbersIn(hand).sort((a, b) => a - b)).toEqual(Array.from({ length: 14 }, (_, i) => i + 1));
      expect(hand.split(" | ").map((batch) => numbersIn(batch).length)).toEqual([4, 4, 4, 2]);
    }
    expect(lines).toContain("Each number was seen 3 times.");
    const rows = lines.filter((line) => /^ +\d/.test(line)).map(numbersIn);
    expect(rows.map(([epoch]) => epoch)).toEqual([1, 2, 5, 10]);
    for (const [, middle, , end, , sortedMiddle, , sortedEnd] of rows) {
      expect(sortedMiddle).toBeGreaterThan(middle);
      expect(sortedEnd).toBeGreaterThan(end + 0.3);
    }
    const [epochs, good, bad] = numbersIn(result);
    expect(epochs).toBe(10);
    expect(good).toBeGreaterThanOrEqual(80);
    expect(bad, "as good as guessing").toBeLessThanOrEqual(60);
  },
  "15-resume.ts": (lines, result) => {
    expect(lines[0]).toBe("Loaded model, optimizer, schedule, generator, batches, as they were in epoch 9.");
    const [alone, count] = numbersIn(lines[1]);
    expect(alone, "the others are good for something").toBeLessThan(count / 2);
    expect(numbersIn(result)).toEqual([97, 97]);
  },
  "16-transfer.ts": (lines, result) => {
    expect(lines[0]).toContain("0.bias, 0.weight, 2.bias, 2.weight");
    const [, scratch, transferred] = numbersIn(result);
    expect(scratch).toBeLessThan(850);
    expect(transferred).toBeGreaterThan(900);
  },
  "17-compile.ts": (lines, result) => {
    const rows = lines.filter((line) => /^ *\d+ +0?\d\./.test(line)).map(numbersIn);
    expect(rows).toHaveLength(6);
    for (const [, callByCall, compiled] of rows) expect(compiled).toBeCloseTo(callByCall, 4);
    expect(rows[5][2]).toBeLessThan(0.01);
    expect(lines.find((line) => line.startsWith("Kernels: "))).toMatch(/^Kernels: \d+, .* in all/);
    expect(lines.find((line) => line.startsWith("Refused: "))).toContain("compile records its function once");
    expect(result).toContain("compiled, a step takes 1/");
  },
  "18-loss-and-slope.ts": (lines, result) => {
    const plain = lines.map((line) => line.replaceAll("−", "-").replaceAll(",", ""));
    const rows = plain.filter((line) => /^ +\d{3} /.test(line)).map((line) => numbersIn(line).slice(0, 4));
    // By hand: the error, its square and twice itself.
    expect(rows).toEqual([350, 450, 500, 550, 600].map((x) => [x, x - 500, (x - 500) ** 2, 2 * (x - 500)]));
    // ((350 + h − 500)² − 150²) / h = h − 300
    const changes = plain.filter((line) => line.startsWith("  h = ")).map(numbersIn);
    expect(changes).toEqual([100, 10, 1, 0.1, 0.01].map((h) => [h, h - 300]));
    expect(result).toBe(
      "Result: the slope is −300 at 350 and 200 at 600; a step of 0.01 misses the first by 0.01.",
    );
  },
};

describe.concurrent("a numbered example", () => {
  it("is there for each thing to be shown", ({ expect }) => {
    expect(files).toEqual(Object.keys(shows));
  });

  it.each(files)("%s fits on a page of 60 lines", (file) => {
    const lines = readFileSync(new URL(file, folder), "utf8").trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(60);
  });

  it.each(files)(
    "%s shows what it promises and ends with the result",
    async (file) => {
      const { status, stdout, stderr } = await runExample(file);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      const lines = stdout.trimEnd().split("\n");
      const result = lines.findIndex((line) => line.startsWith("Result: "));
      expect(lines.length - result, "the result is at the end").toBeLessThanOrEqual(2);
      shows[file](lines, lines[result]);
    },
    180_000,
  );

  it("is listed with a line each, and none runs, without a name", async ({ expect }) => {
    const { status, stdout } = await runScript();
    expect(status).toBe(0);
    const names = [...files, "crowd-size", "digits"];
    const lines = stdout.split("\n").slice(0, names.length);
    expect(lines.map((line) => line.split(" ")[0])).toEqual(names);
    for (const line of lines) expect(line).toMatch(/^\S+ +[A-Z].*\.$/);
  });

  it("runs by the beginning of its name, also after the -- of pnpm", async ({ expect }) => {
    const [wanted, ...runs] = await Promise.all([
      runExample("01-first-gradient.ts"),
      runScript("01"),
      runScript("--", "01-first"),
    ]);
    expect(runs).toEqual([wanted, wanted]);
  });

  it.each([
    [["99"], 'No example\'s name begins with "99". npm run example lists them.'],
    [
      ["0"],
      `The names of ${files.filter((name) => name.startsWith("0")).length} examples begin with "0". npm run example lists them.`,
    ],
    [["01", "02"], "One example at a time, please. npm run example lists them."],
  ])("is not found by %j, which one line says", async (args, message) => {
    expect(await runScript(...args)).toEqual({ status: 1, stdout: "", stderr: `${message}\n` });
  });

  it("gives the same output when run again", async ({ expect }) => {
    const [first, second] = await Promise.all([runExample("05-spiral.ts"), runExample("05-spiral.ts")]);
    expect(second.stdout).toBe(first.stdout);
  }, 60_000);
});
