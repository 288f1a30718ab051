import type { Lanes, Vector } from "../lanes.ts";
import { exp, expm1OfNegative } from "./exponential.ts";
import { log } from "./logarithm.ts";

/*
 * All but tanh are of float32, to 0.51 ulp: computed in float64, where what is lost to rounding near 0 is too little to matter.
 */

/** Hyperbolic tangent, to 2.5 ulp: −(e^(−2|x|) − 1) / (e^(−2|x|) + 1) with the sign of x. */
export function tanh(lanes: Lanes, x: Vector): Vector {
  const less = expm1OfNegative(lanes, lanes.mul(lanes.abs(x), -2));
  return lanes.withSign(lanes.div(less, lanes.add(less, 2)), x);
}

/** Hyperbolic sine: (eˣ − e⁻ˣ) / 2, near 0 x. */
export function sinh(lanes: Lanes, x: Vector): Vector {
  return lanes.inDoubles(
    nearly((doubles, x) => {
      const power = exp(doubles, x);
      return doubles.mul(doubles.sub(power, doubles.div(1, power)), 0.5);
    }),
    x,
  );
}

/** Hyperbolic cosine: (eˣ + e⁻ˣ) / 2. */
export function cosh(lanes: Lanes, x: Vector): Vector {
  return lanes.inDoubles((doubles, x) => {
    const power = exp(doubles, x);
    return doubles.mul(doubles.add(power, doubles.div(1, power)), 0.5);
  }, x);
}

/** Inverse of sinh: ln(|x| + √(x² + 1)) with the sign of x, near 0 x. */
export function asinh(lanes: Lanes, x: Vector): Vector {
  return lanes.inDoubles(
    nearly((doubles, x) => {
      const size = doubles.abs(x);
      const root = doubles.sqrt(doubles.madd(size, size, 1));
      return doubles.withSign(log(doubles, doubles.add(size, root)), x);
    }),
    x,
  );
}

/** Inverse of cosh: ln(x + √(x² − 1)). */
export function acosh(lanes: Lanes, x: Vector): Vector {
  return lanes.inDoubles((doubles, x) => {
    const root = doubles.sqrt(doubles.mul(doubles.sub(x, 1), doubles.add(x, 1)));
    // A mask that is set reads as NaN.
    return doubles.or(log(doubles, doubles.add(x, root)), doubles.lt(x, 1));
  }, x);
}

/** Inverse of tanh: ln((1 + x) / (1 − x)) / 2, near 0 x. */
export function atanh(lanes: Lanes, x: Vector): Vector {
  return lanes.inDoubles(
    nearly((doubles, x) => {
      const ratio = doubles.div(doubles.add(x, 1), doubles.sub(1, x));
      return doubles.mul(log(doubles, ratio), 0.5);
    }),
    x,
  );
}

/** A function that is x (1 + x²/c) near 0, with |c| ≥ 3: there x, also where the formula loses digits or the sign of 0. */
function nearly(formula: (doubles: Lanes, x: Vector) => Vector): (doubles: Lanes, x: Vector) => Vector {
  return (doubles, x) => doubles.select(doubles.lt(doubles.abs(x), 2 ** -14), x, formula(doubles, x));
}
