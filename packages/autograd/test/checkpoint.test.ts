import { checkpoint, Generator, grad, jvp, noGrad, tensor, type Value, value } from "@chainrule/autograd";
import { gradcheck } from "@chainrule/autograd/testing";
import { describe, expect, it } from "vitest";

const parameter = (...entries: number[]): Value => tensor(entries, { dtype: "float64", requiresGrad: true });

describe("checkpoint", () => {
  const f = (x: Value): Value => x.sin().mul(x.exp()).sum();
  const x = tensor([0.3, -0.7], { dtype: "float64" });

  it("gives the same numbers and derivatives, to second order, in both modes", () => {
    expect(checkpoint(f)(x).item()).toBe(f(x).item());
    gradcheck((v) => checkpoint(f)(v), [x]);
    expect(grad(checkpoint(f))(x).toArray()).toEqual(grad(f)(x).toArray());
  });

  it("keeps only the arguments in the graph", () => {
    const w = parameter(0.3, -0.7);
    const y = checkpoint(f)(w);
    expect([y.op?.name, y.inputs]).toEqual(["checkpoint", [w]]);
    expect(y.node?.outputs).toEqual([y]);
  });

  it("lets gradients flow to captured parameters and to what was computed before", () => {
    const [w, v] = [parameter(2, 3), parameter(5, 7)];
    const h = v.mul(2);
    const plain = (z: Value): Value => z.mul(w).mul(h).sum();
    checkpoint(plain)(w.square()).backward();
    const [dw, dv] = [w.grad?.toArray(), v.grad?.toArray()];
    w.grad = null;
    v.grad = null;
    plain(w.square()).backward();
    expect([dw, dv]).toEqual([w.grad, v.grad].map((gradient) => (gradient as Value | null)?.toArray()));
  });

  it("nests, and takes and gives trees with integers among them", () => {
    const inner = checkpoint((z: Value) => z.sin().exp());
    const outer = checkpoint(
      ({ z, index }: { z: Value; index: Value }) => [inner(z).take(index, 0), z.square()] as const,
    );
    const index = tensor(Int32Array.of(1, 1));
    const loss = (z: Value): Value => {
      const [a, b] = outer({ z, index });
      return a.sum().mul(b.sum());
    };
    gradcheck(loss, [x]);
  });

  it("draws the same random numbers both times, and moves the generator on once", () => {
    const [once, twice] = [new Generator(3), new Generator(3)];
    const noisy =
      (generator: Generator) =>
      (z: Value): Value =>
        z
          .mul(generator.normal([2], { dtype: "float64" }))
          .exp()
          .sum();
    const [expected, actual] = [parameter(1, 2), parameter(1, 2)];
    const [plain, saved] = [noisy(once)(expected), checkpoint(noisy(twice))(actual)];
    // A draw in between: computing again must neither use it up nor set the generator back.
    for (const generator of [once, twice]) generator.uniform([1]);
    plain.backward();
    saved.backward();
    expect(actual.grad?.toArray()).toEqual(expected.grad?.toArray());
    expect(twice.state.toArray()).toEqual(once.state.toArray());
    const children = (z: Value): Value =>
      z
        .mul(new Generator(1).split(2)[1].uniform([2], { dtype: "float64" }))
        .square()
        .sum();
    expect(grad(checkpoint(children))(x).toArray()).toEqual(grad(children)(x).toArray());
  });

  it("finds what it captures when it has no float argument, also inside another transform", () => {
    const z = tensor([1, 2], { dtype: "float64" });
    const index = tensor(Int32Array.of(0, 1));
    expect(
      grad((v: Value) => checkpoint((i: Value) => v.take(i).square().sum())(index))(z).toArray(),
    ).toEqual([2, 4]);
    const captured = (v: Value): Value => {
      const u = v.mul(3);
      return checkpoint(() => u.square().sum())();
    };
    gradcheck(captured, [z]);
  });

  it("lets gradients flow to what the function captures and returns as it is", () => {
    const [w, v] = [parameter(2, 3), parameter(5, 7)];
    const [a, b] = checkpoint((q: Value) => [q.square(), w] as const)(v);
    a.sum().add(b.sum()).backward();
    expect([v.grad?.toArray(), w.grad?.toArray()]).toEqual([
      [10, 14],
      [1, 1],
    ]);
  });

  it("throws when something it reads has changed before it is computed again", () => {
    const [v, factor] = [parameter(3), tensor([2], { dtype: "float64" })];
    const y = checkpoint((q: Value) => q.mul(factor).sum())(v);
    factor.assign(tensor([50], { dtype: "float64" }));
    expect(() => y.backward()).toThrow(/gave other numbers when it was computed again/);
    expect(v.grad).toBeNull();
  });

  it("records nothing where nothing requires a gradient", () => {
    expect(checkpoint(f)(x).node).toBeNull();
    expect(noGrad(() => checkpoint(f)(parameter(1))).node).toBeNull();
    expect(
      jvp(
        checkpoint((v: Value) => v.square()),
        value(3),
        value(1),
      )[1].item(),
    ).toBe(6);
  });

  it("saves most of the memory of a deep function", async () => {
    const layers = (z: Value): Value =>
      Array.from({ length: 20 }).reduce<Value>((h) => h.mul(1.01).tanh(), z);
    const start = tensor(new Float64Array(200_000).fill(0.5), { requiresGrad: true });
    /** The bytes in use once collections find nothing more: buffers are freed on another thread, some time after. */
    const inUse = async (): Promise<number> => {
      for (let last = Number.POSITIVE_INFINITY; ; ) {
        globalThis.gc?.();
        await new Promise((resolve) => setTimeout(resolve, 20));
        const { arrayBuffers } = process.memoryUsage();
        if (arrayBuffers === last) return last;
        last = arrayBuffers;
      }
    };
    const held = async (g: (z: Value) => Value): Promise<number> => {
      const before = await inUse();
      const y = g(start);
      const after = await inUse();
      expect(y.requiresGrad).toBe(true);
      return after - before;
    };
    const [plain, saved] = [await held(layers), await held(checkpoint(layers))];
    expect(plain).toBeGreaterThan(50e6);
    expect(saved).toBeLessThan(plain / 10);
  });
});
