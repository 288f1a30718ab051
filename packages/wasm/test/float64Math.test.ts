import { Generator } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { add, div, exp, LN2, log, mul, neg, type Precise, precise, toNumber } from "./precise.ts";
import * as precisely from "./preciseFunctions.ts";
import { build, forwardOf } from "./vectors.ts";

const one = precise(1);
const less = (x: Precise): Precise => add(x, neg(one));
/** ln(1 + p) for p = eˣ, where p is small p − p²/2. */
function exactSoftplus(x: Precise): Precise {
  const power = exp(x);
  if (toNumber(x) > 1000) return x;
  return toNumber(x) > -40 ? log(add(one, power)) : mul(power, add(one, div(power, precise(-2))));
}

interface Case {
  /** How far results may be from the exact ones, in units in the last place. */
  readonly bound: number;
  readonly exact: (x: Precise) => Precise;
  /** Arguments are up to 2 to the power of this; to that of 11 when absent. */
  readonly sizes?: number;
}

const functions: Readonly<Record<string, Case>> = {
  acos: { bound: 2.75, exact: precisely.acos, sizes: 0 },
  acosh: { bound: 2.5, exact: precisely.acosh, sizes: 1000 },
  asin: { bound: 2.75, exact: precisely.asin, sizes: 0 },
  asinh: { bound: 2.5, exact: precisely.asinh, sizes: 1000 },
  atan: { bound: 2, exact: precisely.atan, sizes: 60 },
  atanh: { bound: 2.5, exact: precisely.atanh, sizes: 0 },
  cos: { bound: 1.75, exact: precisely.cos, sizes: 1023 },
  cosh: { bound: 1.75, exact: precisely.cosh, sizes: 9.5 },
  erf: { bound: 1.25, exact: precisely.erf, sizes: 3 },
  erfc: { bound: 4, exact: precisely.erfc, sizes: 5 },
  exp: { bound: 1.1, exact: exp },
  exp2: { bound: 1.25, exact: (x) => exp(mul(x, LN2)) },
  expm1: { bound: 1.8, exact: (x) => less(exp(x)) },
  log: { bound: 1, exact: log },
  log10: { bound: 2, exact: (x) => div(log(x), log(precise(10))) },
  log1p: { bound: 1.75, exact: (x) => log(add(one, x)) },
  log2: { bound: 2, exact: (x) => div(log(x), LN2) },
  sigmoid: { bound: 2.5, exact: (x) => div(one, add(one, exp(neg(x)))) },
  sin: { bound: 1.75, exact: precisely.sin, sizes: 1023 },
  sinh: { bound: 3, exact: precisely.sinh, sizes: 9.5 },
  softplus: { bound: 3, exact: exactSoftplus },
  tan: { bound: 3.5, exact: precisely.tan, sizes: 1023 },
  tanh: { bound: 2.5, exact: (x) => div(less(exp(add(x, x))), add(exp(add(x, x)), one)) },
};

const LENGTH = 1 << 10;
const special = [
  [0, 1, 0.5, 2, 10, 36, 37, 700, 709, 709.78, 710, 745, 746, 1023, 1024, 1074, 1075, 1e10, 1e300],
  [Math.LN2 / 2, Math.SQRT1_2, Math.SQRT2, 2 ** -1074, 2 ** -1022, 2 ** -1021, 2 ** -60, 2 ** -30],
  [Number.POSITIVE_INFINITY, Number.NaN, Number.MAX_VALUE, 1 - 2 ** -53, 1 + 2 ** -52, 26.5, 27.2, 2 ** 60],
  // Near multiples of π/2, the last one nearer than any other float64, and where reduction changes
  [Math.PI / 4, Math.PI / 2, Math.PI, 22, 355, 1.5e5 * Math.PI, 6381956970095103 * 2 ** 797],
  [2 ** 20, 2 ** 20 - 0.5, 0.41421356237309503, 710.4],
  // Where much is lost to rounding: in that order expm1, erf, sinh, tan, erfc twice, asin, acos, acosh, and atan where it changes
  [0.35796660347084708, 0.99999958160744407, 1.4354213945556655, 16777216.123956047, 8.0558162706319768e-5],
  [
    0.018885934119522406, 0.41421356237274604, 0.92240035429210809, 1.0073028217039404, 0.5,
    0.500000000000001, 710.4758,
  ],
].flat();

