import { type Digits, side } from "./digits.ts";
import type { Evaluation } from "./evaluate.ts";

/** An image that the network got wrong. */
export interface Mistake {
  /** Its number among the images, from 0. */
  readonly index: number;
  readonly label: number;
  readonly prediction: number;
  /** How likely the network thought its prediction was. */
  readonly probability: number;
  /** 784 numbers from 0 to 1. */
  readonly pixels: readonly number[];
}

/** The mistakes that the network was surest of, surest first. */
export function surestMistakes(digits: Digits, evaluation: Evaluation, count: number): Mistake[] {
  const { predictions, probabilities } = evaluation;
  return predictions
    .map((prediction, index) => ({
      index,
      label: digits.labels.data[index],
      prediction,
      probability: probabilities[index][prediction],
    }))
    .filter(({ label, prediction }) => prediction !== label)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, count)
    .map((mistake) => ({ ...mistake, pixels: pixelsOf(digits, mistake.index) }));
}

function pixelsOf({ images }: Digits, index: number): number[] {
  return Array.from(images.data.slice(index * side * side, (index + 1) * side * side));
}
