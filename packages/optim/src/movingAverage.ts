import { describeValue, type Value, value } from "@chainrule/autograd";

/** β · average + (1 − β) · x: an exponential moving average after it has seen `x`. */
export function follow(average: Value, x: Value, beta: number): Value {
  return average.mul(beta).add(x.mul(1 - beta));
}

/** 1 − βᵗ: the weight that an average which started at 0 has given to what it saw in t steps. */
export function unseen(beta: number, step: Value): Value {
  return value(1, { dtype: "float64" }).sub(value(beta, { dtype: "float64" }).pow(step));
}

/** Throws a RangeError unless betas are two numbers in [0, 1). */
export function checkBetas(name: string, betas: readonly [number, number]): void {
  const isPair = Array.isArray(betas) && betas.length === 2;
  if (isPair && betas.every((beta) => beta >= 0 && beta < 1)) return;
  const got = Array.isArray(betas) ? `[${betas.map(describeValue).join(", ")}]` : describeValue(betas);
  throw new RangeError(`${name}: betas are two numbers from 0 up to and without 1, got ${got}.`);
}
