import { hessian, tensor, type Value, zeros } from "@chainrule/autograd";

const bends = tensor([1, -1], { dtype: "float64" });
const walls = tensor([0, 0.25], { dtype: "float64" });

/** w₁² − w₂² + w₂⁴/4: level at (0, 0), where it is lowest along w₁ and highest along w₂. */
export function saddle(weights: Value): Value {
  const squares = weights.square();
  return squares.mul(walls).add(bends).mul(squares).sum(-1);
}

/** The curvature at (0, 0) along w₁, and along w₂. */
export function saddleCurvatures(): [number, number] {
  const { data } = hessian(saddle)(zeros([2], { dtype: "float64" }));
  return [data[0], data[3]];
}
