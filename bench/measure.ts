// Runs in a process of its own: node measure.ts <module> <variant> <seconds> <case>... Prints Measurements, or { absent }.
import { Absent } from "./absent.ts";
import type { Measurement, Measurements, Start, Step } from "./workload.ts";

const [module, variant, seconds, ...cases] = process.argv.slice(2);
const firstSteps = 20;
const fewestTimes = 10;
/** What takes longer for its first steps, compiling apart, is not repeated: they are the measurement. */
const patience = 10_000; // milliseconds

const answer = JSON.stringify(await measurements());
// Not at once: what does not fit into the pipe would be lost.
process.stdout.write(`${answer}\n`, () => process.exit(0));

async function measurements(): Promise<Measurements | { absent: string }> {
  try {
    const { start } = (await import(module)) as { start: Start };
    const found: Record<string, Measurement> = {};
    for (const name of cases) {
      const step = await start(variant, name);
      if (step !== null) found[name] = await measure(step, (Number(seconds) * 1000) / cases.length);
    }
    return found;
  } catch (error) {
    if (!(error instanceof Absent)) throw error;
    return { absent: error.message };
  }
}

/** @param span how long to measure, in milliseconds */
async function measure(step: Step, span: number): Promise<Measurement> {
  const results: number[] = [];
  const firstTimes: number[] = [];
  const begin = performance.now();
  for (let before = begin; results.length < firstSteps; ) {
    results.push(await step());
    const after = performance.now();
    firstTimes.push(after - before);
    before = after;
  }
  const summary = { first: firstTimes[0], results: [results[0], results[firstSteps - 1]] };
  if (performance.now() > begin + firstTimes[0] + patience) return { times: firstTimes.slice(1), ...summary };

  // Until the engines have compiled what is hot.
  const warm = begin + firstTimes[0] + 1000 / Math.sqrt(cases.length);
  while (performance.now() < warm) await step();

  const times: number[] = [];
  const end = performance.now() + span;
  for (let before = performance.now(); before < end || times.length < fewestTimes; ) {
    const result = step();
    if (typeof result !== "number") await result;
    const after = performance.now();
    times.push(after - before);
    before = after;
  }
  return { times, ...summary };
}
