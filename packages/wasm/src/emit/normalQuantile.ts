import { CENTRE, MIDDLE, type Rational, TAIL } from "@chainrule/autograd/engine";
import type { Bytes } from "../encode/bytes.ts";
import { doWhile, f64, f64x2, type Local, local, select, set, v128, when } from "../encode/code.ts";
import { FunctionBuilder, type ModuleBuilder, types } from "../encode/module.ts";
import type { EntryFunctions } from "./math/functions.ts";

/** Code that replaces two probabilities in a local by quantiles of the normal distribution, to the bit as autograd computes them. */
export function normalQuantiles(f: FunctionBuilder, functions: EntryFunctions, p: Local): Bytes {
  const tail = functions.helper("normal quantile of a tail", addTail);
  const [q, square, result] = f.locals("v128", 3);
  const number = (x: number): Bytes => f64x2.splat(x);
  const polynomial = (coefficients: readonly number[]): Bytes =>
    coefficients
      .slice(0, -1)
      .reduceRight<Bytes>(
        (sum, coefficient) => f64x2.add(f64x2.mul(sum, square), number(coefficient)),
        number(coefficients[coefficients.length - 1]),
      );
  const isTail = f64x2.gt(f64x2.abs(q), number(0.425));
  const fix = (lane: number): Bytes =>
    when(
      f64.gt(f64.abs(f64x2.extract(q, lane)), 0.425),
      set(result, f64x2.replace(result, lane, [f64x2.extract(p, lane), 0x10, tail])),
    );
  const code: Bytes = [
    set(q, f64x2.sub(p, number(0.5))),
    set(square, f64x2.sub(number(0.180625), f64x2.mul(q, q))),
    set(result, f64x2.mul(q, f64x2.div(polynomial(CENTRE[0]), polynomial(CENTRE[1])))),
    when(v128.anyTrue(isTail), [fix(0), fix(1)]),
    set(p, result),
  ];
  for (const place of [q, square, result]) f.release("v128", place);
  return code;
}

/** A function of a probability that is further than 0.425 from 0.5. */
function addTail(module: ModuleBuilder): number {
  const f = new FunctionBuilder({ parameters: ["f64"], results: ["f64"] });
  const p = local(0);
  const [x, r, m, exponent, z, square] = f.locals("f64", 6);
  const polynomial = (coefficients: readonly number[], x: Local): Bytes =>
    coefficients
      .slice(0, -1)
      .reduceRight<Bytes>(
        (sum, coefficient) => f64.add(f64.mul(sum, x), coefficient),
        f64.const(coefficients[coefficients.length - 1]),
      );
  const ratio = ([numerator, denominator]: Rational): Bytes =>
    f64.div(polynomial(numerator, r), polynomial(denominator, r));
  const odd = Array.from({ length: 11 }, (_, i) => 21 - 2 * i);
  const series = odd.reduce<Bytes>((sum, n) => f64.add(f64.mul(sum, square), 1 / n), f64.const(0));
  const isBelow = f64.lt(p, 0.5);
  const code: Bytes = [
    // ln of the smaller part, as autograd computes it: m · 2^exponent with m from √½
    set(m, select(p, f64.sub(1, p), isBelow)),
    when(
      f64.lt(m, Math.SQRT1_2),
      doWhile([set(m, f64.mul(m, 2)), set(exponent, f64.sub(exponent, 1))], f64.lt(m, Math.SQRT1_2)),
    ),
    set(z, f64.div(f64.sub(m, 1), f64.add(m, 1))),
    set(square, f64.mul(z, z)),
    set(r, f64.sqrt(f64.neg(f64.add(f64.mul(exponent, Math.LN2), f64.mul(f64.mul(2, z), series))))),
    f64.le(r, 5),
    [0x04, types.f64],
    set(r, f64.sub(r, 1.6)),
    ratio(MIDDLE),
    0x05,
    set(r, f64.sub(r, 5)),
    ratio(TAIL),
    0x0b,
    set(x, []),
    select(f64.neg(x), x, isBelow),
  ];
  return module.addFunction(f, code);
}
