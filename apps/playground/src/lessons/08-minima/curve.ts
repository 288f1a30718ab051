import { grad, linspace, type Value, value } from "@chainrule/autograd";

/** A curve with two valleys. */
export const curve = (x: Value): Value => x.pow(4).sub(x.square().mul(4)).add(x); // x⁴ − 4x² + x

const slope = grad(curve);
const curvature = grad(slope);

/** The place near x where the slope is 0, by Newton's method: where the tangent of the slope is 0, again and again. */
function flatNear(x: number): number {
  let place: Value = value(x, { dtype: "float64" });
  for (let step = 0; step < 10; step++) place = place.sub(slope(place).div(curvature(place)));
  return place.item();
}

/** The global minimum A, the local minimum B, and the hilltop between them. */
export const [A, B, hilltop] = [-1.5, 1.3, 0.1].map(flatNear);

export const heightAt = (x: number): number => curve(value(x, { dtype: "float64" })).item();

/** Points of the curve. */
export function curvePoints(from: number, to: number, count = 241): [x: number, height: number][] {
  const places = linspace(from, to, count, { dtype: "float64" });
  const heights = curve(places).data;
  return Array.from(places.data, (x, i) => [x, heights[i]]);
}
