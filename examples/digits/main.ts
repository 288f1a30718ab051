// The main job: reads the data, trains a network, tests it, and writes what can be looked at. `npm start`, or see --help.
import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import { Generator } from "@chainrule/autograd";
import { randomSplit } from "@chainrule/optim";
import { checkpointIn, checkResumable, goOn, isInterrupted, keep } from "./checkpoint.ts";
import { evaluate } from "./evaluate.ts";
import { readMnist } from "./mnist.ts";
import { buildNetwork } from "./network.ts";
import { defaultOutput, help, type Options, readOptions } from "./options.ts";
import type { Curves } from "./pictures/lossCurves.ts";
import { showProgress } from "./progress.ts";
import { makeFolder, writeResults } from "./results.ts";
import { beginning, stepCount, train } from "./train.ts";
import { runProgram } from "./userError.ts";
import { weightsFile } from "./weights.ts";

async function run(options: Options): Promise<void> {
  const { model, hidden, seed, images, output } = options;
  if (options.resume) checkResumable(options);
  makeFolder(output);
  // Everything random comes from the seed, and each use has numbers of its own.
  const [forSplit, forWeights, forBatches] = new Generator(seed).split(3);
  const digits = readMnist("train", { limit: images });
  const test = readMnist("test");
  const parts = randomSplit(digits, { train: 11 / 12, validation: 1 / 12 }, { generator: forSplit });
  const network = buildNetwork({ model, hidden }, forWeights);

  const [trainCount, validationCount, testCount] = [parts.train, parts.validation, test].map(
    (part) => part.labels.size,
  );
  const weightCount = network.parameters().reduce((sum, parameter) => sum + parameter.size, 0);
  console.log(
    `MNIST: ${count(trainCount)} images to learn from, ${count(validationCount)} for validation, ${count(testCount)} for the test.`,
  );
  const layers = model === "cnn" ? "three convolutions" : `784-${hidden.join("-")}-10`;
  console.log(`Network: ${layers}, ${count(weightCount)} weights to learn.`);
  console.log(
    "Ctrl-C stops; npm start -- --resume, with the same flags, then goes on from the last whole epoch.\n",
  );

  // Recorded once and run as one program, a step takes a fraction of the time.
  const engine = options.noCompile ? {} : { compile: (await import("@chainrule/wasm")).compile };
  const steps = stepCount(parts.train, options);
  const curves: Curves = { train: [], validation: [], stepsPerEpoch: steps / options.epochs };
  if (!options.resume && isInterrupted(options)) {
    console.log(
      "A training was stopped here that would go on with --resume. This one begins anew, and takes its place.\n",
    );
  }
  const progress = showProgress(steps, options.epochs);
  try {
    train(network, parts.train, parts.validation, {
      ...options,
      ...engine,
      resume: (parts) => (options.resume ? goOn(options, parts, curves) : beginning),
      keep: (parts, position) => keep(options, parts, position, curves),
      generator: forBatches,
      onStep({ step, epoch, loss }) {
        curves.train.push(loss);
        progress.update(step, epoch, loss);
      },
      onEpoch(report) {
        curves.validation.push(report.validationLoss);
        progress.report(report);
      },
    });
  } finally {
    progress.stop();
  }

  // Only now, and once: whoever makes choices by looking at the test images has no test left.
  const evaluation = evaluate(network, test);
  const right = count(Math.round(evaluation.accuracy * testCount));
  console.log(
    `\nTest accuracy: ${(100 * evaluation.accuracy).toFixed(2)}% (${right} of ${count(testCount)} images)\n`,
  );

  const files = writeResults(output, { network, architecture: { model, hidden }, curves, test, evaluation });
  console.log(`Written to ${shorten(output)}:`);
  rmSync(checkpointIn(options)); // there is nothing left to resume
  for (const [file, shows] of Object.entries(files)) console.log(`  ${file.padEnd(22)} ${shows}`);
  const where = output === defaultOutput ? "" : ` --weights ${shorten(join(output, weightsFile))}`;
  console.log(`\nNow let it read a picture: npm run predict -- examples/digits/samples/7.png${where}`);
}

const count = (n: number): string => n.toLocaleString("en");

/** A path as one would type it here. */
function shorten(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short || ".";
}

await runProgram(async () => {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(help);
  else await run(options);
});