describe.each([true, false])("in lanes of float64, with multiply-add: %s", (isRelaxed) => {
  it.each(Object.entries(functions))(
    "%s is within its bound, at any place",
    (op, { bound, exact, sizes = 11 }) => {
      const { operands, lanewise, single, run } = build(op, "float64", LENGTH, isRelaxed);
      const [x] = operands;
      const generator = new Generator(2);
      const uniform = generator.uniform([LENGTH], { dtype: "float64" }).mul(2).sub(1).data;
      const exponents = generator.uniform([LENGTH]).data;
      for (let i = 0; i < LENGTH; i++)
        x[i] =
          uniform[i] * 2 ** (exponents[i] * (i % 8 === 0 ? -60 : i % 2 === 0 ? sizes : Math.min(sizes, 11)));
      special.forEach((number, i) => x.set([number, -number], 2 * i));
      run();
      const forward = forwardOf(op, "float64");
      let [worst, at] = [0, Number.NaN];
      for (let i = 0; i < LENGTH; i++) {
        expect(single[i]).toBe(lanewise[i]);
        const eager = forward(x[i]);
        const unit = 2 ** (Math.max(-1022, Math.floor(Math.log2(Math.abs(eager)))) - 52);
        const isPlain =
          Number.isFinite(eager) &&
          Number.isFinite(x[i]) &&
          Math.abs(eager) >= 2 ** -1022 &&
          Math.abs(x[i]) > 2 ** -100;
        if (!isPlain) {
          // Infinities, NaN, zeros and their signs are the same; subnormal numbers and the like are next to each other.
          if (Math.abs(lanewise[i] - eager) > 2 * unit || !Number.isFinite(eager) || eager === 0)
            expect([x[i], lanewise[i]]).toEqual([x[i], eager]);
          continue;
        }
        const wanted = exact(precise(x[i]));
        const error = !Number.isFinite(lanewise[i])
          ? Number.POSITIVE_INFINITY
          : Math.abs(toNumber(add(precise(lanewise[i]), neg(wanted)))) / unit;
        if (!(error <= worst)) [worst, at] = [error, x[i]];
      }
      expect([worst <= bound, worst, at]).toEqual([true, worst, at]);
    },
  );

  const ofTwo = {
    atan2: { bound: 2, exact: precisely.atan2 },
    hypot: { bound: 1.25, exact: (x: Precise, y: Precise) => precisely.sqrt(add(mul(x, x), mul(y, y))) },
  };
  it.each(Object.entries(ofTwo))("%s is within its bound, at any place", (op, { bound, exact }) => {
    const { operands, lanewise, single, run } = build(op, "float64", 4 * LENGTH, isRelaxed);
    const [x, y] = operands;
    const generator = new Generator(3);
    const [uniform, exponents] = [generator.uniform([8 * LENGTH]).data, generator.uniform([8 * LENGTH]).data];
    const edges = [0, 1, 2 ** -1074, 2 ** -600, 2 ** 600, Number.MAX_VALUE, Number.POSITIVE_INFINITY];
    const signed = [...edges, ...edges.map((edge) => -edge), Number.NaN];
    for (let i = 0; i < 4 * LENGTH; i++) {
      const spread = i % 4 === 0 ? 2000 : 4;
      x[i] = (2 * uniform[i] - 1) * 2 ** (spread * (exponents[i] - 0.5));
      y[i] = (2 * uniform[i + 4 * LENGTH] - 1) * 2 ** (spread * (exponents[i + 4 * LENGTH] - 0.5));
    }
    signed.forEach((a, i) => {
      signed.forEach((b, j) => {
        [x[i * signed.length + j], y[i * signed.length + j]] = [a, b];
      });
    });
    run();
    const forward = forwardOf(op, "float64");
    let [worst, at] = [0, [Number.NaN, Number.NaN]];
    for (let i = 0; i < 4 * LENGTH; i++) {
      expect(single[i]).toBe(lanewise[i]);
      const eager = forward(x[i], y[i]);
      const unit = 2 ** (Math.max(-1022, Math.floor(Math.log2(Math.abs(eager)))) - 52);
      if (i < signed.length ** 2 || !(Math.abs(eager) >= 2 ** -1022)) {
        if (!(Math.abs(lanewise[i] - eager) <= 2 * unit) || eager === 0)
          expect([x[i], y[i], lanewise[i]]).toEqual([x[i], y[i], eager]);
        continue;
      }
      const wanted = exact(precise(x[i]), precise(y[i]));
      const error = Math.abs(toNumber(add(precise(lanewise[i]), neg(wanted)))) / unit;
      if (!(error <= worst)) [worst, at] = [error, [x[i], y[i]]];
    }
    expect([worst <= bound, worst, at]).toEqual([true, worst, at]);
  });
});
