import { value } from "@chainrule/autograd";
import { halfCosine } from "./cosineAnnealingLR.ts";
import {
  checkPeriod,
  type LearningRate,
  LearningRateSchedule,
  type Scheduled,
} from "./learningRateSchedule.ts";
import { type PerGroup, perGroup } from "./perGroup.ts";
import { checkChoice, checkNonNegative, checkShares } from "./updateRule.ts";

/** Options of {@link OneCycleLR}. */
export interface OneCycleLROptions {
  /** How many steps there are: usually updates, not epochs. */
  readonly totalSteps: number;
  /** The rate at the top, of all groups or a list with that of each; the base rate of a group when absent. */
  readonly maxLearningRate?: PerGroup;
  /** The share of the steps that goes up; 0.3 when absent. */
  readonly pctStart?: number;
  /** Along half a cosine (when absent) or a straight line. */
  readonly annealStrategy?: "cos" | "linear";
  /** How many times smaller than the top the rate is at first; 25 when absent. */
  readonly divFactor?: number;
  /** How many times smaller than at first the rate is in the end; 1e4 when absent. */
  readonly finalDivFactor?: number;
  /** Go down to the first rate as fast as up, and from there to the last; false when absent. */
  readonly threePhase?: boolean;
}

/**
 * Up from maxLearningRate / divFactor to maxLearningRate, and down far below where it began; there it stays after
 * `totalSteps`. The learning rate only: options of an optimizer are fixed, so momentum does not cycle, which is PyTorch's
 * `cycle_momentum=False`.
 * @param groups how many the optimizer has, so that a list of another length is refused at once.
 *
 * Smith and Topin 2018, Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates.
 */
export function oneCycleLR(options: OneCycleLROptions, groups?: number): LearningRate {
  const { totalSteps, pctStart = 0.3, annealStrategy = "cos", threePhase = false } = options;
  const { maxLearningRate, divFactor = 25, finalDivFactor = 1e4 } = options;
  checkPeriod("OneCycleLR", { totalSteps });
  checkShares("OneCycleLR", { pctStart });
  checkNonNegative("OneCycleLR", { divFactor, finalDivFactor });
  const topOf =
    maxLearningRate === undefined ? null : perGroup("OneCycleLR", "maxLearningRate", maxLearningRate, groups);
  checkChoice("OneCycleLR", "annealStrategy", annealStrategy, ["cos", "linear"]);
  const [top, low] = [pctStart * totalSteps - 1, 1 / divFactor];
  const last = { from: threePhase ? low : 1, to: low / finalDivFactor, end: totalSteps - 1 };
  const phases = [
    { from: low, to: 1, end: top },
    ...(threePhase ? [{ from: 1, to: low, end: 2 * top }, last] : [last]),
  ];
  return (base, epoch, group = 0) => {
    const step = epoch.minimum(totalSteps - 1);
    const factors = phases.map(({ from, to, end }, i) => {
      const begin = i === 0 ? 0 : phases[i - 1].end;
      const share = step.sub(begin).div(end - begin || 1);
      const left = annealStrategy === "cos" ? halfCosine(share) : share.neg().add(1);
      return left.mul(from - to).add(to);
    });
    const factor = factors.reduceRight((later, now, i) => now.where(step.le(phases[i].end), later));
    return (topOf === null ? base : value(topOf(group), { dtype: "float64" })).mul(factor);
  };
}

/** Up, and down again, once. It sets the first learning rates when it is made. See {@link oneCycleLR}. */
export class OneCycleLR extends LearningRateSchedule {
  constructor(optimizer: Scheduled, options: OneCycleLROptions) {
    super(optimizer, oneCycleLR(options, optimizer.groups.length));
    this.start();
  }
}
