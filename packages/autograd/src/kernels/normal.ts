/**
 * The quantile of the standard normal distribution, to about 1e-16 relative: x with Φ(x) = p for 0 < p < 1 (Wichura 1988,
 * Algorithm AS 241, PPND16). Uses + − × ÷ √ only, which every engine rounds alike, so equal p give equal bits.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q);
  const r = Math.sqrt(-logarithm(q < 0 ? p : 1 - p));
  const x = r <= 5 ? ratio(MIDDLE, r - 1.6) : ratio(TAIL, r - 5);
  return q < 0 ? -x : x;
}

/** Numerator and denominator, constants first. */
export type Rational = readonly [readonly number[], readonly number[]];

function ratio([numerator, denominator]: Rational, x: number): number {
  return polynomial(numerator, x) / polynomial(denominator, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i];
  return sum;
}

/** In q² below 0.425² of a probability q from the middle; times q. */
export const CENTRE: Rational = [
  [
    3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
    45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
  ],
  [
    1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867,
    39307.89580009271061, 28729.085735721942674, 5226.495278852545925,
  ],
];
/** In √(−ln p) − 1.6 up to 5. */
export const MIDDLE: Rational = [
  [
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
    1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
  ],
  [
    1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
    0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
  ],
];
/** In √(−ln p) − 5 beyond. */
export const TAIL: Rational = [
  [
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
    0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ],
  [
    1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
    1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
  ],
];

/** ln x for 0 < x < 1, by ln(2ⁿ m) = n ln 2 + 2 artanh((m − 1) / (m + 1)) with m near 1. */
function logarithm(x: number): number {
  let exponent = 0;
  let m = x;
  while (m < Math.SQRT1_2) {
    m *= 2;
    exponent--;
  }
  const z = (m - 1) / (m + 1);
  const square = z * z;
  let sum = 0;
  for (let n = 21; n > 0; n -= 2) sum = sum * square + 1 / n; // |z| < 0.172: the rest is below 1e-17
  return exponent * Math.LN2 + 2 * z * sum;
}
