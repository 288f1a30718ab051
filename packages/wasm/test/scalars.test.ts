import { type Value, value } from "@chainrule/autograd";
import { compile } from "@chainrule/wasm";
import { describe, expect, it } from "vitest";

const parameter = (x: number): Value => value(x, { dtype: "float64", requiresGrad: true });
const parameters = (count: number): Value[] =>
  Array.from({ length: count }, (_, i) => parameter(Math.sin(i)));

/** Neighbours combined until one is left. */
function tree(values: readonly Value[], combine: (a: Value, b: Value) => Value): Value {
  let level = values;
  while (level.length > 1)
    level = Array.from({ length: level.length / 2 }, (_, i) => combine(level[2 * i], level[2 * i + 1]));
  return level[0];
}

/** Graphs of ten thousand calls and more, deep and wide, each of which has no loops to be found in it. */
const graphs: readonly (readonly [string, number, (leaves: readonly Value[]) => Value])[] = [
  [
    "a chain",
    2,
    ([w, b]) => {
      let x = b;
      for (let i = 0; i < 5000; i++) x = x.mul(w).add(b).sin();
      return x;
    },
  ],
  ["a chain of single uses", 5000, (leaves) => leaves.reduce((sum, x) => sum.mul(0.5).sub(x))],
  ["a tree", 2048, (leaves) => tree(leaves, (a, b) => a.mul(b).add(a))],
  [
    "a wide layer",
    48 * 48 + 48,
    (leaves) => {
      const inputs = leaves.slice(0, 48);
      const outputs = inputs.map((bias, j) =>
        inputs.reduce((sum, x, i) => leaves[48 * (j + 1) + i].mul(x).add(sum), bias).relu(),
      );
      return outputs.reduce((sum, x) => sum.add(x));
    },
  ],
];

describe("a compiled graph of single numbers", () => {
  it.each(graphs)("gives numbers, gradients and updates as eager code does: %s", (_, count, f) => {
    const [eager, other] = [1, 2].map(() => {
      const leaves = parameters(count);
      return (): Value[] => {
        for (const leaf of leaves) leaf.grad = null;
        const loss = f(leaves);
        loss.backward();
        for (const leaf of leaves) leaf.assign(leaf.sub((leaf.grad as Value).mul(1e-3)));
        return [loss, ...leaves.slice(0, 50).map((leaf) => leaf.grad as Value)];
      };
    });
    const step = compile(other);
    for (let i = 0; i < 2; i++) {
      const results = step();
      eager().forEach((expected, j) => {
        const x = expected.item();
        expect(Math.abs(results[j].item() - x)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(x)));
      });
    }
  });
});
