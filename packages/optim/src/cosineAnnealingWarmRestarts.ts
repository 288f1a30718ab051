import { type Value, value } from "@chainrule/autograd";
import { halfCosine } from "./cosineAnnealingLR.ts";
import {
  checkOptions,
  checkPeriod,
  type LearningRate,
  LearningRateSchedule,
  type Scheduled,
} from "./learningRateSchedule.ts";
import { checkNonNegative } from "./updateRule.ts";

/** Options of {@link CosineAnnealingWarmRestarts}. */
export interface CosineAnnealingWarmRestartsOptions {
  /** Epochs until the first restart. */
  readonly t0: number;
  /** How many times longer each period is than the one before, an integer; 1 when absent. */
  readonly tMult?: number;
  /** The rate that each period goes down to; 0 when absent. */
  readonly etaMin?: number;
}

/**
 * Half a cosine from the base rate to etaMin, again and again, over t0 epochs, then t0 · tMult, then t0 · tMult² ...
 *
 * Loshchilov and Hutter 2017, SGDR: Stochastic Gradient Descent with Warm Restarts.
 */
export function cosineAnnealingWarmRestarts(options: CosineAnnealingWarmRestartsOptions): LearningRate {
  const { t0, tMult = 1, etaMin = 0 } = checkOptions("CosineAnnealingWarmRestarts", options);
  checkPeriod("CosineAnnealingWarmRestarts", { t0, tMult });
  checkNonNegative("CosineAnnealingWarmRestarts", { etaMin });
  return (base, epoch) =>
    base
      .sub(etaMin)
      .mul(halfCosine(shareDone(epoch, t0, tMult)))
      .add(etaMin);
}

/** How much of its period an epoch has behind it. Periods begin at t0 (tMultⁿ − 1) / (tMult − 1), n = 0, 1, 2 ... */
function shareDone(epoch: Value, t0: number, tMult: number): Value {
  if (tMult === 1) return epoch.sub(wholes(epoch.div(t0)).mul(t0)).div(t0);
  // A period begins at an integer: half an epoch later, rounding of the logarithm cannot mistake one for the one before.
  const scaled = epoch
    .add(0.5)
    .mul((tMult - 1) / t0)
    .add(1);
  const period = value(tMult, { dtype: "float64" }).pow(wholes(scaled.log().div(Math.log(tMult))));
  const begin = period.sub(1).mul(t0 / (tMult - 1));
  return epoch.sub(begin).div(period.mul(t0));
}

/** ⌊x⌋ for x of at least 0 */
function wholes(x: Value): Value {
  return x.to("int32").to("float64");
}

/** A cosine that starts again. See {@link cosineAnnealingWarmRestarts}. */
export class CosineAnnealingWarmRestarts extends LearningRateSchedule {
  constructor(optimizer: Scheduled, options: CosineAnnealingWarmRestartsOptions) {
    super(optimizer, cosineAnnealingWarmRestarts(options));
  }
}
