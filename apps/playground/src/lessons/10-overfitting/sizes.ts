import type { compile as Compile } from "@chainrule/wasm";
import { fit, none, places, rule } from "./regression.ts";

/** Widths of the hidden layers to compare, and on how many sets of points each. */
export const widths = [1, 2, 3, 4, 6, 8, 12, 24, 48] as const;
export const setCount = 5;

/** What networks of one width have come to, each on points of its own. */
export type Size = {
  readonly width: number;
  /** A curve for each set of points. */
  readonly curves: readonly Float32Array[];
  readonly trainLoss: number;
  readonly validationLoss: number;
  /** How far the mean of the curves is from the rule, squared; mean over all places. */
  readonly bias: number;
  /** How far the curves are from their mean, squared; mean over all places. */
  readonly variance: number;
};

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

/** Trains networks of all widths, some on each step. */
export function beginSizes(compile: typeof Compile) {
  const sizes: Size[] = [];
  const truth = rule(places).data;
  return {
    step(): boolean {
      const width = widths[sizes.length];
      if (width === undefined) return false;
      const ends = Array.from({ length: setCount }, (_, set) => {
        let end = { trainLoss: 0, validationLoss: 0, curve: new Float32Array(0) };
        for (const epoch of fit({ ...none, width }, compile, 4 + set)) {
          end = { ...epoch, curve: Float32Array.from(epoch.curve) };
        }
        return end;
      });
      const middle = Float32Array.from(truth, (_, i) => mean(ends.map(({ curve }) => curve[i])));
      sizes.push({
        width,
        curves: ends.map(({ curve }) => curve),
        trainLoss: mean(ends.map(({ trainLoss }) => trainLoss)),
        validationLoss: mean(ends.map(({ validationLoss }) => validationLoss)),
        bias: mean(Array.from(truth, (y, i) => (middle[i] - y) ** 2)),
        variance: mean(
          Array.from(truth, (_, i) => mean(ends.map(({ curve }) => (curve[i] - middle[i]) ** 2))),
        ),
      });
      return sizes.length < widths.length;
    },
    snapshot: (): readonly Size[] => [...sizes],
  };
}
