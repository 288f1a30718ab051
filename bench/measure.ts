// Runs in a process of its own: node measure.ts <module> <variant> <seconds>. Prints a Measurement.
import type { Measurement, Start } from "./workload.ts";

const [module, variant, seconds] = process.argv.slice(2);
const { start } = (await import(module)) as { start: Start };
const step = await start(variant);

const firstSteps = 20;
const warmUp = 1000; // milliseconds: until the engine has compiled what is hot
const fewestTimes = 10;

const results: number[] = [];
const begin = performance.now();
while (results.length < firstSteps) results.push(step());
while (performance.now() < begin + warmUp) step();

const times: number[] = [];
const end = performance.now() + Number(seconds) * 1000;
for (let before = performance.now(); before < end || times.length < fewestTimes; ) {
  step();
  const after = performance.now();
  times.push(after - before);
  before = after;
}

const measurement: Measurement = { times, results: [results[0], results[firstSteps - 1]] };
console.log(JSON.stringify(measurement));
process.exit(0);
