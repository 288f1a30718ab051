import type { Lanes, Vector } from "../lanes.ts";
import { formats } from "./formats.ts";
import { orInfinite, splitNormal } from "./logarithm.ts";

/*
 * Functions of two floats; but for hypot of float32, computed in float64, as exactly as that needs.
 */

/** log₂((1 + s) / (1 − s)) / s as a polynomial in s², for √½ ≤ (1 + s) / (1 − s) ≤ √2, minimax. */
const logarithm = [
  2.885390081790087, 0.9617966733383687, 0.5770835860328356, 0.41167263562078704, 0.34073192134170804,
];

/** (2ʳ − 1) / r for |r| ≤ 1/2, minimax. */
const exponential = [
  0.6931471807042272, 0.24022651066544887, 0.055504103658415245, 0.009618038128085874, 0.0013333935308149224,
  0.00015466758744016264, 1.5196102865560921e-5,
];

/** log₂ x, for x that is no subnormal float64. */
function log2(doubles: Lanes, x: Vector): Vector {
  const { k, f } = splitNormal(doubles, x);
  const s = doubles.div(f, doubles.add(f, 2));
  return doubles.madd(s, doubles.polynomial(doubles.mul(s, s), logarithm), orInfinite(doubles, x, k));
}

/** 2ˣ, but beyond the range of float32 as there. */
function exp2(doubles: Lanes, x: Vector): Vector {
  const { rounder, bias, fraction } = formats.float64;
  const held = doubles.clamp(x, -200, 200);
  const rounded = doubles.add(held, rounder + bias);
  const r = doubles.sub(held, doubles.sub(rounded, rounder + bias));
  const near1 = doubles.madd(r, doubles.polynomial(r, exponential), 1);
  return doubles.mul(near1, doubles.shiftLeft(rounded, fraction));
}

/** base^exponent = 2^(exponent · log₂|base|), to 0.52 ulp, with 0⁰ = 1, 1^NaN = 1 and (−1)^±∞ = 1. */
export function pow(lanes: Lanes, base: Vector, exponent: Vector): Vector {
  return lanes.inDoubles(
    (doubles, x, y) => {
      const size = log2(doubles, doubles.abs(x));
      const isOne = doubles.or(doubles.eq(y, 0), doubles.eq(size, 0));
      const power = exp2(doubles, doubles.andnot(doubles.mul(y, size), isOne));
      const half = doubles.mul(y, 0.5);
      const isFraction = doubles.ne(doubles.floor(y), y);
      const isOdd = doubles.andnot(doubles.ne(doubles.floor(half), half), isFraction);
      const signed = doubles.xor(power, doubles.and(doubles.and(isOdd, x), -0));
      const isNegative = doubles.and(doubles.lt(x, 0), doubles.gt(x, Number.NEGATIVE_INFINITY));
      // A mask that is set reads as NaN.
      return doubles.or(signed, doubles.and(isNegative, isFraction));
    },
    base,
    exponent,
  );
}

/** √(a² + b²), of float64, to 1.25 ulp, without overflow; infinite where one is infinite. */
export function hypot(lanes: Lanes, a: Vector, b: Vector): Vector {
  const [width, height] = [lanes.abs(a), lanes.abs(b)];
  const infinity = Number.POSITIVE_INFINITY;
  const isInfinite = lanes.or(lanes.eq(width, infinity), lanes.eq(height, infinity));
  const larger = lanes.atLeast(width, height);
  const by = (large: number, small: number): Vector =>
    lanes.select(
      lanes.gt(larger, 2 ** 500),
      lanes.number(large),
      lanes.select(lanes.lt(larger, 2 ** -400), lanes.number(small), lanes.number(1)),
    );
  const down = by(2 ** -600, 2 ** 600);
  const [x, y] = [lanes.mul(width, down), lanes.mul(height, down)];
  const root = lanes.mul(lanes.sqrt(lanes.madd(x, x, lanes.mul(y, y))), by(2 ** 600, 2 ** -600));
  return lanes.select(isInfinite, lanes.number(infinity), root);
}

/** How many bits of the quotient one step of a remainder takes: so many that their product with a float32 is exact. */
const STEP = 28;

/** What is left of x above the next multiple of y below it, with the sign of y; exact, where that is a float32. */
export function remainder(lanes: Lanes, x: Vector, y: Vector): Vector {
  return lanes.inDoubles(
    (doubles, x, y) => {
      const size = doubles.abs(x);
      const divisor = doubles.atMost(doubles.abs(y), 2 ** 200);
      const without = (rest: Vector, of: Vector): Vector =>
        doubles.sub(rest, doubles.mul(doubles.trunc(doubles.div(rest, of)), of));
      const isFar = doubles.gt(doubles.mul(size, 2 ** -STEP), divisor);
      const near = doubles.whereAny(isFar, size, () => {
        let rest = size;
        for (let bits = 10 * STEP; bits > 0; bits -= STEP)
          rest = without(rest, doubles.mul(divisor, 2 ** bits));
        return rest;
      });
      const rest = without(near, divisor);
      const signed = doubles.withSign(rest, x);
      const isOther = doubles.and(doubles.xor(doubles.lt(x, 0), doubles.lt(y, 0)), doubles.ne(rest, 0));
      return doubles.select(isOther, doubles.add(signed, y), signed);
    },
    x,
    y,
  );
}
