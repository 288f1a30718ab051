import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Contestant, Measurement, Workload } from "./workload.ts";

/** One round of one contestant, for about the given time after warming up. */
export function run(workload: Workload, contestant: Contestant, seconds: number): Promise<Measurement> {
  return workload.timed === "step" ? runSteps(contestant, seconds) : runLaunches(contestant, seconds);
}

/** Steps in one process. Ours run from the sources, which Node merely strips of their types. */
async function runSteps({ module, variant = "" }: Contestant, seconds: number): Promise<Measurement> {
  const program = fileURLToPath(new URL("measure.ts", import.meta.url));
  const flags = ["--conditions=@chainrule/source"];
  const { output } = await launch([...flags, program, module.href, variant, String(seconds)]);
  return JSON.parse(output) as Measurement;
}

const fewestLaunches = 5;

/** One process after another, the first of them to warm up the caches of the disk. */
async function runLaunches({ module, variant = "" }: Contestant, seconds: number): Promise<Measurement> {
  const program = fileURLToPath(module);
  const { output } = await launch([program, variant]);
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end || times.length < fewestLaunches) {
    times.push((await launch([program, variant])).time);
  }
  return { times, results: [Number.parseFloat(output)] };
}

/** Runs Node; gives what it printed, and after how many milliseconds it began to. */
async function launch(args: readonly string[]): Promise<{ output: string; time: number }> {
  const begin = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "close");
  let time = Number.NaN;
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => {
    if (output === "") time = performance.now() - begin;
    output += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const [status] = (await exited) as [number | null];
  if (status !== 0 || output === "") {
    throw new Error(`node ${args.join(" ")} ended with ${describeEnd(child)}:\n${errors}`);
  }
  return { output, time };
}

function describeEnd({ exitCode, signalCode }: ChildProcess): string {
  return signalCode === null ? `status ${exitCode}` : `signal ${signalCode}`;
}
