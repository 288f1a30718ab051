import { checkValue, type Value } from "@chainrule/autograd";
import { formatShape } from "./shape.ts";

export interface LossOptions {
  /** What to do with the losses of the examples or entries: their mean (when absent), their sum, or leave them. */
  readonly reduction?: "mean" | "sum" | "none";
}

/** Throws unless each prediction has its target: broadcasting here would compare every one with every other. */
export function checkSameShape(loss: string, prediction: Value, target: Value): void {
  checkValue(loss, prediction);
  checkValue(loss, target);
  const [got, wanted] = [prediction, target].map(({ shape }) => formatShape(shape));
  if (got === wanted) return;
  throw new RangeError(
    `${loss} needs a target for each prediction, got predictions ${got} and targets ${wanted}. Reshape one of them; losses do not broadcast.`,
  );
}

/** @param count what the mean divides the sum by; the number of losses when absent. */
export function reduce(losses: Value, { reduction = "mean" }: LossOptions, count?: Value): Value {
  if (reduction === "mean") return count === undefined ? losses.mean() : losses.sum().div(count);
  if (reduction === "sum") return losses.sum();
  if (reduction === "none") return losses;
  throw new TypeError(`Unknown reduction ${JSON.stringify(reduction)}. Use "mean", "sum" or "none".`);
}

/** Throws unless an option is a number of at least `least`. */
export function checkNumber(
  loss: string,
  option: string,
  number: number,
  least: number = Number.NEGATIVE_INFINITY,
): void {
  if (Number.isFinite(number) && number >= least) return;
  const bound = Number.isFinite(least) ? ` of at least ${least}` : "";
  throw new RangeError(`${loss}: ${option} is a finite number${bound}, got ${String(number)}.`);
}
