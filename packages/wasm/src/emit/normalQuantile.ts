import { CENTRE, MIDDLE, type Rational, TAIL } from "@chainrule/autograd/engine";
import { call } from "../encode/code.ts";
import type { Lanes, Vector } from "./lanes.ts";
import { addVectorFunction } from "./math/functions.ts";
import { splitNormal } from "./math/logarithm.ts";

/** Quantiles of the normal distribution for probabilities in float64, to the bit as autograd computes them. */
export function normalQuantile(lanes: Lanes, p: Vector): Vector {
  const q = lanes.sub(p, 0.5);
  const centre = lanes.mul(q, ratio(lanes, CENTRE, lanes.sub(0.180625, lanes.mul(q, q))));
  const isTail = lanes.gt(lanes.abs(q), 0.425);
  return lanes.whereAny(isTail, centre, () => {
    const index = lanes.functions.helper("normal quantile of a tail", (module) =>
      addVectorFunction(module, lanes.functions, tail, "float64", 1, 1),
    );
    const tails = p.flatMap((vector) => lanes.keepAll(call(index, vector), 1));
    return lanes.select(isTail, tails, centre);
  });
}

/** The same further than 0.425 from 0.5. */
function tail(lanes: Lanes, p: Vector): Vector {
  const isBelow = lanes.lt(p, 0.5);
  // ln of the smaller part, as autograd computes it: ln m = 2 artanh((m − 1) / (m + 1)) for p = 2ᵏ m, with m from √½
  const { k, f } = splitNormal(lanes, lanes.select(isBelow, p, lanes.sub(1, p)));
  const z = lanes.div(f, lanes.add(f, 2));
  const series = Array.from({ length: 11 }, (_, i) => 1 / (2 * i + 1));
  const artanh = lanes.mul(lanes.add(z, z), polynomial(lanes, series, lanes.mul(z, z)));
  const r = lanes.sqrt(lanes.neg(lanes.add(lanes.mul(k, Math.LN2), artanh)));
  const [middle, far] = [ratio(lanes, MIDDLE, lanes.sub(r, 1.6)), ratio(lanes, TAIL, lanes.sub(r, 5))];
  const size = lanes.select(lanes.le(r, 5), middle, far);
  return lanes.select(isBelow, lanes.neg(size), size);
}

function ratio(lanes: Lanes, [numerator, denominator]: Rational, x: Vector): Vector {
  return lanes.div(polynomial(lanes, numerator, x), polynomial(lanes, denominator, x));
}

/** As that of `lanes`, but each product is rounded, as in JavaScript. */
function polynomial(lanes: Lanes, coefficients: readonly number[], x: Vector): Vector {
  return coefficients
    .slice(0, -1)
    .reduceRight<Vector>(
      (sum, coefficient) => lanes.add(lanes.mul(sum, x), coefficient),
      lanes.number(coefficients[coefficients.length - 1]),
    );
}
