import type { Bytes } from "../../encode/bytes.ts";
import { call, f32x4, f64x2, i32, i32x4 } from "../../encode/code.ts";
import type { Lanes, Vector } from "../lanes.ts";
import { formats } from "./formats.ts";
import { addLargeAngle, LARGE } from "./largeAngle.ts";

/*
 * Of float32. Angles are reduced in float64; sin and cos are then computed in float32, the others in float64.
 */

/** π/2 in two parts, the first so short that its product with an integer of 20 bits is exact. */
const halfPi = [1.5707963267341256, 6.077100506506192e-11] as const;

/** (sin r − r) / r³ and (cos r − 1 + r²/2) / r⁴ as polynomials in r², for |r| ≤ π/4, minimax: for float32, and to 2⁻⁴⁴. */
const sine = [-0.16666658, 0.008332324, -0.00019532655];
const cosine = [0.04166666, -0.0013887921, 2.449304e-5];
const sineInDoubles = [
  -0.16666666666660426, 0.008333333329004012, -0.00019841265430453413, 2.755564090114269e-6,
  -2.4779238903732995e-8,
];
const cosineInDoubles = [
  0.0416666666666622, -0.0013888888884558985, 2.4801583296242824e-5, -2.755593180172426e-7,
  2.0668408932719897e-9,
];

/** |x| = n π/2 + r with |r| ≤ π/4: r in float64, and vectors of float64 whose last two bits are those of n. */
function reduced(lanes: Lanes, x: Vector): { r: Vector; marked: Vector } {
  const size = lanes.abs(x);
  const doubles = lanes.doubles();
  const wide = lanes.widened(size);
  const { rounder } = formats.float64;
  const rounded = doubles.madd(wide, 2 / Math.PI, rounder);
  const n = doubles.sub(rounded, rounder);
  const near = doubles.madd(n, -halfPi[1], doubles.madd(n, -halfPi[0], wide));
  const isLarge = doubles.ge(wide, LARGE);
  const half = 2 * lanes.strands;
  const both = doubles.whereAny(isLarge, [...near, ...rounded], () => {
    const reduce = lanes.functions.helper("largeAngle", addLargeAngle);
    const entry = (i: number, lane: number): Bytes =>
      call(reduce, f32x4.extract(size[i >> 1], 2 * (i & 1) + lane));
    const large = doubles.keep(wide.map((_, i) => f64x2.replace(f64x2.splat(entry(i, 0)), 1, entry(i, 1))));
    return [...doubles.select(isLarge, large, near), ...doubles.select(isLarge, large, rounded)];
  });
  return { r: both.slice(0, half), marked: both.slice(half) };
}

/** The sine of |x| + turns · π/2. */
function sineOf(lanes: Lanes, x: Vector, turns: 0 | 1): Vector {
  const { r: wide, marked } = reduced(lanes, x);
  const r = lanes.narrowed(wide);
  const bits = lanes.lowBits(marked);
  const n = turns === 0 ? bits : lanes.each((bits) => i32x4.add(bits, i32x4.splat(i32.const(1))), bits);
  const square = lanes.mul(r, r);
  const odd = lanes.madd(lanes.mul(square, r), lanes.polynomial(square, sine), r);
  const even = lanes.madd(square, lanes.madd(square, lanes.polynomial(square, cosine), -0.5), 1);
  const isOdd = lanes.shiftRightSigned(lanes.shiftLeft(n, 31), 31);
  const sign = lanes.and(lanes.shiftLeft(n, 30), -0);
  return lanes.xor(lanes.select(isOdd, even, odd), sign);
}

/** Sine, to 1.6 ulp. */
export function sin(lanes: Lanes, x: Vector): Vector {
  return lanes.xor(sineOf(lanes, x, 0), lanes.and(x, -0));
}

/** Cosine, to 1.6 ulp. */
export function cos(lanes: Lanes, x: Vector): Vector {
  return sineOf(lanes, x, 1);
}

/** Tangent, to 0.51 ulp. */
export function tan(lanes: Lanes, x: Vector): Vector {
  const { r, marked } = reduced(lanes, x);
  const doubles = lanes.doubles();
  const square = doubles.mul(r, r);
  const odd = doubles.madd(doubles.mul(square, r), doubles.polynomial(square, sineInDoubles), r);
  const inner = doubles.madd(square, doubles.polynomial(square, cosineInDoubles), -0.5);
  const even = doubles.madd(square, inner, 1);
  const isOdd = doubles.shiftRightSigned(doubles.shiftLeft(marked, 63), 63);
  const above = doubles.select(isOdd, doubles.neg(even), odd);
  const ratio = doubles.div(above, doubles.select(isOdd, odd, even));
  return lanes.xor(lanes.narrowed(ratio), lanes.and(x, -0));
}

/** (arctan t − t) / t³ as a polynomial in t², for |t| ≤ 1, minimax to 2⁻²⁷. */
const arctangent = [
  -0.33333333304997825, 0.1999987645546152, -0.1428226548179872, 0.11072928595276221, -0.08862675975427751,
  0.06852801434958132, -0.0461852609458824, 0.023762641040873344, -0.00787438979723899, 0.001221856308333781,
];

/** The angle of the point (x, y) from the x axis, of float64 but to 2⁻²⁸: by the arctangent of the smaller over the larger. */
function angle(doubles: Lanes, y: Vector, x: Vector): Vector {
  // Infinities as numbers beyond all others, of which the quotient is one.
  const across = doubles.atMost(doubles.abs(x), 2 ** 500);
  const up = doubles.atMost(doubles.abs(y), 2 ** 500);
  const isSteep = doubles.gt(up, across);
  const smaller = doubles.select(isSteep, across, up);
  const larger = doubles.select(isSteep, up, across);
  const t = doubles.andnot(doubles.div(smaller, larger), doubles.eq(doubles.add(up, across), 0));
  const square = doubles.mul(t, t);
  const flat = doubles.madd(doubles.mul(square, t), doubles.polynomial(square, arctangent), t);
  const first = doubles.select(isSteep, doubles.sub(Math.PI / 2, flat), flat);
  const isLeft = doubles.lt(doubles.withSign(doubles.number(1), x), 0);
  return doubles.withSign(doubles.select(isLeft, doubles.sub(Math.PI, first), first), y);
}

/** The angle in [−π, π] of the point (x, y) from the x axis, to 0.52 ulp. */
export function atan2(lanes: Lanes, y: Vector, x: Vector): Vector {
  return lanes.inDoubles(angle, y, x);
}

/** Inverse of the tangent, to 0.52 ulp. */
export function atan(lanes: Lanes, x: Vector): Vector {
  return lanes.inDoubles((doubles, x) => angle(doubles, x, doubles.number(1)), x);
}

/** Inverse of the sine, to 0.52 ulp: the angle of the point (√(1 − x²), x). */
export function asin(lanes: Lanes, x: Vector): Vector {
  return lanes.inDoubles((doubles, x) => angle(doubles, x, circle(doubles, x)), x);
}

/** Inverse of the cosine, to 0.52 ulp: the angle of the point (x, √(1 − x²)). */
export function acos(lanes: Lanes, x: Vector): Vector {
  return lanes.inDoubles((doubles, x) => angle(doubles, circle(doubles, x), x), x);
}

/** √(1 − x²) */
function circle(doubles: Lanes, x: Vector): Vector {
  return doubles.sqrt(doubles.mul(doubles.sub(1, x), doubles.add(x, 1)));
}
