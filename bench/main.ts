import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { compare, type Report } from "./compare.ts";
import { table } from "./table.ts";
import { workloads } from "./workloads/index.ts";

const help = `npm run bench -- [workloads] [options]

Measures Chainrule and its peers in turns. Workloads, all of them when none is named:
${workloads.map(({ name, title }) => `  ${name}  ${title}`).join("\n")}

  --rounds <n>    how often everyone has a turn (5)
  --seconds <s>   how long each is measured in a turn, after warming up (2)
  --json          print JSON in place of a table
  --help          print this`;

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
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "2" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const effort = { rounds: positive("rounds", values.rounds), seconds: positive("seconds", values.seconds) };
  if (!Number.isInteger(effort.rounds)) throw new Error(`--rounds is a whole number, got ${values.rounds}.`);

  const names = positionals.map((name) => name.toUpperCase());
  const unknown = names.find((name) => workloads.every((workload) => workload.name !== name));
  if (unknown !== undefined)
    throw new Error(`There is no workload ${unknown}, only ${workloads.map(({ name }) => name).join(", ")}.`);
  const chosen = workloads.filter(({ name }) => names.length === 0 || names.includes(name));

  if (chosen.some(({ timed }) => timed === "launch")) build();
  const reports: Report[] = [];
  for (const workload of chosen) {
    reports.push(
      await compare(workload, effort, (round, { name }) =>
        progress(`${workload.name} round ${round} of ${effort.rounds}: ${name}`),
      ),
    );
  }
  progress("");
  console.log(values.json ? JSON.stringify(reports, null, 2) : table(reports));
}

function positive(option: string, text: string): number {
  const number = Number(text);
  if (!(Number.isFinite(number) && number > 0))
    throw new Error(`--${option} is a number above 0, got ${text}.`);
  return number;
}

/** What is launched are the packages as users have them. */
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
