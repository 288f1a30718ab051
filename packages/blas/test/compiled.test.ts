import { Generator, type Value, zeros } from "@chainrule/autograd";
import { matrixLibrary, useMatrixLibrary } from "@chainrule/autograd/engine";
import { compile, inspect, ready, setThreads } from "@chainrule/wasm";
import { afterEach, describe, expect, it } from "vitest";
import { description } from "../src/index.ts";

const library = matrixLibrary();
afterEach(() => {
  useMatrixLibrary(library);
  setThreads(1);
});

const epsilons = { float32: 2 ** -24, float64: 2 ** -53 };

/** Whether two ways to the same sums of k products agree: each is within 2 √k ε Σ |terms| of the sum. */
function expectClose(actual: Value, expected: Value, k: number, sizes: Value): void {
  const dtype = actual.dtype as "float32" | "float64";
  expect(actual.shape).toEqual(expected.shape);
  const bound = 4 * Math.sqrt(k) * epsilons[dtype];
  const worst = actual.data.reduce(
    (most: number, entry: number, i: number) =>
      Math.max(most, Math.abs(entry - expected.data[i]) / sizes.data[i]),
    0,
  );
  expect(worst).toBeLessThanOrEqual(bound);
}

/** The kernels that a printout lists. */
const kernelsIn = (text: string): string[] => text.match(/(?<=chunks? +)(library|matmul)/g) ?? [];

describe.skipIf(description === null)("compiled programs", () => {
  it.each(["float32", "float64"] as const)(
    "have the library multiply matrices of %s in their memory",
    (dtype) => {
      const generator = new Generator(1);
      const draw = (...shape: number[]): Value => generator.normal(shape, { dtype });
      const forms: readonly [(a: Value, b: Value) => Value, Value, Value, number][] = [
        [(a, b) => a.matmul(b), draw(40, 70), draw(70, 50), 70],
        [(a, b) => a.transpose().matmul(b), draw(70, 40), draw(70, 50), 70],
        [(a, b) => a.matmul(b.transpose()), draw(40, 70), draw(50, 70), 70],
        [(a, b) => a.transpose().matmul(b.transpose()), draw(70, 40), draw(50, 70), 70],
        [(a, b) => a.matmul(b), draw(6, 40, 30), draw(6, 30, 50), 30],
        // In chunks: columns, rows, some of a stack.
        [(a, b) => a.matmul(b.transpose()), draw(150, 200), draw(310, 200), 200],
        [(a, b) => a.transpose().matmul(b), draw(300, 500), draw(300, 70), 300],
        [(a, b) => a.matmul(b), draw(9, 100, 120), draw(9, 120, 110), 120],
        [(a, b) => a.slice(3, 33, { axis: 1 }).matmul(b), draw(40, 70), draw(30, 50), 30],
      ];
      setThreads(3);
      for (const [form, a, b, k] of forms) {
        const product = compile((x: Value, y: Value) => form(x, y));
        const text = inspect(product, a, b);
        expect(kernelsIn(text)).toEqual(["library"]);
        expect(text).toContain(`products by ${description}`);
        useMatrixLibrary(null);
        const own = compile((x: Value, y: Value) => form(x, y));
        expect(kernelsIn(inspect(own, a, b))).toEqual(["matmul"]);
        useMatrixLibrary(library);
        expectClose(product(a, b), own(a, b), k, form(a.abs(), b.abs()));
      }
    },
  );

  it("share the library's work among their threads", async () => {
    const [a, b] = [new Generator(1).normal([400, 300]), new Generator(2).normal([300, 350])];
    const expected = a.matmul(b).add(1);
    const sizes = a.abs().matmul(b.abs()).add(1);
    for (const threads of [1, 2, 3]) {
      setThreads(threads);
      await ready();
      const f = compile((x: Value, y: Value) => x.matmul(y).add(1));
      const results = [];
      for (let i = 0; i < 20; i++) {
        results.push(f(a, b));
        // Workers open the library when they first hear of the program.
        if (i % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 100));
      }
      expectClose(results[0], expected, 300, sizes);
      for (const result of results) expect(result.data).toEqual(results[0].data);
    }
  });

  it("keep to themselves products that are small, of integers, or in no layout of the library's", () => {
    const ones = (...shape: number[]): Value => zeros(shape).add(1);
    const kernels = (f: (a: Value, b: Value) => Value, a: Value, b: Value): string[] =>
      kernelsIn(inspect(compile(f), a, b));
    const product = (a: Value, b: Value): Value => a.matmul(b);
    expect(kernels(product, ones(4, 4), ones(4, 4))).toEqual(["matmul"]);
    expect(kernels(product, ones(50, 50).to("int32"), ones(50, 50).to("int32"))).toEqual(["matmul"]);
    const stepped = (a: Value, b: Value): Value => a.slice(0, undefined, { axis: 1, step: 2 }).matmul(b);
    expect(kernels(stepped, ones(50, 100), ones(50, 50))).toEqual(["matmul"]);
    expect(kernels(product, ones(0, 50), ones(50, 50))).not.toContain("library");
  });

  it("compute gradients with it, and keep parameters in their memory", () => {
    const train = (): number[] => {
      const w = new Generator(3).normal([60, 40]).mul(0.1).detach();
      w.requiresGrad = true;
      const [x, y] = [new Generator(4).normal([50, 60]), new Generator(5).normal([50, 40])];
      const step = compile((inputs: Value, targets: Value) => {
        const loss = inputs.matmul(w).sub(targets).square().mean();
        w.grad = null;
        loss.backward();
        w.assign(w.sub((w.grad as unknown as Value).mul(0.5)).detach());
        return loss;
      });
      return Array.from({ length: 20 }, () => step(x, y).item());
    };
    const losses = train();
    useMatrixLibrary(null);
    const own = train();
    losses.forEach((loss, i) => expect(Math.abs(loss - own[i])).toBeLessThan(1e-5 * own[i]));
    expect(losses[19]).toBeLessThan(losses[0]);
  });
});
