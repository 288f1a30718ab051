import type { Bytes } from "../../encode/bytes.ts";
import { call, f64x2, shuffle32 } from "../../encode/code.ts";
import type { Lanes, Vector } from "../lanes.ts";
import { formats } from "./formats.ts";
import { addLargeAngle } from "./largeAngle.ts";

/** π/2 in two parts, the first so short that its product with an integer of 20 bits is exact. */
const halfPi = [1.5707963267341256, 6.077100506506192e-11] as const;
/** Angles from here on are reduced by `addLargeAngle`. */
const LARGE = 2 ** 20;
/** So are angles this near to n π/2, times n: the parts have not enough bits for them. */
const NEAR = 2 ** -30;

/** (sin r − r) / r³ and (cos r − 1 + r²/2) / r⁴ as polynomials in r², for |r| ≤ π/4, minimax. */
const waves = {
  float32: {
    sine: [-0.16666658, 0.008332324, -0.00019532655],
    cosine: [0.04166666, -0.0013887921, 2.449304e-5],
  },
  float64: {
    sine: [
      -0.16666666666666632, 0.008333333333322413, -0.00019841269829806672, 2.755731369152703e-6,
      -2.5050758055509516e-8, 1.589679228061219e-10,
    ],
    cosine: [
      0.041666666666666595, -0.001388888888887304, 2.480158728884129e-5, -2.755731417621875e-7,
      2.087570041419585e-9, -1.1358513891106636e-11,
    ],
  },
} as const;

/** |x| = n π/2 + r with |r| ≤ π/4: r as floats, and integers whose last two bits are those of n. Of float32, r is computed in float64. */
function reduced(lanes: Lanes, x: Vector): { r: Vector; n: Vector } {
  if (lanes.dtype === "float32") {
    const { r, n } = reduced(lanes.doubles(), lanes.widened(x));
    return { r: lanes.narrowed(r), n: lanes.lowBits(n) };
  }
  const size = lanes.abs(x);
  const { rounder } = formats.float64;
  const rounded = lanes.madd(size, 2 / Math.PI, rounder);
  const n = lanes.sub(rounded, rounder);
  const r = halfPi.reduce<Vector>((rest, part) => lanes.madd(n, -part, rest), size);
  const isNear = lanes.lt(lanes.abs(r), lanes.mul(n, NEAR));
  const isHard = lanes.or(isNear, lanes.ge(size, LARGE));
  const both = lanes.whereAny(isHard, [...r, ...rounded], () => {
    const reduce = lanes.functions.helper("largeAngle", addLargeAngle);
    const entry = (i: number): Vector =>
      lanes.keep(size.map((vector) => call(reduce, f64x2.extract(vector, i))));
    const [first, second] = [entry(0), entry(1)];
    const joined = (order: readonly number[]): Vector =>
      lanes.each((a: Bytes, b: Bytes) => shuffle32(a, b, order), first, second);
    return [
      ...lanes.select(isHard, joined([0, 1, 4, 5]), r),
      ...lanes.select(isHard, joined([2, 3, 6, 7]), rounded),
    ];
  });
  return { r: both.slice(0, lanes.strands), n: both.slice(lanes.strands) };
}

/** The sine and the cosine of r, and whether n is odd, when they change places. */
function sineAndCosine(lanes: Lanes, r: Vector, n: Vector): { odd: Vector; even: Vector; isOdd: Vector } {
  const { sine, cosine } = waves[lanes.dtype];
  const square = lanes.mul(r, r);
  const odd = lanes.madd(lanes.mul(square, r), lanes.polynomial(square, sine), r);
  const even = lanes.madd(square, lanes.madd(square, lanes.polynomial(square, cosine), -0.5), 1);
  const bits = formats[lanes.dtype].bits;
  return { odd, even, isOdd: lanes.shiftRightSigned(lanes.shiftLeft(n, bits - 1), bits - 1) };
}

/** The sine of |x| + turns · π/2. */
function sineOf(lanes: Lanes, x: Vector, turns: 0 | 1): Vector {
  const { r, n: whole } = reduced(lanes, x);
  const { bits, least } = formats[lanes.dtype];
  const n = turns === 0 ? whole : lanes.addBits(whole, least); // whose bits are those of 1
  const { odd, even, isOdd } = sineAndCosine(lanes, r, n);
  const sign = lanes.and(lanes.shiftLeft(n, bits - 2), -0);
  return lanes.xor(lanes.select(isOdd, even, odd), sign);
}

