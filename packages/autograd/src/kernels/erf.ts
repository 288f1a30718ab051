/**
 * The error function to some units in the last place of a float64: its Maclaurin-type series
 * erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!! for small |x|, and the continued fraction of erfc beyond
 * (Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 7.1.6 and 7.1.14).
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (!(size < 6)) return Number.isNaN(x) ? x : Math.sign(x);
  return size < 1 ? seriesErf(x) : Math.sign(x) * (1 - fractionErfc(size));
}

/** 1 − erf(x), by the fraction itself where that is small. */
export function erfc(x: number): number {
  return x < 1 ? 1 - erf(x) : x > 30 ? 0 : fractionErfc(x);
}

function seriesErf(x: number): number {
  const square = x * x;
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (2 * square) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-square) * sum;
}

function fractionErfc(x: number): number {
  let fraction = x;
  // What is left out is about e^(−2x √(2n)) of it.
  for (let n = Math.ceil(10 + 200 / x ** 2); n > 0; n--) fraction = x + n / 2 / fraction;
  // e^(−x²) = e^(−h²) e^((h − x) (h + x)), with h so short that h² is exact
  const short = Math.fround(x);
  const power = Math.exp(-short * short) * Math.exp((short - x) * (short + x));
  return power / (Math.sqrt(Math.PI) * fraction);
}
