// Reads digits in pictures, with the network that `npm start` has trained. `npm run predict -- picture.png`, or see --help.
import { join } from "node:path";
import { noGrad, tensor } from "@chainrule/autograd";
import { type Ink, readDigitImage } from "./digitImage.ts";
import { side } from "./digits.ts";
import { parseFlags, readChoice } from "./flags.ts";
import { defaultOutput } from "./options.ts";
import { runProgram, UserError } from "./userError.ts";
import { loadNetwork, weightsFile } from "./weights.ts";

const help = `Says which digit a picture shows, with the network that npm start has trained.

  npm run predict -- examples/digits/samples/7.png
  npm run predict -- one.png two.png --ink black

A picture is a PNG of 28 × 28 pixels. It is read best when it looks like those of MNIST: the digit about 20 pixels high,
in the middle, its strokes about two pixels wide.

  --ink COLOR         white (on black), black (on white), or auto: find out   (auto)
  --weights FILE      what npm start has written                              (examples/digits/output/${weightsFile})
  -h, --help          show this`;

const inks: readonly Ink[] = ["auto", "white", "black"];

function predict(args: readonly string[]): void {
  const flags = {
    ink: { type: "string", default: "auto" },
    weights: { type: "string", default: join(defaultOutput, weightsFile) },
    help: { type: "boolean", short: "h", default: false },
  } as const;
  const seeHelp = "npm run predict -- --help";
  const { values, positionals } = parseFlags(args, flags, seeHelp, {
    allowPositionals: true,
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const ink = readChoice("ink", values.ink, inks);
  if (positionals.length === 0) throw new UserError(`Which picture? See ${seeHelp}.`);

  const network = loadNetwork(values.weights);
  // All pictures are read before the first answer: either all are good, or none is answered.
  const pictures = positionals.map((path) => ({ path, pixels: readDigitImage(path, ink) }));
  for (const { path, pixels } of pictures) {
    const logits = noGrad(() => network.forward(tensor(pixels, { shape: [1, side * side] })));
    console.log(describe(path, Array.from(logits.softmax().data)));
  }
}

const barLength = 40;

/** The answer, and a bar for each digit. */
function describe(path: string, probabilities: number[]): string {
  const digit = probabilities.indexOf(Math.max(...probabilities));
  const percent = (probability: number): string => `${(100 * probability).toFixed(1)}%`;
  const bars = probabilities.map(
    (probability, i) =>
      `  ${i}  ${bar(probability).padEnd(barLength)}  ${percent(probability).padStart(6)}${i === digit ? "  ←" : ""}`,
  );
  const article = digit === 8 ? "an" : "a";
  return [`${path} shows ${article} ${digit} (${percent(probabilities[digit])})\n`, ...bars, ""].join("\n");
}

/** A bar in steps of an eighth of a character. */
function bar(share: number): string {
  const eighths = Math.round(share * barLength * 8);
  return "█".repeat(Math.floor(eighths / 8)) + ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
}

await runProgram(() => predict(process.argv.slice(2)));
