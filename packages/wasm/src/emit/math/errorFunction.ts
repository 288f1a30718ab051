import type { Lanes, Vector } from "../lanes.ts";
import { exp, expOfNegative } from "./exponential.ts";

/** erf(x)/x − 1 as a polynomial in x², for |x| ≤ 0.92, minimax. */
const small = [0.12837915, -0.376125, 0.11281877, -0.02676858, 0.004995854, -0.0006003807];

/** ln(1 − erf(x)) for 0.92 ≤ x ≤ 4, minimax relative to erf(x). */
const large = [
  -1.5077579e-5, -1.1285735, -0.6352673, -0.10620373, 0.023844654, -0.003732123, 0.00035766105, -1.6062952e-5,
];

/** The error function, of float32 to 1.4 ulp. */
export function erf(lanes: Lanes, x: Vector): Vector {
  const size = lanes.atMost(lanes.abs(x), 4);
  const square = lanes.mul(size, size);
  const near = lanes.madd(size, lanes.polynomial(square, small), size);
  const far = lanes.sub(1, expOfNegative(lanes, lanes.polynomial(size, large)));
  return lanes.withSign(lanes.select(lanes.lt(size, 0.92), near, far), x);
}

/** e^(x²) (1 − erf(x)) (1 + 2x) as a polynomial in t = (x − 4) / (x + 4), for 0 ≤ x ≤ 10.1, minimax. */
const scaled = [
  1.2329951186110297, -0.13962111709765787, 0.015379655366269502, 0.0680970757023554, -0.10103917119859028,
  0.09373227285462035, -0.066329432091821, 0.037173823929563976, -0.01619735704144968, 0.0050020567097917345,
  -0.0007920180524136005, -0.00016321377445727289, 0.00025059308831137695, 4.6490341712886506e-5,
];

/** 1 − erf(x), of float32 to 0.51 ulp: computed in float64, so that x² is exact. */
export function erfc(lanes: Lanes, x: Vector): Vector {
  return lanes.inDoubles((doubles, x) => {
    const size = doubles.atMost(doubles.abs(x), 11);
    const t = doubles.div(doubles.sub(size, 4), doubles.add(size, 4));
    const power = exp(doubles, doubles.neg(doubles.mul(size, size)));
    const tail = doubles.div(doubles.mul(power, doubles.polynomial(t, scaled)), doubles.madd(size, 2, 1));
    return doubles.select(doubles.lt(x, 0), doubles.sub(2, tail), tail);
  }, x);
}
