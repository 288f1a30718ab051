import type { Lanes, Vector } from "../lanes.ts";
import { formats } from "./formats.ts";

interface Constants {
  /** (eʳ − 1 − r) / r² for |r| ≤ ln 2 / 2, minimax. */
  readonly rest: readonly number[];
  /** Where the result is 0, where it may be subnormal, and where it is infinite. */
  readonly zero: number;
  readonly low: number;
  readonly infinite: number;
}

const constants: Readonly<Record<"float32" | "float64", Constants>> = {
  float32: {
    rest: [0.49999994, 0.16666436, 0.04166716, 0.008377758, 0.0013933812],
    zero: -105,
    low: -80,
    infinite: 89,
  },
  float64: {
    rest: [
      0.5000000000000011, 0.16666666666666438, 0.04166666666652578, 0.008333333333473704,
      0.0013888888944870862, 0.00019841269560722918, 2.4801491840386522e-5, 2.7557539319902855e-6,
      2.7630681724485124e-7, 2.5012348882300118e-8,
    ],
    zero: -746,
    low: -700,
    infinite: 710,
  },
};

/** Of x = n ln 2 + r with |r| ≤ ln 2 / 2: 2ⁿ⁺ᵇ and r. */
function reduced(lanes: Lanes, x: Vector, b: number): { power: Vector; r: Vector } {
  const { rounder, bias, fraction, ln2 } = formats[lanes.dtype];
  const rounded = lanes.madd(x, Math.LOG2E, rounder + bias + b);
  const n = lanes.sub(rounded, rounder + bias + b);
  const r = lanes.madd(n, -ln2[1], lanes.madd(n, -ln2[0], x));
  return { power: lanes.shiftLeft(rounded, fraction), r };
}

/** eʳ − 1 for |r| ≤ ln 2 / 2 */
function expm1Near0(lanes: Lanes, r: Vector): Vector {
  const rest = lanes.polynomial(r, constants[lanes.dtype].rest);
  return lanes.madd(lanes.mul(r, r), rest, r);
}

/** 2ⁿ · float, given 2ⁿ⁻¹; the result may be subnormal or infinite. It is 0 where x, of which n was made, is below `zero`. */
function scaled(
  lanes: Lanes,
  float: Vector,
  power: Vector,
  x: Vector,
  { zero, low }: Pick<Constants, "zero" | "low">,
): Vector {
  const isLow = lanes.lt(x, low);
  // One step from 2ⁿ⁻¹ to 2ⁿ, which may overflow; for small numbers one from 2ⁿ⁺⁶³, which may underflow.
  const more = lanes.and(isLow, 2 ** (64 - formats[lanes.dtype].bias)); // as bits, an exponent of 64
  const last = lanes.select(isLow, lanes.number(2 ** -63), lanes.number(2));
  // Processors take a hundred cycles for a product that underflows, and none more for one by 0.
  return lanes.mul(lanes.mul(float, lanes.addBits(power, more)), lanes.and(last, lanes.ge(x, zero)));
}

/** eˣ, to 1.1 ulp. */
export function exp(lanes: Lanes, x: Vector): Vector {
  const { zero, low, infinite } = constants[lanes.dtype];
  const { power, r } = reduced(lanes, lanes.clamp(x, zero, infinite), -1);
  return scaled(lanes, lanes.add(expm1Near0(lanes, r), 1), power, x, { zero, low });
}

/** eˣ for x ≤ 0, to 1.1 ulp. */
export function expOfNegative(lanes: Lanes, x: Vector): Vector {
  const { power, r } = reduced(lanes, lanes.atLeast(x, constants[lanes.dtype].zero), 64);
  return lanes.mul(lanes.mul(lanes.add(expm1Near0(lanes, r), 1), power), 2 ** -64);
}

/** eˣ / 2 for x ≥ 0, of float64, to 1.1 ulp; finite where that is. */
export function halfExp(lanes: Lanes, x: Vector): Vector {
  const { power, r } = reduced(lanes, lanes.atMost(x, 711), -2);
  return lanes.mul(lanes.madd(expm1Near0(lanes, r), 2, 2), power);
}

/** 2ˣ, to 1.25 ulp. */
export function exp2(lanes: Lanes, x: Vector): Vector {
  const { rounder, bias, fraction, ln2 } = formats[lanes.dtype];
  const [zero, infinite] = fraction === 23 ? [-152, 128] : [-1077, 1024];
  const held = lanes.clamp(x, zero, infinite);
  const rounded = lanes.add(held, rounder + bias - 1);
  const part = lanes.sub(held, lanes.sub(rounded, rounder + bias - 1));
  const r = lanes.madd(part, ln2[1], lanes.mul(part, ln2[0]));
  const power = lanes.shiftLeft(rounded, fraction);
  const low = constants[lanes.dtype].low / Math.LN2;
  return scaled(lanes, lanes.add(expm1Near0(lanes, r), 1), power, x, { zero, low });
}

/** eˣ − 1, to 1.8 ulp. */
export function expm1(lanes: Lanes, x: Vector): Vector {
  const { power, r } = reduced(lanes, lanes.clamp(x, -40, constants[lanes.dtype].infinite), -1);
  // 2 · (2ⁿ⁻¹ (eʳ − 1 − r) + (2ⁿ⁻¹ r + (2ⁿ⁻¹ − 1/2))), as 2ⁿ may overflow; what r takes away near 0 is exact
  const rest = lanes.mul(lanes.mul(r, r), lanes.polynomial(r, constants[lanes.dtype].rest));
  const sum = lanes.madd(power, rest, lanes.madd(power, r, lanes.sub(power, 0.5)));
  // Halves of subnormal numbers are rounded, and the sum has lost the sign of 0.
  return lanes.select(lanes.lt(lanes.abs(x), 2 ** -60), x, lanes.add(sum, sum));
}

/** eˣ − 1 for x ≤ 0, to 1.8 ulp; 0 for −0. */
export function expm1OfNegative(lanes: Lanes, x: Vector): Vector {
  const { power, r } = reduced(lanes, lanes.atLeast(x, -40), 0);
  return lanes.madd(power, expm1Near0(lanes, r), lanes.sub(power, 1));
}
