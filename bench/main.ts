import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compare, type Outcome, type Run } from "./compare.ts";
import { describeMachine } from "./machine.ts";
import { markdown } from "./report/markdown.ts";
import { terminal } from "./report/terminal.ts";
import type { Workload } from "./workload.ts";
import { workloads } from "./workloads/index.ts";

const results = fileURLToPath(new URL("results", import.meta.url));

const help = `npm run bench -- [workloads] [options]

Measures Chainrule and its peers in turns. Workloads, all of them when none is named:
${workloads.map(({ name, title }) => `  ${name.padEnd(7)} ${title}`).join("\n")}

  --rounds <n>       how often everyone has a turn (9)
  --seconds <s>      how long each is measured in a turn, after warming up (1)
  --wait <s>         how long at most a turn waits until other programs leave the machine alone (0)
  --output <folder>  where to write tables and charts; without it they go to bench/results, when all is measured
  --from <file>      show an earlier run again: its results.json
  --help             print this`;

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: "string", default: "9" },
      seconds: { type: "string", default: "1" },
      wait: { type: "string", default: "0" },
      output: { type: "string" },
      from: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const chosen = positionals.length === 0 ? workloads : positionals.map(workloadNamed);
  const output = values.output ?? (chosen === workloads ? results : null);
  if (values.from !== undefined) {
    await show(JSON.parse(readFileSync(values.from, "utf8")) as Run, output);
    return;
  }
  const effort = {
    rounds: positive("rounds", values.rounds),
    seconds: positive("seconds", values.seconds),
    wait: values.wait === "0" ? 0 : positive("wait", values.wait),
  };
  if (!Number.isInteger(effort.rounds)) throw new Error(`--rounds is a whole number, got ${values.rounds}.`);

  if (chosen.some(({ measures }) => measures !== "steps")) build();
  const outcomes: Outcome[] = [];
  const failures: string[] = [];
  const run: Run = { date: new Date().toISOString(), machine: describeMachine(), effort, outcomes, failures };
  for (const workload of chosen) {
    try {
      outcomes.push(
        await compare(workload, effort, (round, { name }) =>
          progress(`${workload.name} round ${round}: ${name}`),
        ),
      );
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
    // What is measured is kept, whatever happens to the rest.
    if (output !== null) write(output, "results.json", `${JSON.stringify(run, null, 1)}\n`);
  }
  progress("");
  await show(run, output);
}

function workloadNamed(name: string): Workload {
  const found = workloads.find((workload) => workload.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw new Error(
    `There is no workload ${name}, only ${workloads.map((workload) => workload.name).join(", ")}.`,
  );
}

/** Prints a run and writes its page and charts; fails where a workload has. */
async function show(run: Run, output: string | null): Promise<void> {
  console.log(terminal(run));
  if (output !== null) {
    // Needs what is installed for bench only, so it is JavaScript that the checks of the repository leave alone.
    const { charts } = (await import(new URL("report/charts.mjs", import.meta.url).href)) as {
      charts: (run: Run) => Record<string, string>;
    };
    write(output, "results.md", markdown(run));
    for (const [file, svg] of Object.entries(charts(run))) write(output, file, svg);
    console.log(`Written to ${output}.`);
  }
  for (const failure of run.failures) console.error(`Failed: ${failure}`);
  if (run.failures.length > 0) process.exitCode = 1;
}

function write(folder: string, file: string, content: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), content);
}

function positive(option: string, text: string): number {
  const number = Number(text);
  if (!(Number.isFinite(number) && number > 0))
    throw new Error(`--${option} is a number above 0, got ${text}.`);
  return number;
}

/** What is launched and bundled are the packages as users have them. */
function build(): void {
  const { status } = spawnSync("npm", ["run", "-s", "compile"], {
    cwd: new URL("..", import.meta.url),
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error("The packages do not build, so they cannot be launched.");
}

/** One line of a terminal, written over and over. */
function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
}
