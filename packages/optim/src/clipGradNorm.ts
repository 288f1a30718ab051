import { noGrad, stack, type Value, value } from "@chainrule/autograd";
import { readValues } from "./readValues.ts";

/** Options of {@link clipGradNorm}. */
export interface ClipGradNormOptions {
  /** The p of the p-norm, above 0; Infinity for the largest absolute entry. 2 when absent. */
  readonly normType?: number;
}

/**
 * Scales the gradients of the parameters down, all by the same factor, so that the norm of all their entries together is at
 * most `maxNorm`: by min(1, maxNorm / (norm + 1e-6)). Each `.grad` becomes a new Value. Call it between `backward()` and
 * `step()`. A single parameter needs no list.
 *
 * Pascanu, Mikolov and Bengio 2013, On the difficulty of training recurrent neural networks.
 * @returns the norm as it was, a scalar; 0 when there are no gradients. If it is not finite, the gradients are not either.
 */
export function clipGradNorm(
  parameters: Value | Iterable<Value>,
  maxNorm: number,
  { normType = 2 }: ClipGradNormOptions = {},
): Value {
  if (!(maxNorm >= 0))
    throw new RangeError(`clipGradNorm needs a maxNorm of at least 0, got ${String(maxNorm)}.`);
  if (!(normType > 0))
    throw new RangeError(`clipGradNorm needs a normType above 0, got ${String(normType)}.`);
  const withGradient = readValues("clipGradNorm", parameters).filter(
    ({ grad }) => grad !== null && grad.size > 0,
  );
  const gradients = withGradient.map((parameter) => parameter.grad as Value);
  if (gradients.length === 0) return value(0);
  return noGrad(() => {
    const total = norm(stack(gradients.map((gradient) => norm(gradient, normType))), normType);
    const factor = value(maxNorm, { dtype: "float64" }).div(total.add(1e-6)).minimum(1);
    const clipped = gradients.map((gradient) => gradient.mul(factor.to(gradient.dtype)));
    withGradient.forEach((parameter, i) => {
      parameter.grad = clipped[i];
    });
    return total;
  });
}

/** (Σ |x|ᵖ)^(1/p) over all entries. */
function norm(x: Value, p: number): Value {
  if (p === Number.POSITIVE_INFINITY) return x.abs().max();
  if (p === 2) return x.square().sum().sqrt();
  return x
    .abs()
    .pow(p)
    .sum()
    .pow(1 / p);
}
