import { Generator } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { add, div, exp, LN2, log, mul, neg, type Precise, precise, toNumber } from "./precise.ts";
import { build, forwardOf } from "./vectors.ts";

const one = precise(1);
const less = (x: Precise): Precise => add(x, neg(one));
/** ln(1 + p) for p = eˣ, where p is small p − p²/2. */
function exactSoftplus(x: Precise): Precise {
  const power = exp(x);
  if (toNumber(x) > 1000) return x;
  return toNumber(x) > -40 ? log(add(one, power)) : mul(power, add(one, div(power, precise(-2))));
}

/** How far results may be from the exact ones, in units in the last place, and what is exact. */
const functions: Readonly<Record<string, { bound: number; exact: (x: Precise) => Precise }>> = {
  exp: { bound: 1.1, exact: exp },
  exp2: { bound: 1.25, exact: (x) => exp(mul(x, LN2)) },
  expm1: { bound: 1.8, exact: (x) => less(exp(x)) },
  log: { bound: 1, exact: log },
  log10: { bound: 2, exact: (x) => div(log(x), log(precise(10))) },
  log1p: { bound: 1.75, exact: (x) => log(add(one, x)) },
  log2: { bound: 2, exact: (x) => div(log(x), LN2) },
  sigmoid: { bound: 2.5, exact: (x) => div(one, add(one, exp(neg(x)))) },
  softplus: { bound: 3, exact: exactSoftplus },
  tanh: { bound: 2.5, exact: (x) => div(less(exp(add(x, x))), add(exp(add(x, x)), one)) },
};

const LENGTH = 1 << 10;
const special = [
  [0, 1, 0.5, 2, 10, 36, 37, 700, 709, 709.78, 710, 745, 746, 1023, 1024, 1074, 1075, 1e10, 1e300],
  [Math.LN2 / 2, Math.SQRT1_2, Math.SQRT2, 2 ** -1074, 2 ** -1022, 2 ** -1021, 2 ** -60, 2 ** -30],
  [Number.POSITIVE_INFINITY, Number.NaN, Number.MAX_VALUE],
].flat();

describe.each([true, false])("in lanes of float64, with multiply-add: %s", (isRelaxed) => {
  it.each(Object.entries(functions))("%s is within its bound, at any place", (op, { bound, exact }) => {
    const { operands, lanewise, single, run } = build(op, "float64", LENGTH, isRelaxed);
    const [x] = operands;
    const generator = new Generator(2);
    const uniform = generator.uniform([LENGTH], { dtype: "float64" }).mul(2).sub(1).data;
    const exponents = generator.uniform([LENGTH]).data;
    for (let i = 0; i < LENGTH; i++) x[i] = uniform[i] * 2 ** (exponents[i] * (i % 8 === 0 ? -60 : 11));
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
  });
});
