import { fileURLToPath } from "node:url";
import { Absent } from "./absent.ts";
import { bundle, compressedSize } from "./bundle.mjs";
import { interpreterOf, launch } from "./launch.ts";
import type { Contestant, Measurements, Workload } from "./workload.ts";

/** The name of the only case of a workload that has no others. */
export const onlyCase = "";

export function casesOf({ cases }: Workload): readonly string[] {
  return cases?.map(({ name }) => name) ?? [onlyCase];
}

/**
 * One turn of one contestant.
 * @param seconds how long to measure after warming up
 * @throws Absent when it cannot run here.
 */
export function run(workload: Workload, contestant: Contestant, seconds: number): Promise<Measurements> {
  const turns: Record<Workload["measures"], () => Promise<Measurements>> = {
    steps: () => runSteps(workload, contestant, seconds),
    launches: () => runLaunches(contestant, seconds),
    memory: () => runMemory(contestant),
    size: async () => ({ [onlyCase]: { times: [await compressedSize(contestant.module)], results: [] } }),
  };
  return turns[workload.measures]();
}

/** Steps in one process. Ours run from the sources, which Node merely strips of their types. */
async function runSteps(
  workload: Workload,
  { module, variant = "", environment }: Contestant,
  seconds: number,
): Promise<Measurements> {
  const isPython = module.pathname.endsWith(".py");
  const [program, args] = interpreterOf(beside(isPython ? "measure.py" : "measure.ts"), [
    "--conditions=@chainrule/source",
    "--disable-warning=ExperimentalWarning",
  ]);
  const path = isPython ? fileURLToPath(module) : module.href;
  const rest = [path, variant, String(seconds), ...casesOf(workload)];
  return answerOf((await launch(program, [...args, ...rest], environment)).output);
}

const fewestLaunches = 5;

/** One process after another, the first of them to warm up the caches of the disk. */
async function runLaunches(
  { module, variant = "", environment }: Contestant,
  seconds: number,
): Promise<Measurements> {
  const [program, args] = interpreterOf(fileURLToPath(module));
  const begin = (): ReturnType<typeof launch> => launch(program, [...args, variant], environment);
  const { output } = await begin();
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end || times.length < fewestLaunches) times.push((await begin()).time);
  return { [onlyCase]: { times, results: [Number.parseFloat(output)] } };
}

/** Bundled, our packages left as they are built: stripping types would take memory too. */
async function runMemory({ module, variant = "", environment }: Contestant): Promise<Measurements> {
  const isPython = module.pathname.endsWith(".py");
  const [program, args] = interpreterOf(beside(isPython ? "memory.py" : "memory.mjs"));
  const path = isPython ? fileURLToPath(module) : await bundle(module);
  return answerOf((await launch(program, [...args, path, variant], environment)).output);
}

/** @throws Absent when the contestant says that it cannot run here. */
function answerOf(output: string): Measurements {
  const answer = JSON.parse(output) as Measurements | { absent: string };
  if (typeof answer.absent === "string") throw new Absent(answer.absent);
  return answer as Measurements;
}

function beside(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
