import type { Lanes, Vector } from "../lanes.ts";
import { expOfNegative } from "./exponential.ts";
import { log1pOfFraction } from "./logarithm.ts";

/** 1 / (1 + e⁻ˣ), to 2.5 ulp: e^(−|x|), or 1 where x ≥ 0, divided by 1 + e^(−|x|). */
export function sigmoid(lanes: Lanes, x: Vector): Vector {
  const power = expOfNegative(lanes, lanes.neg(lanes.abs(x)));
  const part = lanes.select(lanes.lt(x, 0), power, lanes.number(1));
  return lanes.div(part, lanes.add(power, 1));
}

/** ln(1 + eˣ), to 3 ulp: max(x, 0) + ln(1 + e^(−|x|)). */
export function softplus(lanes: Lanes, x: Vector): Vector {
  const power = expOfNegative(lanes, lanes.neg(lanes.abs(x)));
  return lanes.add(lanes.atLeast(x, 0), log1pOfFraction(lanes, power));
}
