import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { python } from "./python.ts";

/** Runs a program; gives what it printed, and after how many milliseconds it began to. */
export async function launch(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ output: string; time: number }> {
  const begin = performance.now();
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
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
    throw new Error(`${program} ${args.join(" ")} ended with ${describeEnd(child)}:\n${errors}`);
  }
  return { output, time };
}

/** The program that runs this file, and what has to come before the file. */
export function interpreterOf(file: string, flags: readonly string[] = []): [string, string[]] {
  return file.endsWith(".py") ? [python().program, ["-B", file]] : [process.execPath, [...flags, file]];
}

function describeEnd({ exitCode, signalCode }: ChildProcess): string {
  return signalCode === null ? `status ${exitCode}` : `signal ${signalCode}`;
}
