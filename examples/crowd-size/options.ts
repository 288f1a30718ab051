import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseFlags, readInteger } from "../digits/flags.ts";
import { defaults, type Settings } from "./experiment.ts";

/** What the user chose. */
export type Options = Settings & {
  readonly output: string;
  /** Whether to take each step call by call, without the engine. */
  readonly noCompile: boolean;
  readonly help: boolean;
};

const flags = {
  epochs: { type: "string", default: String(defaults.epochs) },
  pictures: { type: "string", default: String(defaults.train) },
  seed: { type: "string", default: String(defaults.seed) },
  output: { type: "string", default: fileURLToPath(new URL("output", import.meta.url)) },
  "no-compile": { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

export const help = `Teaches a network to estimate how many people are in a picture, and tests it on pictures that it never saw.

  npm run example -- crowd-size

  --epochs N        how often to go through all pictures             (${flags.epochs.default})
  --pictures N      how many of them to learn from                   (${flags.pictures.default})
  --seed N          of all random choices: equal seeds, equal runs   (${flags.seed.default})
  --output FOLDER   where to write pictures                          (examples/crowd-size/output)
  --no-compile      run each step call by call: the same, only slower
  -h, --help        show this`;

/**
 * Reads the command line.
 * @throws UserError for anything that makes no sense.
 */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseFlags(args, flags, "npm run example -- crowd-size --help");
  const train = readInteger("pictures", values.pictures, { min: 32, max: 100_000 });
  return {
    ...defaults,
    train,
    // A quick look takes few pictures of all kinds.
    validation: Math.ceil(train / 8),
    test: Math.ceil(train / 4),
    epochs: readInteger("epochs", values.epochs, { min: 1, max: 1000 }),
    seed: readInteger("seed", values.seed, { min: 0, max: Number.MAX_SAFE_INTEGER }),
    output: resolve(values.output),
    noCompile: values["no-compile"],
    help: values.help,
  };
}
