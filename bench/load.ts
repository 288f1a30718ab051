import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Processor time so far, in ticks of the clock. */
interface Usage {
  /** All processors, busy or not. */
  readonly passed: number;
  readonly busy: number;
  /** Of this process, and of its children that have ended. */
  readonly own: number;
}

/** Above so many cores others count as a disturbance. */
export const disturbance = 0.1;

/** Measures what other programs take from now on: the function gives how many cores on average, null where that is unknown. */
export function watchOthers(): () => number | null {
  const before = usage();
  return () => {
    const after = usage();
    if (before === null || after === null) return null;
    const others = after.busy - before.busy - (after.own - before.own);
    return (Math.max(0, others) / Math.max(1, after.passed - before.passed)) * processors();
  };
}

/** Waits until others leave the machine alone, but no longer than that. @param patience in seconds */
export async function waitForQuiet(patience: number): Promise<void> {
  const end = performance.now() + patience * 1000;
  while (performance.now() < end) {
    const others = watchOthers();
    await sleep(500);
    if ((others() ?? 0) < disturbance) return;
  }
}

/** Linux tells; elsewhere null. A processor that a hypervisor gives to others counts as busy. */
function usage(): Usage | null {
  try {
    const [user, nice, system, idle, waiting, interrupt, softInterrupt, stolen] = lineOf("/proc/stat")
      .split(/\s+/)
      .slice(1)
      .map(Number);
    const busy = user + nice + system + interrupt + softInterrupt + stolen;
    // Behind the name of the program, which may hold anything: fields 14 to 17 of proc(5), of which 3 is the first here.
    const fields = lineOf("/proc/self/stat").split(") ").at(-1)!.split(" ").map(Number);
    const own = fields.slice(11, 15).reduce((sum, ticks) => sum + ticks);
    return { passed: busy + idle + waiting, busy, own };
  } catch {
    return null;
  }
}

function processors(): number {
  return readFileSync("/proc/stat", "utf8").match(/^cpu\d/gm)?.length ?? 1;
}

function lineOf(file: string): string {
  return readFileSync(file, "utf8").split("\n", 1)[0];
}
