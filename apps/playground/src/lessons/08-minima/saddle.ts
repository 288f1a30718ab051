import { hessian, tensor, type Value, zeros } from "@chainrule/autograd";

/** w₁² − w₂² + w₂⁴/4: level at (0, 0), where it is lowest along w₁ and highest along w₂. */
export function saddle(weights: Value): Value {
  const squares = weights.square().mul(tensor([1, -1], { dtype: "float64" }));
  const walls = weights.pow(4).mul(tensor([0, 0.25], { dtype: "float64" }));
  return squares.add(walls).sum(-1);
}

/** The curvature at (0, 0) along w₁, and along w₂. */
export function saddleCurvatures(): [number, number] {
  const { data } = hessian(saddle)(zeros([2], { dtype: "float64" }));
  return [data[0], data[3]];
}