/** Sine, of float32 to 1.6 ulp, of float64 to 1.75. */
export function sin(lanes: Lanes, x: Vector): Vector {
  return lanes.xor(sineOf(lanes, x, 0), lanes.and(x, -0));
}

/** Cosine, of float32 to 1.6 ulp, of float64 to 1.75. */
export function cos(lanes: Lanes, x: Vector): Vector {
  return sineOf(lanes, x, 1);
}

/** Tangent, of float64, to 3.5 ulp. */
export function tan(lanes: Lanes, x: Vector): Vector {
  const { r, n } = reduced(lanes, x);
  const { odd, even, isOdd } = sineAndCosine(lanes, r, n);
  const above = lanes.select(isOdd, lanes.neg(even), odd);
  const ratio = lanes.div(above, lanes.select(isOdd, odd, even));
  return lanes.xor(ratio, lanes.and(x, -0));
}

/** (arctan t − t) / t³ as a polynomial in t², for |t| ≤ 1/2, minimax. */
const arctangent = [
  -0.33333333333332993, 0.19999999999905638, -0.14285714276589562, 0.11111110667821421, -0.0909089643581931,
  0.07692076717495366, -0.06663837590886697, 0.05858471423271441, -0.051227329574700456, 0.041884452663087594,
  -0.027464678782239377, 0.010136753279627597,
];
/** π/4 in two parts, the first so short that its product with 4 or less is exact. */
const quarterPi = [Math.PI / 4, 3.061616997868383e-17] as const;

/**
 * The angle in [−π, π] of the point (x, y) from the x axis, of float64, to 2 ulp: by the arctangent of the smaller over the larger,
 * and from there by mirrors.
 */
export function atan2(lanes: Lanes, y: Vector, x: Vector): Vector {
  const [across, up] = [lanes.abs(x), lanes.abs(y)];
  const isSteep = lanes.gt(up, across);
  const [smaller, larger] = [lanes.select(isSteep, across, up), lanes.select(isSteep, up, across)];
  const one = lanes.number(1);
  // arctan t = π/4 + arctan u for t = smaller / larger and u = (t − 1) / (t + 1), by one division and without overflow
  const isMiddle = lanes.and(lanes.ge(smaller, lanes.mul(larger, 0.5)), lanes.gt(smaller, 0));
  const down = lanes.select(lanes.gt(larger, 2 ** 1000), lanes.number(0.5), one);
  const [low, high] = [lanes.mul(smaller, down), lanes.mul(larger, down)];
  const quotient = lanes.div(
    lanes.select(isMiddle, lanes.sub(low, high), low),
    lanes.select(isMiddle, lanes.add(low, high), high),
  );
  const u = lanes.andnot(quotient, lanes.eq(smaller, larger)); // 0 of two zeros or infinities, too
  const square = lanes.mul(u, u);
  const near = lanes.madd(lanes.mul(square, u), lanes.polynomial(square, arctangent), u);
  const isLeft = lanes.lt(lanes.withSign(one, x), 0);
  const mirrors = [
    [isSteep, 2],
    [isLeft, 4],
  ] as const;
  const [eighths, rest] = mirrors.reduce<readonly [Vector, Vector]>(
    ([eighths, rest], [mask, all]) => [
      lanes.select(mask, lanes.sub(all, eighths), eighths),
      lanes.xor(rest, lanes.and(mask, -0)),
    ],
    [lanes.and(isMiddle, 1), near],
  );
  return lanes.withSign(lanes.madd(eighths, quarterPi[0], lanes.madd(eighths, quarterPi[1], rest)), y);
}

/** Inverse of the tangent, of float64, to 2 ulp. */
export function atan(lanes: Lanes, x: Vector): Vector {
  return atan2(lanes, x, lanes.number(1));
}

/** Inverse of the sine, of float64, to 2.75 ulp: the angle of the point (√(1 − x²), x). */
export function asin(lanes: Lanes, x: Vector): Vector {
  return atan2(lanes, x, circle(lanes, x));
}

/** Inverse of the cosine, of float64, to 2.75 ulp: the angle of the point (x, √(1 − x²)). */
export function acos(lanes: Lanes, x: Vector): Vector {
  return atan2(lanes, circle(lanes, x), x);
}

/** √(1 − x²) */
function circle(lanes: Lanes, x: Vector): Vector {
  return lanes.sqrt(lanes.mul(lanes.sub(1, x), lanes.add(x, 1)));
}
