import {
  checkValue,
  describeValue,
  type FloatDtype,
  getDefaultDtype,
  noGrad,
  ones,
  type Value,
  value,
  zeros,
} from "@chainrule/autograd";
import { Module } from "./module.ts";
import { checkEps } from "./normalize.ts";
import { checkOptions } from "./options.ts";
import { checkExtents, formatShape } from "./shape.ts";

/** Options of {@link BatchNorm1d} and {@link BatchNorm2d}. */
export interface BatchNormOptions {
  /** Added to variances, so that none is 0; 1e-5 when absent. */
  readonly eps?: number;
  /** How far running statistics move to those of a batch; 0.1 when absent, null for the mean over all batches. */
  readonly momentum?: number | null;
  /** Whether to learn a weight and a bias for each feature; true when absent. */
  readonly affine?: boolean;
  /** Whether to keep running statistics; true when absent. Without them evaluation, too, normalizes by the batch. */
  readonly trackRunningStats?: boolean;
  /** Of weight, bias and running statistics; the default float when absent. */
  readonly dtype?: FloatDtype;
}

/**
 * Normalizes each feature, axis 1, over all others: to the mean 0 and variance 1 of the batch while training, by the running
 * statistics in evaluation; then weight · x + bias (Ioffe and Szegedy 2015, Batch Normalization: Accelerating Deep Network
 * Training by Reducing Internal Covariate Shift). Running statistics are buffers that forward changes while training, and
 * the variance among them is that of a sample, divided by n − 1, as in PyTorch.
 */
abstract class BatchNorm extends Module {
  readonly eps: number;
  readonly momentum: number | null;
  /** [features], starts as ones */
  readonly weight: Value | null;
  /** [features], starts as zeros */
  readonly bias: Value | null;
  /** [features], starts as zeros */
  readonly runningMean: Value | null;
  /** [features], starts as ones */
  readonly runningVar: Value | null;
  /** How many batches the running statistics have seen: an int32 scalar. */
  readonly numBatchesTracked: Value | null;
  readonly #name: string;
  readonly #features: number;
  /** The axes after the first two that inputs may have. */
  readonly #places: readonly (readonly string[])[];

  constructor(
    name: string,
    places: readonly (readonly string[])[],
    features: number,
    options: BatchNormOptions,
  ) {
    super();
    checkOptions(name, options);
    const {
      eps = 1e-5,
      momentum = 0.1,
      affine = true,
      trackRunningStats = true,
      dtype = getDefaultDtype(),
    } = options;
    checkExtents(name, { numFeatures: features });
    checkEps(name, eps);
    const isShare = typeof momentum === "number" && momentum >= 0 && momentum <= 1;
    if (momentum !== null && !isShare) {
      throw new RangeError(
        `${name}: momentum is a number from 0 to 1 or null, got ${describeValue(momentum)}.`,
      );
    }
    this.#name = name;
    this.#features = features;
    this.#places = places;
    this.eps = eps;
    this.momentum = momentum;
    this.weight = affine ? ones([features], { dtype, requiresGrad: true }) : null;
    this.bias = affine ? zeros([features], { dtype, requiresGrad: true }) : null;
    this.runningMean = trackRunningStats ? zeros([features], { dtype }) : null;
    this.runningVar = trackRunningStats ? ones([features], { dtype }) : null;
    this.numBatchesTracked = trackRunningStats ? value(0, { dtype: "int32" }) : null;
  }

  forward(x: Value): Value {
    checkValue(this.#name, x);
    if (!this.#places.some((places) => x.rank === 2 + places.length) || x.shape[1] !== this.#features) {
      const needed = this.#places.map((places) => formatShape(["N", this.#features, ...places]));
      throw new RangeError(
        `${this.#name}(${this.#features}) needs inputs ${needed.join(" or ")}, got ${formatShape(x.shape)}.`,
      );
    }
    // The shape in which one number a feature meets x.
    const column = [this.#features, ...x.shape.slice(2).map(() => 1)];
    const fit = (parameter: Value): Value => parameter.reshape(column);
    const { centered, variance } = this.#statistics(x, column);
    const deviation = variance.add(this.eps).sqrt();
    // One factor for each feature, so that what is as large as x is multiplied only once.
    const scaled =
      this.weight === null ? centered.div(deviation) : centered.mul(fit(this.weight).div(deviation));
    return this.bias === null ? scaled : scaled.add(fit(this.bias));
  }

  /** x without its mean, and the variance: of the batch, or those it has been keeping. */
  #statistics(x: Value, column: readonly number[]): { readonly centered: Value; readonly variance: Value } {
    const { runningMean, runningVar } = this;
    if (!this.training && runningMean !== null && runningVar !== null) {
      return { centered: x.sub(runningMean.reshape(column)), variance: runningVar.reshape(column) };
    }
    if (x.size <= this.#features) {
      throw new RangeError(
        `${this.#name} needs more than one value for each feature to know their variance, got ${formatShape(x.shape)}. ` +
          "Train on larger batches, or call eval() first.",
      );
    }
    const axes = x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
    const mean = x.mean(axes, { keepDim: true });
    const centered = x.sub(mean);
    const variance = centered.square().mean(axes, { keepDim: true });
    const count = x.size / this.#features;
    if (this.training) noGrad(() => this.#track(mean, variance.mul(count / (count - 1))));
    return { centered, variance };
  }

  /** Moves the running statistics towards those of a batch. */
  #track(mean: Value, variance: Value): void {
    const { runningMean, runningVar, numBatchesTracked } = this;
    if (runningMean === null || runningVar === null || numBatchesTracked === null) return;
    const count = numBatchesTracked.add(1);
    const step = this.momentum ?? value(1, { dtype: runningMean.dtype as FloatDtype }).div(count);
    const moved = (running: Value, current: Value): Value =>
      running.add(current.to(running.dtype).reshape(running.shape).sub(running).mul(step));
    const [nextMean, nextVar] = [moved(runningMean, mean), moved(runningVar, variance)];
    runningMean.assign(nextMean);
    runningVar.assign(nextVar);
    numBatchesTracked.assign(count);
  }
}

/**
 * Batch normalization of [N, features] or [N, features, length]. While training each feature gets the mean 0 and variance 1 over
 * the batch, and running statistics, which are buffers, move towards the batch's; in evaluation those stand in for the batch.
 * Then weight · x + bias (Ioffe and Szegedy 2015, Batch Normalization).
 * @throws RangeError for inputs of another shape, and while training for a single value per feature.
 */
export class BatchNorm1d extends BatchNorm {
  constructor(numFeatures: number, options: BatchNormOptions = {}) {
    super("BatchNorm1d", [[], ["L"]], numFeatures, options);
  }
}

/**
 * Batch normalization of images [N, channels, height, width]. While training each feature gets the mean 0 and variance 1 over
 * the batch, and running statistics, which are buffers, move towards the batch's; in evaluation those stand in for the batch.
 * Then weight · x + bias (Ioffe and Szegedy 2015, Batch Normalization).
 * @throws RangeError for inputs of another shape, and while training for a single value per feature.
 */
export class BatchNorm2d extends BatchNorm {
  constructor(numFeatures: number, options: BatchNormOptions = {}) {
    super("BatchNorm2d", [["H", "W"]], numFeatures, options);
  }
}
