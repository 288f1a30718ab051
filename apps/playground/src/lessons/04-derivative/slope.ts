import { grad, type Value, value } from "@chainrule/autograd";

/** A curve: each number has a height. */
export type Curve = (x: Value) => Value;

const number = (x: number): Value => value(x, { dtype: "float64" });

/** The slope of a curve at x: its derivative there, which `grad` finds by the rules of calculus. */
export const slopeAt = (curve: Curve, x: number): number => grad(curve)(number(x)).item();

/** How much a curve rises from x to x + h, per unit of h. */
export function forwardDifference(curve: Curve, x: Value, h: Value): Value {
  return curve(x.add(h)).sub(curve(x)).div(h);
}

/** The same from x − h to x + h, with x in the middle. */
export function centralDifference(curve: Curve, x: Value, h: Value): Value {
  return curve(x.add(h))
    .sub(curve(x.sub(h)))
    .div(h.mul(2));
}

/** A curve's slope at x as a difference tells it. */
export const slopeBetween = (
  difference: typeof forwardDifference,
  curve: Curve,
  x: number,
  h: number,
): number => difference(curve, number(x), number(h)).item();
