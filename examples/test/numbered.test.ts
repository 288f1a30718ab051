import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runExample } from "./run.ts";

const folder = new URL("..", import.meta.url);
const files = readdirSync(folder).filter((name) => /^\d\d-.*\.ts$/.test(name));

/** The numbers in a piece of text. */
const numbersIn = (text: string): number[] => (text.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);

/** What each example has to show, beyond running through. */
const shows: Record<string, (lines: string[], result: string) => void> = {
  "01-first-gradient.ts": (lines, result) => {
    expect(lines).toContain("∂c/∂a = b + 2a = 1");
    expect(lines).toContain("∂c/∂b = a = 2");
    expect(lines).toContain("the slope of the slope, 6x, is 24");
    expect(result).toBe("Result: the gradient agrees with the nudge.");
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
    60_000,
  );

  it("gives the same output when run again", async ({ expect }) => {
    const [first, second] = await Promise.all([runExample("05-spiral.ts"), runExample("05-spiral.ts")]);
    expect(second.stdout).toBe(first.stdout);
  }, 60_000);
});
