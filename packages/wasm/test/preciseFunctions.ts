import { add, div, exp, log, mul, neg, type Precise, precise, toNumber } from "./precise.ts";

/*
 * Functions of numbers with about 200 bits. Those of angles take a float64 of any size.
 */

const one = precise(1);
const two = precise(2);
const half = (x: Precise): Precise => ({ m: x.m, e: x.e - 1 });

/** How many bits after the point π has: 200 and more beyond those that the largest float64 takes. */
const PLACES = 1400;
const PI = wholePi();

/** Euler 1779: π = 20 arctan 1/7 + 8 arctan 3/79 */
function wholePi(): bigint {
  const arctangent = (above: bigint, below: bigint): bigint => {
    let [sum, power] = [0n, ((1n << BigInt(PLACES + 60)) * above) / below];
    for (let k = 1n; power !== 0n; k += 2n) {
      sum += power / k;
      power = (-power * above * above) / (below * below);
    }
    return sum;
  };
  return (20n * arctangent(1n, 7n) + 8n * arctangent(3n, 79n)) >> 60n;
}
const pi: Precise = mul({ m: PI, e: -PLACES }, one);

export function sqrt(x: Precise): Precise {
  if (x.m === 0n) return x;
  const bits = x.m.toString(2).length;
  const even = (bits + x.e) % 2 === 0 ? bits : bits + 1;
  const near: Precise = { m: x.m, e: -even };
  let root = precise(Math.sqrt(toNumber(near)));
  for (let i = 0; i < 3; i++) root = half(add(root, div(near, root)));
  return { m: root.m, e: root.e + (x.e + even) / 2 };
}

/** x = n π/2 + r with |r| ≤ π/4 */
function reduced(x: Precise): { r: Precise; n: number } {
  if (Math.abs(toNumber(x)) < 0.5) return { r: x, n: 0 };
  const fixed = x.e + PLACES < 0 ? x.m >> BigInt(-x.e - PLACES) : x.m << BigInt(x.e + PLACES);
  const quarter = PI / 2n;
  const n = (4n * fixed + (fixed < 0n ? -PI : PI)) / (2n * PI);
  return { r: mul({ m: fixed - n * quarter, e: -PLACES }, one), n: Number(BigInt.asUintN(2, n)) };
}

/** Σ (−1)ᵏ rⁿ / n! for n = first, first + 2, … */
function wave(r: Precise, first: 0 | 1): Precise {
  const square = neg(mul(r, r));
  let [sum, term] = [first === 0 ? one : r, first === 0 ? one : r];
  for (let n = first + 2; n < 50; n += 2) {
    term = div(mul(term, square), precise(n * (n - 1)));
    sum = add(sum, term);
  }
  return sum;
}

function sinePlus(x: Precise, turns: number): Precise {
  const { r, n } = reduced(x);
  const quadrant = (n + turns) % 4;
  const y = wave(r, quadrant % 2 === 0 ? 1 : 0);
  return quadrant < 2 ? y : neg(y);
}
export const sin = (x: Precise): Precise => sinePlus(x, 0);
export const cos = (x: Precise): Precise => sinePlus(x, 1);
export const tan = (x: Precise): Precise => div(sin(x), cos(x));

/** y + (x cos y − sin y) / (cos y + x sin y), twice: the tangent of what is missing is about that itself (Newton). */
export function atan(x: Precise): Precise {
  if (Math.abs(toNumber(x)) > 1) {
    const quarter = half(x.m < 0n ? neg(pi) : pi);
    return add(quarter, neg(atan(div(one, x))));
  }
  let y = precise(Math.atan(toNumber(x)));
  for (let i = 0; i < 2; i++) {
    const [s, c] = [sin(y), cos(y)];
    y = add(y, div(add(mul(x, c), neg(s)), add(c, mul(x, s))));
  }
  return y;
}
export const atan2 = (y: Precise, x: Precise): Precise => {
  const angle = atan(div(y, x));
  if (x.m >= 0n) return angle;
  return add(angle, y.m < 0n ? neg(pi) : pi);
};
const circle = (x: Precise): Precise => sqrt(mul(add(one, x), add(one, neg(x))));
export const asin = (x: Precise): Precise =>
  circle(x).m === 0n ? atan2(x, precise(2 ** -500)) : atan2(x, circle(x));
export const acos = (x: Precise): Precise => add(half(pi), neg(asin(x)));

export const sinh = (x: Precise): Precise => half(add(exp(x), neg(exp(neg(x)))));
export const cosh = (x: Precise): Precise => half(add(exp(x), exp(neg(x))));
export const asinh = (x: Precise): Precise => {
  if (x.m < 0n) return neg(asinh(neg(x)));
  return log(add(x, sqrt(add(mul(x, x), one))));
};
export const acosh = (x: Precise): Precise => log(add(x, sqrt(add(mul(x, x), neg(one)))));
export const atanh = (x: Precise): Precise => half(log(div(add(one, x), add(one, neg(x)))));

/** Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 7.1.6. */
function series(x: Precise): Precise {
  const square = mul(two, mul(x, x));
  let [sum, term] = [x, x];
  for (let n = 1; n < 120; n++) {
    term = div(mul(term, square), precise(2 * n + 1));
    sum = add(sum, term);
  }
  return div(mul(mul(two, sum), exp(neg(mul(x, x)))), sqrt(pi));
}

/** For x ≥ 3; 7.1.14 there. */
function fraction(x: Precise): Precise {
  let below = x;
  for (let n = 200; n > 0; n--) below = add(x, div(precise(n / 2), below));
  return div(exp(neg(mul(x, x))), mul(sqrt(pi), below));
}

export function erf(x: Precise): Precise {
  if (x.m < 0n) return neg(erf(neg(x)));
  return toNumber(x) < 3 ? series(x) : add(one, neg(fraction(x)));
}
export function erfc(x: Precise): Precise {
  return toNumber(x) < 3 ? add(one, neg(erf(x))) : fraction(x);
}
