import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseFlags, readChoice, readInteger, readIntegers, readPositive } from "./flags.ts";
import { type Architecture, models } from "./network.ts";
import type { Schedule } from "./train.ts";

/** Where files go, and where predict looks for the weights, unless told otherwise. */
export const defaultOutput = fileURLToPath(new URL("output", import.meta.url));

/** What the user chose. */
export interface Options {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly schedule: Schedule;
  readonly augment: boolean;
  readonly model: Architecture["model"];
  readonly hidden: readonly number[];
  readonly seed: number;
  /** How many of the 60,000 images to use. */
  readonly images: number;
  readonly output: string;
  /** Whether to take each step call by call, without the engine. */
  readonly noCompile: boolean;
  /** After how many steps to write down where the training is; Infinity for the ends of epochs only. */
  readonly checkpoint: number;
  /** Whether to go on from where another training was stopped. */
  readonly resume: boolean;
  readonly help: boolean;
}

/** What suits each model. */
const recipes: Record<Architecture["model"], { epochs: string; schedule: Schedule }> = {
  mlp: { epochs: "4", schedule: "cosine" },
  cnn: { epochs: "3", schedule: "one-cycle" },
};

const flags = {
  model: { type: "string", default: "mlp" },
  epochs: { type: "string" },
  "batch-size": { type: "string", default: "64" },
  "learning-rate": { type: "string", default: "0.1" },
  hidden: { type: "string", default: "128" },
  seed: { type: "string", default: "1" },
  augment: { type: "boolean", default: false },
  images: { type: "string", default: "60000" },
  output: { type: "string", default: defaultOutput },
  "no-compile": { type: "boolean", default: false },
  checkpoint: { type: "string" },
  resume: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

export const help = `Trains a network to read handwritten digits, on the 60,000 images of MNIST, and tests it on 10,000 others.

  npm start                       ten seconds, about 98% right
  npm start -- --model cnn        a minute, over 99% right
  npm start -- --epochs 1         a quick look
  npm start -- --hidden 256,64    another network

  --model NAME        mlp, or cnn, which is slower and better          (${flags.model.default})
  --epochs N          how often to go through all images               (${recipes.mlp.epochs}, cnn ${recipes.cnn.epochs})
  --batch-size N      images per step                                  (${flags["batch-size"].default})
  --learning-rate X   how far to go in the first steps                 (${flags["learning-rate"].default})
  --augment           turn and move each image a little, at random
  --hidden N[,N...]   the widths of the hidden layers of an mlp        (${flags.hidden.default})
  --seed N            of all random choices: equal seeds, equal runs   (${flags.seed.default})
  --images N          use only the first N of the images               (${flags.images.default})
  --output FOLDER     where to write pictures and weights              (examples/digits/output)
  --no-compile        run each step call by call: the same, only slower
  --checkpoint N      write down where it is after every N steps, too, and not only after every epoch
  --resume            go on where a training was stopped that had the same output and flags
  -h, --help          show this

One image in twelve is set aside for validation: never learned from, only watched after each epoch.`;

/**
 * Reads the command line.
 * @throws UserError for anything that makes no sense.
 */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseFlags(args, flags, "npm start -- --help");
  const model = readChoice("model", values.model, models);
  const { epochs, schedule } = recipes[model];
  return {
    model,
    schedule,
    augment: values.augment,
    epochs: readInteger("epochs", values.epochs ?? epochs, { min: 1, max: 1000 }),
    batchSize: readInteger("batch-size", values["batch-size"], { min: 1, max: 60_000 }),
    learningRate: readPositive("learning-rate", values["learning-rate"], 100),
    hidden: readIntegers("hidden", values.hidden, { min: 1, max: 4096 }),
    seed: readInteger("seed", values.seed, { min: 0, max: Number.MAX_SAFE_INTEGER }),
    images: readInteger("images", values.images, { min: 100, max: 60_000 }),
    output: resolve(values.output),
    noCompile: values["no-compile"],
    checkpoint:
      values.checkpoint === undefined
        ? Number.POSITIVE_INFINITY
        : readInteger("checkpoint", values.checkpoint, { min: 1, max: 1_000_000 }),
    resume: values.resume,
    help: values.help,
  };
}
