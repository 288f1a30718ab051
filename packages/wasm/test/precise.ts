/** m · 2ᵉ, with about 200 bits. */
export interface Precise {
  readonly m: bigint;
  readonly e: number;
}

const BITS = 200;

function rounded(m: bigint, e: number): Precise {
  const length = 4 * (m < 0n ? -m : m).toString(16).length;
  return length <= BITS ? { m, e } : { m: m >> BigInt(length - BITS), e: e + length - BITS };
}

export function precise(x: number): Precise {
  if (!Number.isFinite(x)) throw new RangeError(`precise: ${x} is no finite number.`);
  let e = 0;
  let m = x;
  for (; Math.abs(m) < 2 ** 60 && m !== 0; e -= 60) m *= 2 ** 60;
  for (; Math.abs(m) >= 2 ** 200; e += 60) m /= 2 ** 60;
  return { m: BigInt(m), e };
}

export function add(a: Precise, b: Precise): Precise {
  if (a.m === 0n) return b;
  if (b.m === 0n) return a;
  const [low, high] = a.e < b.e ? [a, b] : [b, a];
  // What is too far below to matter is left out.
  if (high.e - low.e > 4000) return high;
  return rounded((high.m << BigInt(high.e - low.e)) + low.m, low.e);
}
export const neg = ({ m, e }: Precise): Precise => ({ m: -m, e });
export const mul = (a: Precise, b: Precise): Precise => rounded(a.m * b.m, a.e + b.e);
export const div = (a: Precise, b: Precise): Precise =>
  rounded((a.m << BigInt(2 * BITS)) / b.m, a.e - b.e - 2 * BITS);

/** The nearest double, about. */
export function toNumber({ m, e }: Precise): number {
  const length = (m < 0n ? -m : m).toString(2).length;
  const drop = Math.max(0, length - 64);
  const [high, power] = [Number(m >> BigInt(drop)), e + drop];
  return power < -1000
    ? high * 2 ** (power + 500) * 2 ** -500
    : power > 900
      ? high * 2 ** 900 * 2 ** (power - 900)
      : high * 2 ** power;
}

const one = precise(1);
export const LN2: Precise = lnOf2();

/** ln 2 = 2 artanh(1/3) */
function lnOf2(): Precise {
  let [sum, power] = [precise(0), div(one, precise(3))];
  for (let n = 1; n < 140; n += 2) {
    sum = add(sum, div(power, precise(n)));
    power = div(power, precise(9));
  }
  return mul(sum, precise(2));
}

/** eˣ; beyond ±10⁴ as there. */
export function exp(exponent: Precise): Precise {
  const about = toNumber(exponent);
  const x = Math.abs(about) > 1e4 ? precise(1e4 * Math.sign(about)) : exponent;
  const k = Math.round(toNumber(x) / Math.LN2);
  const r = add(x, neg(mul(LN2, precise(k))));
  const small = { m: r.m, e: r.e - 10 };
  let [sum, term] = [one, one];
  for (let n = 1; n < 20; n++) {
    term = div(mul(term, small), precise(n));
    sum = add(sum, term);
  }
  for (let i = 0; i < 10; i++) sum = mul(sum, sum);
  return { m: sum.m, e: sum.e + k };
}

/** The natural logarithm of a positive number: y + 2 (x − eʸ) / (x + eʸ), twice (Halley). */
export function log(x: Precise): Precise {
  const length = x.m.toString(2).length;
  const near = { m: x.m, e: -length };
  let y = precise(Math.log(toNumber(near)));
  for (let i = 0; i < 2; i++) {
    const power = exp(y);
    y = add(y, mul(precise(2), div(add(near, neg(power)), add(near, power))));
  }
  return add(y, mul(LN2, precise(x.e + length)));
}
