import { spawn } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { decodeCheckpoint } from "@chainrule/files";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeTemporaryFolder, type Run, runExample, temporaryFolder } from "./run.ts";

const program = fileURLToPath(new URL("../digits/main.ts", import.meta.url));
const flags = ["--images=4800", "--epochs=2", "--hidden=32", "--batch-size=20", "--checkpoint=7"];
const folder = makeTemporaryFolder();
const checkpoint = join(folder, "checkpoint.safetensors");
const train = (output: string, ...more: string[]): Promise<Run> =>
  runExample("digits/main.ts", ...flags, "--output", output, ...more);

/** Trains, and stops it when it has kept a checkpoint of more than `steps` steps. Returns of how many it was. */
async function stopAfter(steps: number, ...more: string[]): Promise<number> {
  const args = ["--conditions=@chainrule/source", program, ...flags, "--output", folder, ...more];
  const child = spawn(process.execPath, args, { stdio: "ignore" });
  const ended = new Promise((resolve) => child.on("close", resolve));
  while (child.exitCode === null && keptSteps() <= steps) await wait(5);
  child.kill("SIGKILL");
  await ended;
  return keptSteps();
}

function keptSteps(): number {
  return existsSync(checkpoint) ? Number(decodeCheckpoint(readFileSync(checkpoint)).data["step"]) : 0;
}

beforeAll(() => stopAfter(20), 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("refuses to resume with other flags, in one line, and says with which", async () => {
  const { status, stdout, stderr } = await train(folder, "--resume", "--seed=3", "--hidden=8,4");
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: "",
    stderr:
      "The training that was stopped had --hidden 32 and --seed 1, this one has --hidden 8,4 and --seed 3. " +
      "Resume it with the flags it was started with, or start anew without --resume.\n",
  });
}, 60_000);

it("refuses to resume what is not there, or damaged", async () => {
  const other = temporaryFolder();
  const nothing = await train(other, "--resume");
  expect([nothing.status, nothing.stdout, nothing.stderr]).toEqual([
    1,
    "",
    `No training was stopped that had ${other} as its output. Start one without --resume.\n`,
  ]);
  const copy = join(other, "checkpoint.safetensors");
  copyFileSync(checkpoint, copy);
  truncateSync(copy, 999);
  const damaged = await train(other, "--resume");
  expect([damaged.status, damaged.stdout]).toEqual([1, ""]);
  expect(damaged.stderr).toMatch(
    /^\S+ is damaged\. Cannot read this as .*\. Start anew, without --resume\.\n$/,
  );
});

it("says that a training that begins anew takes the place of one that was stopped", async () => {
  const other = temporaryFolder();
  copyFileSync(checkpoint, join(other, "checkpoint.safetensors"));
  const { status, stdout } = await train(other, "--images=100", "--epochs=1");
  expect(status).toBe(0);
  expect(stdout).toContain(
    "A training was stopped here that would go on with --resume. This one begins anew",
  );
  expect(readdirSync(other)).not.toContain("checkpoint.safetensors");
}, 60_000);

it("goes on with --resume, however often it was stopped, to the same files, to the last bit", async () => {
  const whole = temporaryFolder();
  const [first, { status }] = await Promise.all([stopAfter(keptSteps() + 60, "--resume"), train(whole)]);
  expect(status).toBe(0);
  expect(first).toBeGreaterThan(80);
  await stopAfter(Math.max(first, 220), "--resume"); // in the second epoch of 220 steps
  expect(keptSteps()).toBeLessThan(440);
  const { status: resumed, stdout, stderr } = await train(folder, "--resume");
  expect([resumed, stderr]).toEqual([0, ""]);
  expect(
    stdout.match(/^ +\d+( +[\d.]+){2} +[\d.]+% +[\d.]+ *$/gm),
    "a row for each epoch that was left",
  ).toHaveLength(1);
  expect(readdirSync(folder).toSorted()).toEqual(readdirSync(whole).toSorted());
  for (const file of readdirSync(whole)) {
    expect(readFileSync(join(folder, file)).equals(readFileSync(join(whole, file))), file).toBe(true);
  }
}, 180_000);
