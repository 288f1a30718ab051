import { concat, Generator, tensor, type Value } from "@chainrule/autograd";
import { record } from "@chainrule/autograd/engine";
import { compile, inspect } from "@chainrule/wasm";
import { describe, expect, it } from "vitest";
import { buildGraph } from "../src/graph/build.ts";
import { lower } from "../src/lower/lowering.ts";
import { optimize } from "../src/passes/optimize.ts";
import { printKernel } from "../src/print.ts";

/** The kernels of a function, as text. */
function kernelsOf(f: (...values: Value[]) => unknown, values: readonly Value[]): string[] {
  const program = record(f as (...args: never) => unknown, values, values);
  return lower(optimize(buildGraph(program)), () => false).kernels.map(printKernel);
}

const generator = new Generator(1);
const [x, w, bias, other] = [[7, 5], [5, 9], [9], [7, 9]].map((shape) => generator.normal(shape));

describe("products", () => {
  it("add a bias and clip while a tile is in registers", () => {
    expect(kernelsOf((x, w, bias) => x.matmul(w).add(bias).relu(), [x, w, bias])).toEqual([
      "matmul [7, 5, 9] t0 = b0 · b1; b4 = relu(add(t0, b3{0, 1}))",
    ]);
  });

  it("are stored too where something else needs it", () => {
    const kernels = kernelsOf(
      (x, w, bias) => {
        const product = x.matmul(w);
        return [product.transpose().matmul(product), product.add(bias).relu()];
      },
      [x, w, bias],
    );
    expect(kernels).toEqual([
      expect.stringMatching(
        /^matmul \[7, 5, 9\] t0 = b0 · b1; b2 = t0; b\d = relu\(add\(t0, b\d\{0, 1\}\)\)$/,
      ),
      expect.stringMatching(/^matmul \[9, 7, 9\] b\d = b2\{1, 9\} · b2$/),
    ]);
  });

  it("wait for what a map reads besides", () => {
    const kernels = kernelsOf(
      (x, w, other) => x.matmul(w).mul(other.exp().sum(0, { keepDim: true })),
      [x, w, other],
    );
    expect(kernels.map((kernel) => kernel.split(" ")[0])).toEqual(["rows", "matmul"]);
  });

  it("wait for entries of what a map writes that another kernel fills before", () => {
    const padded = compile((a: Value, b: Value) => [
      a.matmul(b).pad([
        [1, 0],
        [0, 1],
      ]),
      concat([a, a.matmul(b)]),
    ]);
    const [zeros, joined] = padded(
      tensor([[1, 2]]),
      tensor([
        [3, 4],
        [5, 6],
      ]),
    ).map((x) => x.toArray());
    expect(zeros).toEqual([
      [0, 0, 0],
      [13, 16, 0],
    ]);
    expect(joined).toEqual([
      [1, 2],
      [13, 16],
    ]);
  });

  it("take an earlier one along", () => {
    const kernels = kernelsOf(
      (x, w, other) => x.matmul(w).add(other.matmul(w.transpose()).matmul(w)),
      [x, w, other],
    );
    expect(kernels.map((kernel) => kernel.split(" ")[0])).toEqual(["matmul", "matmul", "matmul"]);
    expect(kernels[2]).toMatch(/add\(b\d, t0\)|add\(t0, b\d\)/);
  });

  it("leave maps alone that are much work, or read entries elsewhere", () => {
    const work = kernelsOf((x, w) => x.matmul(w).tanh(), [x, w]);
    expect(work.map((kernel) => kernel.split(" ")[0])).toEqual(["matmul", "map"]);
    const moments = kernelsOf(
      (x, w, other) => {
        const product = x.matmul(w);
        const [first, second] = [other.mul(0.9).add(product), other.mul(0.99).add(product.square())];
        return [product, first, second, other.sub(first.div(second.sqrt().add(1)))];
      },
      [x, w, other],
    );
    expect(moments.map((kernel) => kernel.split(" ")[0])).toEqual(["matmul", "map"]);
    const turned = kernelsOf(
      (x, w) => {
        const product = x.matmul(w);
        return product.add(product.reshape([9, 7]).transpose());
      },
      [x, w],
    );
    expect(turned.map((kernel) => kernel.split(" ")[0])).toEqual(["matmul", "map"]);
  });

  it.each(["float32", "float64", "int32"] as const)(
    "computes the same in %s, in all panels and blocks",
    (dtype) => {
      const draw = (...shape: number[]): Value =>
        dtype === "int32" ? generator.integers(shape, -50, 50) : generator.normal(shape, { dtype });
      const leading = [[], [3], [2, 2]] as const;
      for (const [m, k, n] of [
        [1, 4, 9],
        [13, 350, 1],
        [13, 350, 11],
        [70, 70, 130],
        [200, 330, 101],
      ]) {
        for (const batch of leading.slice(0, m > 100 ? 1 : 3)) {
          const values = [
            draw(...batch, m, k),
            draw(...batch, k, n),
            draw(n),
            draw(...batch, m, 1),
            draw(...batch, n, m),
            draw(),
          ];
          const step = (
            a: Value,
            b: Value,
            row: Value,
            column: Value,
            turned: Value,
            scale: Value,
          ): Value[] => {
            const product = a.matmul(b);
            const chosen = product.add(row).mul(column).sub(turned.transpose().mul(scale));
            return [product, chosen.maximum(row), product.to("float64").add(1)];
          };
          const [compiled, eager] = [
            compile(step)(...(values as Parameters<typeof step>)),
            step(...(values as Parameters<typeof step>)),
          ];
          const tolerance = { float32: 2e-6, float64: 1e-14, int32: 0 }[dtype] * Math.sqrt(k);
          compiled.forEach((result, which) => {
            expect(result.shape).toEqual(eager[which].shape);
            const expected = eager[which].data;
            const scale = expected.reduce((most: number, x: number) => Math.max(most, Math.abs(x)), 1);
            const wrong = result.data.findIndex(
              (x: number, i: number) => !(Math.abs(x - expected[i]) <= tolerance * scale),
            );
            expect(wrong).toBe(-1);
          });
        }
      }
    },
  );

  it("update a parameter where it lies, beside its gradient", () => {
    const inputs = generator.normal([20, 300]);
    const start = generator.normal([300, 40]);
    const [compiledWeight, eagerWeight] = [0, 1].map(() =>
      tensor(start.data, { shape: start.shape, requiresGrad: true }),
    );
    const step = (weight: Value) => (inputs: Value) => {
      weight.grad = null;
      const loss = inputs.matmul(weight).square().sum();
      loss.backward();
      weight.assign(weight.sub((weight.grad as unknown as Value).mul(1e-3)));
      return loss;
    };
    const compiled = compile(step(compiledWeight));
    for (let i = 0; i < 3; i++) {
      compiled(inputs);
      step(eagerWeight)(inputs);
    }
    const expected = eagerWeight.data;
    compiledWeight.data.forEach((x: number, i: number) => expect(x).toBeCloseTo(expected[i], 4));
    const gradient = (eagerWeight.grad as unknown as Value).data;
    (compiledWeight.grad as unknown as Value).data.forEach((x: number, i: number) =>
      expect(x / gradient[i]).toBeCloseTo(1, 2),
    );
    expect(inspect(compiled, inputs)).toMatch(/matmul .*; b\d+ = t0; b\d+ = sub\(b1, mul\(t0/);
  });
});
