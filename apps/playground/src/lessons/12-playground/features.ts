import { concat, type Value } from "@chainrule/autograd";

/** What a network may get to see of a point (x₁, x₂). */
type Feature = {
  /** As it is written in a formula. */
  readonly label: string;
  readonly of: (x1: Value, x2: Value) => Value;
  /** The same as a program. */
  readonly code: string;
};

/** Everything that can be an input, in the order in which inputs come. */
export const features = {
  x1: { label: "x₁", of: (x1) => x1, code: "x1" },
  x2: { label: "x₂", of: (_, x2) => x2, code: "x2" },
  x1x1: { label: "x₁²", of: (x1) => x1.square(), code: "x1.square()" },
  x2x2: { label: "x₂²", of: (_, x2) => x2.square(), code: "x2.square()" },
  x1x2: { label: "x₁x₂", of: (x1, x2) => x1.mul(x2), code: "x1.mul(x2)" },
  sinx1: { label: "sin x₁", of: (x1) => x1.sin(), code: "x1.sin()" },
  sinx2: { label: "sin x₂", of: (_, x2) => x2.sin(), code: "x2.sin()" },
} as const satisfies Readonly<Record<string, Feature>>;

export type FeatureName = keyof typeof features;
export const featureNames = Object.keys(features) as FeatureName[];

/** What the network gets to see of points, [count, 2] → [count, inputs]. */
export function inputsOf(points: Value, names: readonly FeatureName[]): Value {
  const [x1, x2] = points.split(1, 1);
  return concat(
    names.map((name) => features[name].of(x1, x2)),
    1,
  );
}
