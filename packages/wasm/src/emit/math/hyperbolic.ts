import type { Lanes, Vector } from "../lanes.ts";
import { expm1, expm1OfNegative, halfExp } from "./exponential.ts";
import { log1p } from "./logarithm.ts";

/** Hyperbolic tangent, to 2.5 ulp: −(e^(−2|x|) − 1) / (e^(−2|x|) + 1) with the sign of x. */
export function tanh(lanes: Lanes, x: Vector): Vector {
  const less = expm1OfNegative(lanes, lanes.mul(lanes.abs(x), -2));
  return lanes.withSign(lanes.div(less, lanes.add(less, 2)), x);
}

/*
 * The others are of float64.
 */

/** e^|x| / 2 and e^(−|x|) / 2 */
function halves(lanes: Lanes, x: Vector): readonly [large: Vector, small: Vector] {
  const large = halfExp(lanes, lanes.abs(x));
  return [large, lanes.div(0.25, large)];
}

/** Hyperbolic sine, to 3 ulp: (eˣ − e⁻ˣ) / 2, and (m + m / (m + 1)) / 2 with m = eˣ − 1 for |x| < 1. */
export function sinh(lanes: Lanes, x: Vector): Vector {
  const size = lanes.abs(x);
  const less = expm1(lanes, size);
  const near = lanes.mul(lanes.add(less, lanes.div(less, lanes.add(less, 1))), 0.5);
  const far = lanes.sub(...halves(lanes, x));
  return lanes.withSign(lanes.select(lanes.lt(size, 1), near, far), x);
}

/** Hyperbolic cosine, to 1.75 ulp: (eˣ + e⁻ˣ) / 2. */
export function cosh(lanes: Lanes, x: Vector): Vector {
  return lanes.add(...halves(lanes, x));
}

/** From here on x² and x² ± 1 are the same, and ln(1 + x) is ln x. */
const HUGE = 2 ** 60;

/** ln(1 + a + b) where x < 2⁶⁰, else ln 2x; a ≥ b. */
function logOfSum(lanes: Lanes, x: Vector, a: Vector, b: Vector): Vector {
  const isNear = lanes.lt(x, HUGE);
  const sum = lanes.add(a, b);
  const tail = lanes.and(lanes.sub(b, lanes.sub(sum, a)), isNear);
  const result = log1p(lanes, lanes.select(isNear, sum, x), tail);
  return lanes.add(result, lanes.andnot(lanes.number(Math.LN2), isNear));
}

/** Inverse of sinh, to 2.5 ulp: ln(1 + |x| + x² / (1 + √(x² + 1))) with the sign of x. */
export function asinh(lanes: Lanes, x: Vector): Vector {
  const size = lanes.abs(x);
  const square = lanes.mul(size, size);
  const root = lanes.sqrt(lanes.add(square, 1));
  const more = lanes.div(square, lanes.add(root, 1));
  return lanes.withSign(logOfSum(lanes, size, size, more), x);
}

/** Inverse of cosh, to 2.5 ulp: ln(1 + √(t² + 2t) + t) with t = x − 1. */
export function acosh(lanes: Lanes, x: Vector): Vector {
  const t = lanes.sub(x, 1);
  const root = lanes.sqrt(lanes.madd(t, t, lanes.add(t, t)));
  // A mask that is set reads as NaN.
  return lanes.or(logOfSum(lanes, x, root, t), lanes.lt(x, 1));
}

/** Inverse of tanh, to 2.5 ulp: ln(1 + 2|x| / (1 − |x|)) / 2 with the sign of x. */
export function atanh(lanes: Lanes, x: Vector): Vector {
  const size = lanes.abs(x);
  const ratio = lanes.div(lanes.add(size, size), lanes.sub(1, size));
  return lanes.withSign(lanes.mul(log1p(lanes, ratio), 0.5), x);
}
