import { grad, type Value, value } from "@chainrule/autograd";

/** Two functions in a row: u = inner(x), y = outer(u). */
export type Chain = {
  readonly inner: (x: Value) => Value;
  readonly outer: (u: Value) => Value;
};

export const chains = {
  straight: {
    inner: (x) => x.mul(2),
    outer: (u) => u.mul(3),
  },
  curved: {
    inner: (x) => x.square(),
    outer: (u) => u.exp(),
  },
} satisfies Record<string, Chain>;

/** The chain at one place: the numbers, and how many times as fast each changes as the one before. */
export function followChain({ inner, outer }: Chain, at: number) {
  const x = value(at, { dtype: "float64" });
  const u = inner(x);
  return {
    u: u.item(),
    y: outer(u).item(),
    innerSlope: grad(inner)(x).item(),
    outerSlope: grad(outer)(u).item(),
    wholeSlope: grad((x: Value) => outer(inner(x)))(x).item(),
  };
}
