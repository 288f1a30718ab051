import { grad, linspace, type Value, value } from "@chainrule/autograd";

/** What a neuron may do with its sum z. All of them are ops of the library. */
export const activations = {
  linear: (z: Value) => z,
  sigmoid: (z: Value) => z.sigmoid(),
  tanh: (z: Value) => z.tanh(),
  ReLU: (z: Value) => z.relu(),
  "leaky ReLU": (z: Value) => z.leakyRelu(0.1),
  ELU: (z: Value) => z.elu(),
  softplus: (z: Value) => z.softplus(),
  SiLU: (z: Value) => z.silu(),
  GELU: (z: Value) => z.gelu(),
  softsign: (z: Value) => z.softsign(),
} as const;

export type ActivationName = keyof typeof activations;

/** An activation and its slope at one place. */
export function activationAt(name: ActivationName, z: number): { output: number; slope: number } {
  const place = value(z, { dtype: "float64" });
  const activation = activations[name];
  return { output: activation(place).item(), slope: grad(activation)(place).item() };
}

/** Points of its curve, and of the curve of its slope. */
export function activationCurves(
  name: ActivationName,
  from: number,
  to: number,
  count = 241,
): { outputs: [number, number][]; slopes: [number, number][] } {
  const activation = activations[name];
  const places = linspace(from, to, count, { dtype: "float64" });
  // No place knows of another: the gradient of the sum of all has the slope at each.
  const slopes = grad((z: Value) => activation(z).sum())(places);
  const pointsOf = (heights: Value): [number, number][] =>
    Array.from(places.data, (z, i) => [z, heights.data[i]]);
  return { outputs: pointsOf(activation(places)), slopes: pointsOf(slopes) };
}
