import { Generator, tensor, type Value, value, valueAndGrad } from "@chainrule/autograd";
import { compile, inspect } from "@chainrule/wasm";
import { describe, expect, it } from "vitest";
import { mergeCommonSubexpressions } from "../../src/passes/commonSubexpressions.ts";
import { eliminateDeadCode } from "../../src/passes/deadCode.ts";
import { reroll } from "../../src/passes/reroll/reroll.ts";
import { simplify } from "../../src/passes/simplify.ts";
import { printed } from "./printed.ts";

const run = (graph: Parameters<typeof reroll>[0]) =>
  eliminateDeadCode(mergeCommonSubexpressions(simplify(reroll(graph))));
const parameter = (x: number): Value => value(x, { dtype: "float64", requiresGrad: true });
const eight = Array.from({ length: 8 }, (_, i) => i + 1);
const total = (values: readonly Value[]): Value => values.reduce((sum, x) => sum.add(x));

describe("reroll", () => {
  it("makes of a loop over examples calls on vectors and a sum", () => {
    const [w, b] = [parameter(2), parameter(1)];
    expect(printed(() => total(eight.map((x) => w.mul(x).add(b).relu())), [], run)).toEqual([
      "%0 = broadcastTo(leaf float64[], [8]): float64[8]",
      "%1 = mul(%0, constant float64[8]): float64[8]",
      "%2 = broadcastTo(leaf float64[], [8]): float64[8]",
      "%3 = add(%1, %2): float64[8]",
      "%4 = relu(%3): float64[8]",
      "%5 = sum(%4, [0]): float64[]",
      "return %5",
    ]);
  });

  it("adds to a sum what else the chain adds up", () => {
    const w = parameter(2);
    expect(printed(() => total([w, ...eight.map((x) => w.mul(x)), w.exp()]), [], run)).toEqual([
      "%0 = exp(leaf float64[]): float64[]",
      "%1 = broadcastTo(leaf float64[], [8]): float64[8]",
      "%2 = mul(%1, constant float64[8]): float64[8]",
      "%3 = sum(%2, [0]): float64[]",
      "%4 = add(%3, leaf float64[]): float64[]",
      "%5 = add(%4, %0): float64[]",
      "return %5",
    ]);
  });

  it("takes the elements of an array as they lie in it", () => {
    const w = parameter(2);
    const f = (x: Value): Value =>
      total(eight.map((_, i) => w.mul(x.at(i, 1)).add(x.at(i, 0).square()).tanh()));
    expect(printed(f, [tensor(new Float64Array(16), { shape: [8, 2] })], run)).toEqual([
      "%0 = reshape(argument 0, [16]): float64[16]",
      '%1 = slice(%0, {"axis":0,"start":0,"step":2,"length":8}): float64[8]',
      "%2 = square(%1): float64[8]",
      '%3 = slice(%0, {"axis":0,"start":1,"step":2,"length":8}): float64[8]',
      "%4 = broadcastTo(leaf float64[], [8]): float64[8]",
      "%5 = mul(%4, %3): float64[8]",
      "%6 = add(%5, %2): float64[8]",
      "%7 = tanh(%6): float64[8]",
      "%8 = sum(%7, [0]): float64[]",
      "return %8",
    ]);
  });

  it("takes a single lane where one is needed", () => {
    const w = parameter(2);
    const f = (): Value[] => {
      const products = eight.map((x) => w.mul(x));
      return [products[3].exp(), products[7], total(products)];
    };
    expect(printed(f, [], run)).toEqual([
      "%0 = broadcastTo(leaf float64[], [8]): float64[8]",
      "%1 = mul(%0, constant float64[8]): float64[8]",
      '%2 = slice(%1, {"axis":0,"start":3,"step":1,"length":1}): float64[1]',
      "%3 = reshape(%2, []): float64[]",
      "%4 = exp(%3): float64[]",
      "%5 = sum(%1, [0]): float64[]",
      '%6 = slice(%1, {"axis":0,"start":7,"step":1,"length":1}): float64[1]',
      "%7 = reshape(%6, []): float64[]",
      "return %4, %7, %5",
    ]);
  });

  it("shifts lanes against each other", () => {
    const w = parameter(2);
    const f = (): Value => {
      const path = [...eight, 9].map((x) => w.mul(x).sin());
      return total(eight.map((_, i) => path[i + 1].sub(path[i])));
    };
    expect(printed(f, [], run).slice(3)).toEqual([
      '%3 = slice(%2, {"axis":0,"start":1,"step":1,"length":8}): float64[8]',
      '%4 = slice(%2, {"axis":0,"start":0,"step":1,"length":8}): float64[8]',
      "%5 = sub(%3, %4): float64[8]",
      "%6 = sum(%5, [0]): float64[]",
      "return %6",
    ]);
  });

  it("leaves calls on different parameters, short loops and chains as they are", () => {
    const weights = eight.map(parameter);
    const unrolled = [
      () => total(weights.map((w) => w.mul(w))),
      () => total(eight.slice(1).map((x) => weights[0].mul(x))),
      () => eight.reduce((x) => x.mul(0.5).sin(), weights[0]),
    ];
    for (const f of unrolled) expect(printed(f, [], reroll)).toEqual(printed(f, []));
  });

  it("computes once what is computed from the same numbers", () => {
    const w = parameter(2);
    const f = (): Value => total(eight.map((x) => w.exp().mul(x)));
    expect(printed(f, [], reroll)).toEqual([
      "%0 = exp(leaf float64[]): float64[]",
      "%1 = broadcastTo(%0, [8]): float64[8]",
      "%2 = mul(%1, constant float64[8]): float64[8]",
      "%3 = sum(%2, [0]): float64[]",
      "return %3",
    ]);
  });

  it("leaves single arguments alone that one call takes", () => {
    const f = (...xs: Value[]): Value => total(xs.map((x) => x.exp()));
    const args = eight.map((x) => value(x));
    expect(printed(f, args, reroll)).toEqual(printed(f, args));
  });
});

