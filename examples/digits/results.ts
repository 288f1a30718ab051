import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomically } from "@chainrule/files/node";
import type { Sequential } from "@chainrule/nn";
import { confusionMatrix } from "./confusion.ts";
import type { Digits } from "./digits.ts";
import type { Evaluation } from "./evaluate.ts";
import { surestMistakes } from "./mistakes.ts";
import type { Architecture } from "./network.ts";
import { drawConfusion } from "./pictures/confusion.ts";
import { type Curves, drawLossCurves } from "./pictures/lossCurves.ts";
import { drawMistakes } from "./pictures/mistakes.ts";
import { UserError } from "./userError.ts";
import { saveWeights, weightsFile } from "./weights.ts";

/** What a training leaves behind. */
export interface Results {
  readonly network: Sequential;
  readonly architecture: Architecture;
  readonly curves: Curves;
  readonly test: Digits;
  readonly evaluation: Evaluation;
}

/** Makes the folder for the results, before training: so nobody waits a minute to hear that it cannot be written to. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new UserError(`Cannot make the output folder ${path} (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/** Writes the weights and all pictures. Returns what each file shows. */
export function writeResults(
  folder: string,
  { network, architecture, curves, test, evaluation }: Results,
): Record<string, string> {
  const mistakeCount = Math.round((1 - evaluation.accuracy) * test.labels.size);
  const weights = join(folder, weightsFile);
  const isReplacing = existsSync(weights);
  saveWeights(weights, network, architecture);
  writeFileAtomically(join(folder, "loss-curves.svg"), drawLossCurves(curves));
  writeFileAtomically(
    join(folder, "confusion-matrix.svg"),
    drawConfusion(confusionMatrix(test.labels.data, evaluation.predictions)),
  );
  writeFileAtomically(
    join(folder, "most-wrong.svg"),
    drawMistakes(surestMistakes(test, evaluation, 24), mistakeCount),
  );
  return {
    "loss-curves.svg": "how the loss fell",
    "confusion-matrix.svg": "which digits it takes for which",
    "most-wrong.svg": "the mistakes it was surest of",
    [weightsFile]: `what it learned${isReplacing ? " (replaced the weights of an earlier run)" : ""}`,
  };
}
