import { formatFixed, formatNumber, formatPercent } from "../../parts/formatNumber.ts";
import { dataSets } from "./data/dataSets.ts";
import { features } from "./features.ts";
import { activations } from "./parts.ts";
import { taskOf } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";

/** A network and how it does, in words. */
export function summaryOf(snapshot: Snapshot): string {
  const { settings, epoch, steps, trainLoss, testLoss, testRight, gradientNorms, dead } = snapshot;
  const { data, inputs, layers, activation } = settings;
  const hidden =
    layers.length === 0
      ? "no hidden layer"
      : `${layers.length === 1 ? "a hidden layer" : "hidden layers"} of ${layers.join(", ")} neurons with ${activations[activation].title}`;
  const deadCount = dead.flat().filter(Boolean).length;
  const isClassification = taskOf(settings) === "classification";
  return [
    `Data: ${dataSets[data].title}.`,
    `Network: inputs ${inputs.map((name) => features[name].label).join(", ")}; ${hidden}; one output.`,
    `After ${formatNumber(epoch)} epochs and ${formatNumber(steps)} steps: training loss ${formatFixed(trainLoss, 4)}, test loss ${formatFixed(testLoss, 4)}${isClassification ? `, ${formatPercent(testRight)} of the test points right` : ""}.`,
    `Lengths of the gradients from the first layer to the output: ${gradientNorms.map((norm) => formatNumber(norm, 2)).join(", ")}.`,
    ...(deadCount === 0 ? [] : [`Dead neurons: ${deadCount}.`]),
  ].join(" ");
}
