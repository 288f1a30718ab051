import type { Lanes, Vector } from "../lanes.ts";
import { exp, expOfNegative } from "./exponential.ts";

/** erf(x)/x − 1 as a polynomial in x², for |x| ≤ 0.92, minimax. */
const small = [0.12837915, -0.376125, 0.11281877, -0.02676858, 0.004995854, -0.0006003807];

/** The same of float64, for |x| ≤ 1. */
const smallOfDoubles = [
  0.12837916709551256, -0.3761263890318352, 0.11283791670944185, -0.026866170643111524, 0.005223977606118983,
  -0.0008548325929340143, 0.00012055293577694861, -1.4924712317566381e-5, 1.6447131764414999e-6,
  -1.6206315230784378e-7, 1.3710986682961716e-8, -7.779479990493908e-10,
];

/** ln(1 − erf(x)) for 0.92 ≤ x ≤ 4, minimax relative to erf(x). */
const large = [
  -1.5077579e-5, -1.1285735, -0.6352673, -0.10620373, 0.023844654, -0.003732123, 0.00035766105, -1.6062952e-5,
];

/** The error function, of float32 to 1.4 ulp, of float64 to 1.25. */
export function erf(lanes: Lanes, x: Vector): Vector {
  if (lanes.dtype === "float64") {
    const size = lanes.abs(x);
    const far = lanes.sub(1, complement(lanes, size));
    return lanes.withSign(lanes.select(lanes.lt(size, 0.9), near0(lanes, size), far), x);
  }
  const size = lanes.atMost(lanes.abs(x), 4);
  const square = lanes.mul(size, size);
  const near = lanes.madd(size, lanes.polynomial(square, small), size);
  const far = lanes.sub(1, expOfNegative(lanes, lanes.polynomial(size, large)));
  return lanes.withSign(lanes.select(lanes.lt(size, 0.92), near, far), x);
}

/** erf(x) for |x| ≤ 1, of float64. */
function near0(lanes: Lanes, x: Vector): Vector {
  return lanes.madd(x, lanes.polynomial(lanes.mul(x, x), smallOfDoubles), x);
}

/** e^(x²) (1 − erf(x)) (1 + 2x) as a polynomial in t = (x − 4) / (x + 4), for 0 ≤ x ≤ 28, minimax. */
const scaled = [
  1.2329951186255526, -0.13962111684056316, 0.0153796521026059, 0.06809705425476285, -0.10103906603555145,
  0.09373283499622974, -0.066330365828371, 0.03716751556544731, -0.01619773387853432, 0.005031969789340948,
  -0.0007577744538667105, -0.00019925602617337307, 0.00015062638940194006, -2.4400230584673863e-5,
  -1.1234158942449806e-5, 5.708996445838078e-6, 3.134551174058981e-7, -8.19975221652386e-7,
  5.5611041019670504e-8, 1.0151988217833975e-7, -8.220835825585436e-9, -8.441948975339386e-9,
];

/** 1 − erf(x) for x ≥ 0, of float64. */
function complement(lanes: Lanes, x: Vector): Vector {
  const size = lanes.atMost(x, 28);
  // e^(−x²) = e^(−h²) e^((h − x) (h + x)) with h so short that h² is exact
  const short = lanes.shiftLeft(lanes.shiftRight(size, 27), 27);
  const rest = lanes.mul(lanes.sub(short, size), lanes.add(short, size));
  const power = exp(lanes, lanes.neg(lanes.mul(short, short)));
  const more = lanes.mul(rest, lanes.polynomial(rest, [1, 1 / 2, 1 / 6]));
  const t = lanes.div(lanes.sub(size, 4), lanes.add(size, 4));
  const factor = lanes.div(lanes.polynomial(t, scaled), lanes.madd(size, 2, 1));
  return lanes.mul(lanes.madd(power, more, power), factor);
}

/** 1 − erf(x), of float64, to 4 ulp. */
export function erfc(lanes: Lanes, x: Vector): Vector {
  const size = lanes.abs(x);
  const tail = complement(lanes, size);
  const far = lanes.select(lanes.lt(x, 0), lanes.sub(2, tail), tail);
  return lanes.select(lanes.lt(size, 0.45), lanes.sub(1, near0(lanes, x)), far);
}