/** A random function of parameters and of what an example has, in scalars, that stays within bounds. */
function randomFunction(
  generator: Generator,
): (weights: readonly Value[], example: readonly Scalar[]) => Value[] {
  const steps = Array.from({ length: 10 }, () => Array.from(generator.integers([4], 0, 60).data));
  return (weights, example) => {
    const known = [weights[0].mul(example[0])];
    for (const [op, left, right, kind] of steps) {
      const a = known[left % known.length];
      const b = [weights, example, known][kind % 3][right % [weights, example, known][kind % 3].length];
      const made = [
        () => a.add(b),
        () => a.mul(b),
        () => a.sub(b),
        () => a.sin(),
        () => a.relu(),
        () => a.cos().where(a.gt(b), a),
        () => a.div(a.square().add(1)),
      ][op % 7]();
      known.push(made.div(made.square().add(4).sqrt()));
    }
    return known.slice(-3);
  };
}

type Scalar = Value | number;

describe("a rerolled program", () => {
  const seeds = Array.from({ length: 24 }, (_, seed) => seed);
  it.each(seeds)("gives what eager code gives, for random calls with seed %i", (seed) => {
    const generator = new Generator(seed);
    const one = randomFunction(generator);
    const count = generator.integers([], 8, 20).item();
    const data = generator.normal([count, 3], { dtype: "float64" });
    /** The example that differs from the others, if one does. */
    const odd = seed % 4 < 2 ? -1 : generator.integers([], 0, count).item();
    const step = (weights: Value[], inputs: Value): Value[] => {
      // As numbers, or as elements of an argument.
      const examples = Array.from({ length: count }, (_, i): Scalar[] => {
        const numbers = [Math.sin(i), i % 3, 0.5];
        const elements = [inputs.at(i, 0), inputs.at(i, 1), inputs.at(i, 2)];
        return seed % 2 === 0 ? numbers : i === odd ? elements.reverse() : elements;
      });
      const loss = (given: Value[]): Value<[]> => {
        const outputs = examples.map((example) => one(given, example));
        const shared = total(outputs.map(([x]) => x)).mul(1 / count);
        const rest = outputs.map(([, y, z], i) =>
          y
            .sub(shared)
            .square()
            .add(z.mul(i % 3)),
        );
        return total([shared, ...rest, given[1].square(), outputs.at(odd)![2]]) as Value<[]>;
      };
      const [value, gradients] = valueAndGrad(loss)(weights);
      return [value, ...gradients];
    };
    const weights = eight.slice(0, 3).map((x) => parameter(Math.cos(x + seed)));
    const compiled = compile(step);
    const results = compiled(weights, data);
    step(weights, data).forEach((expected, i) => {
      const x = expected.item();
      expect(Math.abs(results[i].item() - x)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(x)));
    });
    if (odd >= 0) return;
    const text = inspect(compiled, weights, data);
    const [, before, after] = /Recorded: (\d+) calls[^]*Calls after all passes: (\d+)/.exec(text) ?? [];
    expect(Number(after)).toBeLessThan(Number(before) / 3);
  });
});
