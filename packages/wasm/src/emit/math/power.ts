import type { Lanes, Vector } from "../lanes.ts";
import { exp } from "./exponential.ts";
import { log } from "./logarithm.ts";

/*
 * Functions of two float32, to 0.51 ulp: computed in float64.
 */

/** base^exponent = e^(exponent · ln|base|), with 0⁰ = 1, 1^NaN = 1 and (−1)^±∞ = 1. */
export function pow(lanes: Lanes, base: Vector, exponent: Vector): Vector {
  return lanes.inDoubles(
    (doubles, x, y) => {
      const size = log(doubles, doubles.abs(x));
      const isOne = doubles.or(doubles.eq(y, 0), doubles.eq(size, 0));
      const power = exp(doubles, doubles.andnot(doubles.mul(y, size), isOne));
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

/** √(a² + b²), infinite where one is infinite. */
export function hypot(lanes: Lanes, a: Vector, b: Vector): Vector {
  return lanes.inDoubles(
    (doubles, a, b) => {
      const root = doubles.sqrt(doubles.madd(a, a, doubles.mul(b, b)));
      const infinity = Number.POSITIVE_INFINITY;
      const isInfinite = doubles.or(
        doubles.eq(doubles.abs(a), infinity),
        doubles.eq(doubles.abs(b), infinity),
      );
      return doubles.select(isInfinite, doubles.number(infinity), root);
    },
    a,
    b,
  );
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
