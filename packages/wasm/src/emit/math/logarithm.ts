import type { Lanes, Vector } from "../lanes.ts";

interface Constants {
  /** How many bits the fraction of a float has. */
  readonly fraction: number;
  /** The smallest normal number. */
  readonly normal: number;
  /** ln 2 in two parts, the first so short that its product with an exponent is exact. */
  readonly ln2: readonly [high: number, low: number];
  /** (ln(1 + f) − f + f²/2) / f³ for √½ ≤ 1 + f ≤ √2, minimax. */
  readonly rest: readonly number[];
  /** (2 artanh(s/2) − s) / s³ as a polynomial in s², for 0 ≤ s ≤ 2/3, minimax. */
  readonly artanh: readonly number[];
}

const constants: Readonly<Record<"float32" | "float64", Constants>> = {
  float32: {
    fraction: 23,
    normal: 2 ** -126,
    ln2: [0.693145751953125, 1.428606765330187e-6],
    rest: [
      0.3333333134651184, -0.2500082552433014, 0.20001265406608582, -0.1662321537733078, 0.1420072466135025,
      -0.13159935176372528, 0.12765347957611084, -0.07637392729520798,
    ],
    artanh: [0.08333322405815125, 0.01250436156988144, 0.0021959380246698856, 0.0005380462971515954],
  },
  float64: {
    fraction: 52,
    normal: 2 ** -1022,
    ln2: [0.6931471805601177, -1.7239444525614835e-13],
    rest: [],
    artanh: [],
  },
};

/** The natural logarithm, to 1 ulp: k ln 2 + ln(1 + f) for x = 2ᵏ (1 + f) with √½ ≤ 1 + f < √2. */
export function log(lanes: Lanes, x: Vector): Vector {
  const { ln2, rest } = constants[lanes.dtype];
  const { k, f } = split(lanes, x);
  const square = lanes.mul(f, f);
  const small = lanes.madd(lanes.mul(square, f), lanes.polynomial(f, rest), lanes.mul(k, ln2[1]));
  return lanes.madd(k, ln2[0], lanes.add(f, lanes.madd(square, -0.5, small)));
}

/** x = 2ᵏ (1 + f), k as a float; for 0, infinity and what has no logarithm, k is what the logarithm is. */
function split(lanes: Lanes, x: Vector): { k: Vector; f: Vector } {
  const { fraction, normal } = constants[lanes.dtype];
  const isTiny = lanes.lt(x, normal);
  const held = lanes.mul(x, lanes.select(isTiny, lanes.number(2 ** fraction), lanes.number(1)));
  const exponent = lanes.shiftRightSigned(lanes.subBits(held, Math.SQRT1_2), fraction);
  const f = lanes.sub(lanes.subBits(held, lanes.shiftLeft(exponent, fraction)), 1);
  const finite = lanes.sub(lanes.fromInteger(exponent), lanes.and(isTiny, fraction));
  const infinities = lanes.or(
    lanes.and(lanes.eq(x, 0), Number.NEGATIVE_INFINITY),
    lanes.andnot(x, lanes.lt(x, Number.POSITIVE_INFINITY)),
  );
  // A mask that is set reads as NaN.
  return { k: lanes.or(lanes.add(finite, infinities), lanes.lt(x, 0)), f };
}

/** ln(1 + u) for 0 ≤ u ≤ 1, to 2 ulp: 2 artanh(s / 2) with s = u / (1 + u / 2). */
export function log1pOfFraction(lanes: Lanes, u: Vector): Vector {
  const s = lanes.div(u, lanes.madd(u, 0.5, 1));
  const square = lanes.mul(s, s);
  return lanes.madd(lanes.mul(s, square), lanes.polynomial(square, constants[lanes.dtype].artanh), s);
}
