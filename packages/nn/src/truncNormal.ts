import { defaultGenerator, getDefaultDtype, type Shape, type Value, value, zeros } from "@chainrule/autograd";
import { asParameter, type InitializerOptions } from "./parameter.ts";

/** Options of {@link truncNormal}. */
export interface TruncNormalOptions extends InitializerOptions {
  /** Of the distribution before it is cut off; 0 when absent. */
  readonly mean?: number;
  /** Of the distribution before it is cut off; 1 when absent. */
  readonly standardDeviation?: number;
  /** No number is smaller; −2 when absent. */
  readonly min?: number;
  /** No number is larger; 2 when absent. */
  readonly max?: number;
}

/**
 * A parameter of numbers normally distributed between min and max, with none outside: quantiles of uniform numbers.
 * @throws RangeError for bounds between which there is nothing.
 */
export function truncNormal(shape: Shape, options: TruncNormalOptions = {}): Value {
  const { mean = 0, standardDeviation = 1, min = -2, max = 2 } = options;
  const { generator = defaultGenerator(), dtype = getDefaultDtype() } = options;
  if (!(standardDeviation > 0)) {
    throw new RangeError(`truncNormal needs a positive standardDeviation, got ${String(standardDeviation)}.`);
  }
  if (!(min < max))
    throw new RangeError(`truncNormal needs min < max, got ${String(min)} and ${String(max)}.`);
  const scale = standardDeviation * Math.SQRT2;
  const bounds = [(min - mean) / scale, (max - mean) / scale];
  if (Math.max(bounds[0], -bounds[1]) * Math.SQRT2 > 7) {
    throw new RangeError(
      `truncNormal needs bounds of which one lies within 7 standard deviations of the mean, got ${min} and ${max}.`,
    );
  }
  const [low, high] = bounds.map((bound) => value(bound, { dtype: "float64" }).erf());
  const target = generator.uniform(shape, { dtype: "float64" }).mul(high.sub(low)).add(low);
  // Solves erf x = target by Newton's method. Started at 0 it never overshoots, erf being bent towards 0 on either side; it
  // gains at least 1 / 2x a step until it is close, which is about x² steps.
  const farthest = Math.min(Math.max(...bounds.map(Math.abs)), 6);
  let x = zeros(shape, { dtype: "float64" });
  for (let step = 0; step < farthest ** 2 + 8; step++) {
    // erf′ x = 2/√π · e^(−x²)
    const slope = x
      .square()
      .neg()
      .exp()
      .mul(2 / Math.sqrt(Math.PI));
    x = x.add(target.sub(x.erf()).div(slope));
  }
  return asParameter(x.mul(scale).add(mean).clamp(min, max).to(dtype));
}
