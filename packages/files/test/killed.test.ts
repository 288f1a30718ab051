import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
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

/** When to kill: as soon as it has begun to write a file, or so many milliseconds after it has printed so many steps. */
type Moment = "writing" | number;

/**
 * Runs the training, and kills it at a moment after it has printed so many steps, and before it has made three more.
 * @returns the last step it printed, and whether it came to its end.
 */
async function run(
  folder: string,
  steps: number,
  moment: Moment,
): Promise<{ last: number; isDone: boolean }> {
  const paths = files.map((file) => join(folder, file));
  const args = ["--conditions=@chainrule/source", program, ...paths, String(steps + 3)];
  const child = spawn(process.execPath, args);
  const ended = new Promise<NodeJS.Signals | number | null>((resolve, reject) => {
    child.on("error", reject).on("close", (code, signal) => resolve(signal ?? code));
  });
  const kill = (): boolean => child.kill("SIGKILL");
  let [printed, errors, isKilled] = ["", "", false];
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
    if (isKilled || printed.split("\n").length <= steps) return;
    isKilled = true;
    if (moment === "writing") {
      const before = sizes(folder);
      const deadline = performance.now() + 1000;
      while (sizes(folder) === before && performance.now() < deadline); // with no pause, to be there in time
      kill();
    } else void wait(moment).then(kill);
  });
  const end = await ended;
  expect(errors).toBe("");
  expect(["SIGKILL", 0]).toContain(end);
  return { last: Number(printed.match(/step (\d+)\n$/)?.[1] ?? 0), isDone: end === 0 };
}

/** The files in a folder with their sizes, to see a change. */
function sizes(folder: string): string {
  const sizeOf = (name: string): number => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  return readdirSync(folder)
    .map((name) => `${name} ${sizeOf(name)}`)
    .join();
}

it("a training that is killed again and again ends with the weights of one that was not, to the last bit", {
  timeout: 180_000,
}, async () => {
  const [whole, killed] = [newFolder(), newFolder()];
  const wholeRun = run(whole, Number.POSITIVE_INFINITY, 0);
  let unfinished = 0;
  for (let kill = 0, saved = 0; kill < 22; kill++) {
    // After at most 8 of the 255 steps, or in the three after them: so it does not come to its end before.
    const moment = kill % 2 === 0 ? "writing" : 20 * Math.random();
    const { last, isDone } = await run(killed, Math.floor(8 * Math.random()) + 1, moment);
    expect(isDone).toBe(false);
    // Whatever it was doing: there is a whole checkpoint, and what it had said to be saved is in it.
    expect(stepsIn(killed)).toBeGreaterThanOrEqual(Math.max(saved + 1, last));
    saved = stepsIn(killed);
    if (readdirSync(killed).length > 1) unfinished++;
  }
  expect(unfinished, "times when it was writing").toBeGreaterThan(0);
  const done = { last: 255, isDone: true };
  expect([await run(killed, Number.POSITIVE_INFINITY, 0), await wholeRun]).toEqual([done, done]);
  for (const file of files) expect(read(killed, file).equals(read(whole, file)), file).toBe(true);
  expect(readdirSync(killed).toSorted(), "no unfinished files are left").toEqual(files);
});

/** How many steps the run in a folder has saved. */
function stepsIn(folder: string): number {
  const { losses } = decodeCheckpoint(read(folder, files[0])).data;
  return (losses as readonly number[]).length;
}
