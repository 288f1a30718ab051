import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { decodeCheckpoint } from "../src/index.ts";

const program = fileURLToPath(new URL("killed/train.ts", import.meta.url));
const parent = mkdtempSync(join(tmpdir(), "chainrule-killed-"));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const files = ["checkpoint.safetensors", "weights.safetensors"];
const newFolder = (): string => mkdtempSync(join(parent, "run-"));
const read = (folder: string, file: string): Buffer => readFileSync(join(folder, file));

/**
 * Runs the training, and kills it a little after it has printed so many steps: before it has made three more.
 * @returns the last step it printed, and whether it came to its end.
 */
async function run(folder: string, steps: number, delay = 0): Promise<{ last: number; isDone: boolean }> {
  const paths = files.map((file) => join(folder, file));
  const args = ["--conditions=@chainrule/source", program, ...paths, String(steps + 3)];
  const child = spawn(process.execPath, args);
  const ended = new Promise<NodeJS.Signals | number | null>((resolve, reject) => {
    child.on("error", reject).on("close", (code, signal) => resolve(signal ?? code));
  });
  let [printed, errors] = ["", ""];
  let isKilled = false;
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
    if (isKilled || printed.split("\n").length <= steps) return;
    isKilled = true;
    void wait(delay).then(() => child.kill("SIGKILL"));
  });
  const end = await ended;
  expect(errors).toBe("");
  expect(["SIGKILL", 0]).toContain(end);
  return { last: Number(printed.match(/step (\d+)\n$/)?.[1] ?? 0), isDone: end === 0 };
}

it("a training that is killed again and again ends with the weights of one that was not, to the last bit", {
  timeout: 180_000,
}, async () => {
  const [whole, killed] = [newFolder(), newFolder()];
  const wholeRun = run(whole, Number.POSITIVE_INFINITY);
  for (let kill = 0, saved = 0; kill < 22; kill++) {
    // After at most 8 of the 255 steps, or in the three after them: so it does not come to its end before.
    const { last, isDone } = await run(killed, Math.floor(8 * Math.random()) + 1, 20 * Math.random());
    expect(isDone).toBe(false);
    // Whatever it was doing: there is a whole checkpoint, and what it had said to be saved is in it.
    expect(stepsIn(killed)).toBeGreaterThanOrEqual(Math.max(saved + 1, last));
    saved = stepsIn(killed);
  }
  const done = { last: 255, isDone: true };
  expect([await run(killed, Number.POSITIVE_INFINITY), await wholeRun]).toEqual([done, done]);
  for (const file of files) expect(read(killed, file).equals(read(whole, file)), file).toBe(true);
  expect(readdirSync(killed).toSorted(), "no unfinished files are left").toEqual(files);
});

/** How many steps the run in a folder has saved. */
function stepsIn(folder: string): number {
  const { losses } = decodeCheckpoint(read(folder, files[0])).data;
  return (losses as readonly number[]).length;
}
