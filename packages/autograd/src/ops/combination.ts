import { checkNumber, checkOptions } from "../arguments.ts";
import { checkValue } from "../guard.ts";
import { defineOp, type Op } from "../op.ts";
import type { Value } from "../value.ts";

/** The point between x and `end` at `weight`: x at 0, exactly `end` at 1. All three broadcast. */
export const lerp: Op<[x: Value, end: Value | number, weight: Value | number]> = defineOp(
  "lerp",
  (x: Value, end: Value | number, weight: Value | number): Value => {
    const distance = checkValue("lerp", x).neg().add(end);
    const fromStart = (): Value => distance.mul(weight).add(x);
    // Rounded like this, the end is hit.
    const fromEnd = (missing: Value | number): Value => distance.mul(missing).add(end);
    if (typeof weight === "number") return Math.abs(weight) < 0.5 ? fromStart() : fromEnd(weight - 1);
    const isNear = checkValue("lerp", weight).abs().lt(0.5);
    return fromStart().where(isNear, fromEnd(weight.sub(1)));
  },
);

/** Options of {@link addcmul} and {@link addcdiv}. */
export interface ScaledTermOptions {
  /** The factor of the term that is added, 1 when absent. */
  readonly value?: number;
}

type ScaledTerm = Op<[x: Value, a: Value, b: Value | number, options?: ScaledTermOptions]>;

function factorIn(op: string, options: ScaledTermOptions | undefined): number {
  const { value = 1 } = checkOptions(op, options);
  checkNumber(op, "value", value);
  return value;
}

/** x + value · a · b */
export const addcmul: ScaledTerm = defineOp(
  "addcmul",
  (x: Value, a: Value, b: Value | number, options?: ScaledTermOptions) =>
    checkValue("addcmul", x).add(checkValue("addcmul", a).mul(factorIn("addcmul", options)).mul(b)),
);

/** x + value · a / b */
export const addcdiv: ScaledTerm = defineOp(
  "addcdiv",
  (x: Value, a: Value, b: Value | number, options?: ScaledTermOptions) =>
    checkValue("addcdiv", x).add(checkValue("addcdiv", a).mul(factorIn("addcdiv", options)).div(b)),
);
