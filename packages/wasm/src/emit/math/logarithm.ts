import type { Lanes, Vector } from "../lanes.ts";
import { formats } from "./formats.ts";

/** (ln(1 + f) − f + f²/2) / f³ for √½ ≤ 1 + f ≤ √2, minimax, for float32. */
const cubic = [
  0.3333333, -0.25000826, 0.20001265, -0.16623215, 0.14200725, -0.13159935, 0.12765348, -0.07637393,
];

/** (2 artanh(s) − 2s) / s³ as a polynomial in s², for √½ ≤ (1 + s) / (1 − s) ≤ √2, minimax, for float64. */
const artanh = [
  0.666666666666667, 0.3999999999976378, 0.2857142867536868, 0.22222204714291785, 0.18183273110290682,
  0.15320950932379798, 0.14731306953328085,
];

/** (2 artanh(s/2) − s) / s³ as a polynomial in s², for 0 ≤ s ≤ 2/3, minimax. */
const artanhOfHalf = {
  float32: [0.083333224, 0.012504362, 0.002195938, 0.0005380463],
  float64: [
    0.08333333333333333, 0.01250000000000837, 0.0022321428566652933, 0.00043402778851331104,
    8.877828201521818e-5, 1.8780934496507957e-5, 4.065199448736678e-6, 9.076664950490965e-7,
    1.8523093818750124e-7, 5.684809516026713e-8, 9.774283225363857e-9,
  ],
} as const;

/** The natural logarithm, to 1 ulp: k ln 2 + ln(1 + f) for x = 2ᵏ (1 + f) with √½ ≤ 1 + f < √2. */
export function log(lanes: Lanes, x: Vector): Vector {
  const [high, low] = formats[lanes.dtype].ln2;
  const { k, f } = split(lanes, x);
  const { near, rest } = logNear1(lanes, f, lanes.mul(k, low));
  return lanes.madd(k, high, lanes.add(near, rest));
}

/** x = 2ᵏ (1 + f), k as a float; for 0, infinity and what has no logarithm, k is what the logarithm is. */
function split(lanes: Lanes, x: Vector): { k: Vector; f: Vector } {
  const { fraction, bias } = formats[lanes.dtype];
  const isTiny = lanes.lt(x, 2 ** (1 - bias));
  const held = lanes.mul(x, lanes.select(isTiny, lanes.number(2 ** fraction), lanes.number(1)));
  const { k, f } = splitNormal(lanes, held);
  return { k: orInfinite(lanes, x, lanes.sub(k, lanes.and(isTiny, fraction))), f };
}

/** x = 2ᵏ (1 + f) with √½ ≤ 1 + f < √2, for normal x. */
export function splitNormal(lanes: Lanes, x: Vector): { k: Vector; f: Vector } {
  const { fraction } = formats[lanes.dtype];
  const exponent = lanes.shiftRightSigned(lanes.subBits(x, Math.SQRT1_2), fraction);
  const f = lanes.sub(lanes.subBits(x, lanes.shiftLeft(exponent, fraction)), 1);
  return { k: lanes.fromInteger(exponent), f };
}

/** k, but where x is 0, infinite or has no logarithm what that is. */
export function orInfinite(lanes: Lanes, x: Vector, k: Vector): Vector {
  const infinities = lanes.or(
    lanes.and(lanes.eq(x, 0), Number.NEGATIVE_INFINITY),
    lanes.andnot(x, lanes.lt(x, Number.POSITIVE_INFINITY)),
  );
  // A mask that is set reads as NaN.
  return lanes.or(lanes.add(k, infinities), lanes.lt(x, 0));
}

/** ln(1 + f) + more for √½ ≤ 1 + f < √2, as the sum of f and a rest, and without rounding that. */
function logNear1(lanes: Lanes, f: Vector, more: Vector): { near: Vector; rest: Vector } {
  const square = lanes.mul(f, f);
  if (lanes.dtype === "float32") {
    const small = lanes.madd(lanes.mul(square, f), lanes.polynomial(f, cubic), more);
    return { near: f, rest: lanes.madd(square, -0.5, small) };
  }
  // ln(1 + f) = 2 artanh(s) = f − f²/2 + s (f²/2 + s² a(s²)) with s = f / (2 + f)
  const s = lanes.div(f, lanes.add(f, 2));
  const z = lanes.mul(s, s);
  const half = lanes.mul(square, 0.5);
  const inner = lanes.madd(z, lanes.polynomial(z, artanh), half);
  return { near: f, rest: lanes.sub(lanes.madd(s, inner, more), half) };
}

/**
 * ln(1 + x), to 1.75 ulp, of float32 to 1.5: ln w for w = 1 + x as rounded, and what that has lost, divided by w. Of ln(1 + x + tail) where
 * x is a sum that has lost a tail.
 */
export function log1p(lanes: Lanes, x: Vector, tail?: Vector): Vector {
  const w = lanes.add(x, 1);
  const over = lanes.sub(w, 1);
  const isLarge = lanes.gt(x, 1);
  const lost = lanes.sub(
    lanes.select(isLarge, lanes.number(1), x),
    lanes.select(isLarge, lanes.sub(w, x), over),
  );
  const isUseful = lanes.and(lanes.gt(w, 0), lanes.lt(w, Number.POSITIVE_INFINITY));
  const rest = lanes.div(tail ? lanes.add(lost, tail) : lost, w);
  const result = lanes.add(log(lanes, w), lanes.and(rest, isUseful));
  return lanes.select(lanes.eq(x, 0), x, result);
}

/** ln(1 + u) for 0 ≤ u ≤ 1, to 2 ulp: 2 artanh(s / 2) with s = u / (1 + u / 2). */
export function log1pOfFraction(lanes: Lanes, u: Vector): Vector {
  const s = lanes.div(u, lanes.madd(u, 0.5, 1));
  const square = lanes.mul(s, s);
  return lanes.madd(lanes.mul(s, square), lanes.polynomial(square, artanhOfHalf[lanes.dtype]), s);
}

/** The logarithm to base 2, of float32 to 0.51 ulp, of float64 to 2. */
export function log2(lanes: Lanes, x: Vector): Vector {
  if (lanes.dtype === "float32") return lanes.inDoubles(log2, x);
  const { k, f } = split(lanes, x);
  const { near, rest } = logNear1(lanes, f, lanes.number(0));
  return lanes.madd(lanes.add(near, rest), Math.LOG2E, k);
}

/** The logarithm to base 10, of float32 to 0.51 ulp, of float64 to 2. */
export function log10(lanes: Lanes, x: Vector): Vector {
  if (lanes.dtype === "float32") return lanes.inDoubles(log10, x);
  return lanes.mul(log(lanes, x), Math.LOG10E);
}
