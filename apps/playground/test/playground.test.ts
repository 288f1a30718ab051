import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { programFor } from "../src/lessons/12-playground/program.ts";
import { Run } from "../src/lessons/12-playground/run.ts";
import { defaults, type Settings } from "../src/lessons/12-playground/settings.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
// Below examples, where all packages can be imported.
const folder = join(root, "examples", ".playground");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program with a last line that tells all its numbers. */
async function runProgram(name: string, program: string): Promise<{ losses: number[]; weights: number[][] }> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.ts`);
  const last = `console.log(JSON.stringify({
    losses: [train, test].map((part) => measure(part).loss.item()),
    weights: network.parameters().map(({ data }) => Array.from(data)),
  }));`;
  writeFileSync(file, `${program}\n${last}\n`);
  const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=@chainrule/source", file]);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as { losses: number[]; weights: number[][] };
}

const cases: Record<string, Partial<Settings>> = {
  circles: {},
  xor: { data: "xor", activation: "relu", optimizer: "adam", rate: 0.01, penalty: "l2", batch: 32 },
  spiral: {
    data: "spiral",
    layers: [8, 8],
    activation: "gelu",
    optimizer: "adamW",
    inputs: ["x1", "x2", "sinx1", "sinx2"],
    rate: 0.01,
  },
  moons: {
    data: "moons",
    layers: [8],
    dropout: 0.25,
    loss: "hinge",
    optimizer: "nesterov",
    penalty: "decay",
    batch: 7,
  },
  gaussian: {
    data: "gaussian",
    layers: [],
    loss: "squares",
    optimizer: "rmsprop",
    rate: 0.001,
    penalty: "l1",
    share: 0.7,
  },
  plane: { data: "plane", loss: "mse", activation: "linear", inputs: ["x1", "x2", "x1x1", "x2x2", "x1x2"] },
  hills: {
    data: "hills",
    loss: "huber",
    layers: [8, 8, 8, 8, 8, 8],
    activation: "softsign",
    optimizer: "lion",
    rate: 0.001,
  },
};

describe("the program that is shown", () => {
  it.each(Object.entries(cases))("does what the page does: %s", async (name, changes) => {
    const settings = { ...defaults, ...changes };
    const epochs = 3;
    const told = await runProgram(name, programFor(settings, epochs));
    const run = new Run(settings);
    while (run.epoch < epochs) run.step();
    const { trainLoss, testLoss } = run.measure();
    expect(told.losses).toEqual([trainLoss, testLoss]);
    expect(told.weights).toEqual(run.model.parameters.map(({ data }) => Array.from(data)));
  });

  it("has no type errors", () => {
    mkdirSync(folder, { recursive: true });
    for (const [name, changes] of Object.entries(cases))
      writeFileSync(join(folder, `${name}.ts`), programFor({ ...defaults, ...changes }, 10));
    const config = {
      extends: "../../tsconfig.dev.json",
      compilerOptions: { incremental: false, tsBuildInfoFile: null, noEmit: true },
      include: ["*.ts"],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], {
      stdio: "pipe",
      encoding: "utf8",
    });
  });
});
