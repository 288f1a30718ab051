import { checkValue, describeValue, type Value } from "@chainrule/autograd";
import { checkOptions } from "./options.ts";
import { formatShape } from "./shape.ts";

/** Options of every loss. */
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

/** Throws unless options are an object with a reduction that there is. */
export function checkLossOptions(
  loss: string,
  options: { readonly reduction?: unknown },
  reductions: readonly unknown[] = ["mean", "sum", "none"],
): void {
  checkOptions(loss, options);
  const { reduction = "mean" } = options;
  if (reductions.includes(reduction)) return;
  const known = reductions.map((name) => `"${String(name)}"`).join(", ");
  throw new TypeError(`${loss}: reduction is one of ${known}, got ${describeValue(reduction)}.`);
}

/** @param count what the mean divides the sum by; the number of losses when absent. */
export function reduce(losses: Value, { reduction = "mean" }: LossOptions, count?: Value): Value {
  if (reduction === "mean") return count === undefined ? losses.mean() : losses.sum().div(count);
  return reduction === "sum" ? losses.sum() : losses;
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
  throw new RangeError(`${loss}: ${option} is a finite number${bound}, got ${describeValue(number)}.`);
}
