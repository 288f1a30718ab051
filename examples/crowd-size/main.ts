// Estimates how many people are in a picture: draws crowds, teaches a network to count them, and says how good it is at crowds
// that it never saw. `npm run example -- crowd-size`, or see --help.
import { join, relative } from "node:path";
import { Generator } from "@chainrule/autograd";
import { writeFileAtomically } from "@chainrule/files/node";
import { makeFolder } from "../digits/results.ts";
import { runProgram } from "../digits/userError.ts";
import { lineOf, meanOf } from "./baselines.ts";
import { drawCrowds } from "./crowds.ts";
import { meanAbsoluteError } from "./errors.ts";
import { begin } from "./experiment.ts";
import { help, type Options, readOptions } from "./options.ts";
import { drawBestAndWorst } from "./pictures/bestAndWorst.ts";
import { drawEstimates } from "./pictures/estimates.ts";
import { type Curves, drawLossCurves } from "./pictures/lossCurves.ts";
import { showProgress } from "./progress.ts";
import { unusual } from "./unusual.ts";

async function run(options: Options): Promise<void> {
  makeFolder(options.output);
  const compile = options.noCompile ? undefined : (await import("@chainrule/wasm")).compile;
  const { crowds, network, counter, training } = begin(options, compile);
  const [train, validation, test] = [crowds.train, crowds.validation, crowds.test].map(
    ({ people }) => people.size,
  );
  const weights = network.parameters().reduce((sum, parameter) => sum + parameter.size, 0);
  console.log(
    `${train} pictures to learn from, ${validation} for validation, ${test} for the test. ${weights} weights.\n`,
  );

  const curves: Curves = { train: [], validation: [] };
  const progress = showProgress();
  for (const report of training) {
    progress.update(report);
    if (report.epoch === undefined) continue;
    curves.train.push(report.epoch.trainLoss);
    curves.validation.push(report.epoch.validationLoss);
  }
  progress.stop();

  // Only now, and once: whoever chooses by the test pictures has no test left.
  const estimates = counter.estimates(crowds.test.pictures);
  const error = meanAbsoluteError(estimates, crowds.test);
  console.log("\nHow far off the estimates for the test pictures are, on average:");
  for (const { name, estimate } of [meanOf(crowds.train), lineOf(crowds.train)]) {
    console.log(row(name, meanAbsoluteError(estimate(crowds.test), crowds.test)));
  }
  console.log(row("the network", error));

  console.log("\nAnd of the network, on pictures as it has never seen any:");
  const generator = new Generator(options.seed);
  for (const { name, ranges } of unusual) {
    const others = drawCrowds(Math.ceil(test / 2), generator, ranges);
    console.log(row(name, meanAbsoluteError(counter.estimates(others.pictures), others)));
  }

  const files = {
    "estimates.svg": drawEstimates(estimates, crowds.test),
    "best-and-worst.svg": drawBestAndWorst(estimates, crowds.test),
    "loss-curves.svg": drawLossCurves(curves),
  };
  for (const [name, svg] of Object.entries(files)) writeFileAtomically(join(options.output, name), svg);
  const folder = relative(process.cwd(), options.output) || ".";
  console.log(`\nWritten to ${folder}: ${Object.keys(files).join(", ")}`);
  console.log(`Result: the estimates are off by ${error.toFixed(1)} people on average.`);
}

const row = (name: string, error: number): string =>
  `  ${name.padEnd(26)}${error.toFixed(1).padStart(6)} people`;

await runProgram(async () => {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(help);
  else await run(options);
});
