import {
  checkpoint,
  concat,
  customGradient,
  defineOp,
  Generator,
  grad,
  hessian,
  jacobian,
  jvp,
  noGrad,
  stack,
  tensor,
  Value,
  value,
  vjp,
  vmap,
  zeros,
} from "@chainrule/autograd";
import { checkOp } from "@chainrule/autograd/testing";
import { describe, expect, it } from "vitest";

const rows = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);
const weights = tensor([0.5, -1, 2]);

describe("vmap", () => {
  it("calls its function once, and gives what a loop would", () => {
    let calls = 0;
    const f = vmap((x: Value) => {
      calls++;
      return x.mul(weights).sum();
    });
    expect(f(rows).toArray()).toEqual([4.5, 9]);
    expect(calls).toBe(1);
  });

  it("takes examples from any axis and puts them along any", () => {
    const f = vmap((x: Value, y: Value) => [x.mul(2), x.sum().add(y)] as const, {
      inAxes: [1, null],
      outAxes: [-1, 0],
    });
    const [doubled, sums] = f(rows, value(10));
    expect(doubled.toArray()).toEqual(rows.mul(2).toArray());
    expect(sums.toArray()).toEqual([15, 17, 19]);
  });

  it("counts negative axes from the end", () => {
    const f = vmap((x: Value, [y]: readonly Value[]) => x.mul(y).cumsum(0), {
      inAxes: [-1, [-2]],
      outAxes: -1,
    });
    expect(f(rows.transpose(), [rows]).toArray()).toEqual(rows.square().cumsum(1).transpose().toArray());
  });

  it("has axes for the parts of arrays and records, and passes on what is no Value", () => {
    const f = vmap(
      ({ w, b }: { w: Value; b: Value }, x: Value, power: number) => w.mul(x.pow(power)).add(b),
      {
        inAxes: [{ w: null, b: 0 }, 0, null],
      },
    );
    expect(f({ w: weights, b: tensor([10, 20]) }, rows, 2).toArray()).toEqual([
      [10.5, 6, 28],
      [28, -5, 92],
    ]);
  });

  it("repeats what is the same for all examples, or leaves it as it is", () => {
    const f = (x: Value): [Value, Value] => [x, weights];
    expect(vmap(f)(rows)[1].toArray()).toEqual([weights.toArray(), weights.toArray()]);
    expect(vmap(f, { outAxes: [0, null] })(rows)[1]).toBe(weights);
    expect(() => vmap(f, { outAxes: null })(rows)).toThrow(
      "an output with null in outAxes has to be the same for all examples",
    );
  });

  it("nests", () => {
    const products = vmap(
      vmap((a: Value, b: Value) => a.mul(b), { inAxes: [0, null] }),
      { inAxes: [null, 0] },
    );
    expect(products(weights, tensor([10, 20])).toArray()).toEqual([
      [5, -10, 20],
      [10, -20, 40],
    ]);
    const inner = vmap((x: Value) => vmap((y: Value) => y.mul(x.sum()))(x))(rows);
    expect(inner.toArray()).toEqual([
      [6, 12, 18],
      [60, 75, 90],
    ]);
  });

  it("gives a gradient for each example", () => {
    const loss = (w: Value, x: Value): Value => w.mul(x).sum().tanh();
    const perExample = vmap(grad(loss), { inAxes: [null, 0] })(weights, rows.mul(0.1));
    const loop = [0, 1].map((i) =>
      grad(loss)(
        weights,
        rows
          .mul(0.1)
          .slice(i, i + 1)
          .reshape([3]),
      ),
    );
    expect(perExample.toArray()).toEqual(stack(loop).toArray());
  });

  it("can be differentiated, in both modes and in what it captures", () => {
    const w = tensor([1, 2, 3], { requiresGrad: true });
    vmap((x: Value) => x.mul(w).square().sum())(rows)
      .sum()
      .backward();
    expect(w.grad?.toArray()).toEqual([34, 2 * 2 * (4 + 25), 2 * 3 * (9 + 36)]);
    const [, tangent] = jvp((x: Value) => vmap((row: Value) => row.square().sum())(x), rows, rows);
    expect(tangent.toArray()).toEqual([28, 154]);
  });

  it("goes through jacobian, hessian, vjp, checkpoint and noGrad inside", () => {
    const cube = (x: Value): Value => x.pow(3);
    const each = <T>(f: (x: Value) => T): T[] => [0, 1].map((i) => f(rows.slice(i, i + 1).reshape([3])));
    const agree = (f: (x: Value) => Value): void => {
      expect(vmap(f)(rows).toArray()).toEqual(stack(each(f)).toArray());
    };
    agree(jacobian(cube));
    agree(jacobian(cube, { mode: "forward" }));
    agree(hessian((x) => cube(x).sum()));
    agree((x) => vjp(cube, x)[1](x)[0]);
    agree((x) => grad((y: Value) => checkpoint(cube)(y).sum())(x));
    agree((x) => noGrad(() => cube(x)).add(x));
  });

  it("keeps what noGrad and detach cut inside it cut for derivatives outside", () => {
    const f = (x: Value): Value =>
      noGrad(() => x.square())
        .mul(x)
        .add(x.detach().mul(x));
    const gradient = grad((x: Value) => vmap(f)(x).sum())(rows);
    expect(gradient.toArray()).toEqual(rows.square().add(rows).toArray());
  });

  it("draws numbers of its own for each example, nested too, and the same ones when a checkpoint repeats them", () => {
    const generator = new Generator(1);
    const draws = vmap(() => generator.normal([2]), { axisSize: 3 })();
    expect(draws.toArray()).toEqual(new Generator(1).normal([3, 2]).toArray());
    expect(new Set(draws.data).size).toBe(6);
    const nested = vmap((x: Value) => vmap((y: Value) => y.mul(0).add(generator.uniform([])))(x))(rows);
    expect(new Set(nested.data).size).toBe(6);
    const orders = vmap(() => generator.permutation(5), { axisSize: 2 })();
    expect(orders.sort()[0].toArray()).toEqual([
      [0, 1, 2, 3, 4],
      [0, 1, 2, 3, 4],
    ]);
    const noisy = checkpoint((x: Value) => vmap((y: Value) => y.mul(generator.uniform([])))(x).sum());
    const gradient = grad(noisy)(weights);
    expect(new Set(gradient.data).size).toBe(3);
  });

  it("refuses to read numbers, and says why", () => {
    const message =
      "vmap calls its function once for all 2 examples, so a Value in it has no numbers to read.";
    for (const read of [
      (x: Value) => x.sum().item(),
      (x: Value) => x.data,
      (x: Value) => x.toArray(),
      (x: Value) => tensor(x.data),
    ]) {
      expect(() =>
        vmap((x: Value) => {
          read(x);
          return x;
        })(rows),
      ).toThrow(message);
    }
    let printed = "";
    vmap((x: Value) => {
      printed = String(x);
      return x;
    })(rows);
    expect(printed).toBe("tensor(float32 of shape [3] inside vmap, without numbers)");
  });

  it("lets no Value without numbers escape", () => {
    const leaf = zeros([3]);
    expect(() => vmap((x: Value) => leaf.assign(x))(rows)).toThrow("assign inside vmap would keep a Value");
    expect(leaf.toArray()).toEqual([0, 0, 0]);
    const parameter = tensor([1, 2, 3], { requiresGrad: true });
    expect(() =>
      vmap((x: Value) => {
        parameter.mul(x).sum().backward();
        return x;
      })(rows),
    ).toThrow("backward() inside vmap would leave a gradient without numbers");
    expect(parameter.grad).toBeNull();

    const kept: Value[] = [];
    vmap((x: Value) => {
      kept.push(x.mul(2));
      return x;
    })(rows);
    expect(() => kept[0].add(1)).toThrow("made inside vmap, which has returned");
    expect(() => concat([kept[0], weights])).toThrow("made inside vmap, which has returned");
    expect(() => kept[0].item()).toThrow();
  });

  it("is closed properly when the function throws", () => {
    expect(() =>
      vmap((_x: Value): Value => {
        throw new Error("mine");
      })(rows),
    ).toThrow("mine");
    expect(new Generator(1).uniform([2]).shape).toEqual([2]);
  });

  it("refuses axes and sizes that do not fit", () => {
    const identity = (x: Value): Value => x;
    expect(() => vmap(identity, { inAxes: 2 })(rows)).toThrow("axis 2 does not exist");
    expect(() => vmap(identity, { inAxes: [0, 1] })(rows)).toThrow(
      "inAxes for each argument, null where one is the same for all examples, got 2 for 1.",
    );
    expect(() => vmap(identity, { inAxes: null })(rows)).toThrow(
      "needs an argument with an axis of examples",
    );
    expect(() => vmap((x: Value, y: Value) => x.add(y))(rows, weights)).toThrow("got 2, 3");
    expect(() => vmap(identity)(zeros([0, 3]))).toThrow("at least 1");
    expect(() => vmap(identity, { outAxes: 2 })(rows)).toThrow("axis 2 does not exist");
    expect(() => vmap(identity, { outAxes: [0, 0] })(rows)).toThrow("outAxes must be an axis or null");
    expect(() => vmap((_x: Value) => 3 as never)(rows)).toThrow("vmap works on Values");
    expect(() => vmap(3 as never)).toThrow("vmap needs a function");
  });
});

describe("an author's op under vmap", () => {
  const double = (x: Value): Value =>
    tensor(
      Array.from(x.data, (n) => 2 * n),
      { shape: x.shape },
    );
  const shape = (x: Value): readonly number[] => x.shape;

  it("needs a batch rule", () => {
    const op = defineOp("double", double, { shape });
    expect(() => vmap((x: Value) => op(x))(rows)).toThrow("double has no batch rule");
  });

  it("can ask for a loop", () => {
    let calls = 0;
    const counted = (x: Value): Value => {
      calls++;
      return double(x);
    };
    const op = defineOp("double", counted, { shape, batch: "loop" });
    expect(vmap((x: Value) => op(x))(rows).toArray()).toEqual(rows.mul(2).toArray());
    expect(calls).toBe(2);
    const pair = defineOp("pair", (x: Value) => [double(x), x.sum()], {
      shape: (x): [readonly number[], readonly number[]] => [x.shape, []],
      batch: "loop",
    });
    const [doubled, sums] = vmap((x: Value) => pair(x))(rows);
    expect([doubled.toArray(), sums.toArray()]).toEqual([rows.mul(2).toArray(), [6, 15]]);
  });

  it("is told when its batch rule gives something else than it must", () => {
    const op = defineOp("double", double, { shape, batch: (_size, _isBatched, x) => x.sum(0) });
    expect(() => vmap((x: Value) => op(x))(rows)).toThrow(
      "The batch rule of double must give float32 of shape [2, 3], got float32 of shape [3]",
    );
  });

  it("is refused where the shape of its result depends on numbers", () => {
    const op = defineOp("positives", (x: Value) => tensor(Array.from(x.data).filter((n) => n > 0)), {
      shape: (x) => [Array.from(x.data).filter((n) => n > 0).length],
      dynamicShape: "where",
    });
    expect(op(weights).toArray()).toEqual([0.5, 2]);
    expect(() => vmap((x: Value) => op(x))(rows)).toThrow("Use where instead.");
  });
});

describe("customGradient", () => {
  const roundThrough = customGradient((x: Value) => x.round(), {
    vjp: [(cotangent) => cotangent],
    jvp: [(tangent) => tangent],
  });

  it("has the numbers of its function and the derivatives of its rules", () => {
    const x = tensor([0.4, 1.6]);
    expect(roundThrough(x).toArray()).toEqual([0, 2]);
    expect(grad((y: Value) => roundThrough(y).mul(3).sum())(x).toArray()).toEqual([3, 3]);
    expect(jvp(roundThrough, x, x)[1].toArray()).toEqual(x.toArray());
  });

  it("is held against differences by checkOp, when it says with which arguments", () => {
    // log(1 + eˣ), whose derivative by its ops is ∞/∞ for a large x
    const grown = (slope: (x: Value) => Value) =>
      customGradient((x: Value) => x.exp().add(1).log(), {
        vjp: [(cotangent, _y, x) => cotangent.mul(slope(x))],
        jvp: [(tangent, _y, x) => tangent.mul(slope(x))],
        samples: [{ args: [{ shape: [2, 3] }] }],
      });
    const softplus = grown((x) => x.sigmoid());
    expect(() => checkOp(softplus)).not.toThrow();
    expect(grad(softplus)(value(1000)).item()).toBe(1);
    expect(() => checkOp(grown((x) => x.tanh()))).toThrow("reverse mode against central differences");
  });

  it("composes with vmap: inside, outside and with arguments that all examples share", () => {
    // z = w · x with gradients twice as large as they are
    const scaled = customGradient((w: Value, x: Value) => w.mul(x).sum(), {
      vjp: [(cotangent, _z, _w, x) => x.mul(cotangent).mul(2), (cotangent, _z, w) => w.mul(cotangent).mul(2)],
      jvp: [
        (tangent, _z, _w, x) => tangent.mul(x).sum().mul(2),
        (tangent, _z, w) => tangent.mul(w).sum().mul(2),
      ],
    });
    const all = vmap(scaled, { inAxes: [null, 0] });
    expect(all(weights, rows).toArray()).toEqual([4.5, 9]);
    expect(grad((w: Value) => all(w, rows).sum())(weights).toArray()).toEqual([10, 14, 18]);
    expect(grad((x: Value) => all(weights, x).sum())(rows).toArray()).toEqual([
      [1, -2, 4],
      [1, -2, 4],
    ]);
    expect(jvp((w: Value) => all(w, rows), weights, weights)[1].toArray()).toEqual([9, 18]);
    expect(vmap(grad(scaled), { inAxes: [null, 0] })(weights, rows).toArray()).toEqual(rows.mul(2).toArray());
  });

  it("keeps its rules under vmap where the function does not look at its argument", () => {
    const constant = customGradient((x: Value) => zeros(x.shape).add(7), {
      vjp: [(cotangent, _output, x) => cotangent.mul(x)],
      jvp: [(tangent, _output, x) => tangent.mul(x)],
    });
    expect(vmap(constant)(rows).toArray()).toEqual(constant(rows).toArray());
    expect(grad((x: Value) => vmap(constant)(x).sum())(rows).toArray()).toEqual(rows.toArray());
    expect(jvp(vmap(constant), rows, rows)[1].toArray()).toEqual(rows.square().toArray());
  });

  it("says what to do with a Value of vmap that is none of its arguments", () => {
    const through = { vjp: [(cotangent: Value) => cotangent] as const };
    const scaledBy = (x: Value) => customGradient((y: Value) => y.mul(x), through);
    const captured = /customGradient inside vmap reads float32 .* is none of its arguments. Pass it as one/;
    expect(() => vmap((x: Value) => scaledBy(x)(weights))(rows)).toThrow(captured);
    expect(() => vmap((x: Value) => scaledBy(x.mul(2))(x.add(1)))(rows)).toThrow(captured);
    expect(() => vmap((x: Value) => vmap((y: Value) => scaledBy(x.sum())(y))(x))(rows)).toThrow(captured);
    expect(vmap((x: Value) => scaledBy(weights)(x))(rows).toArray()).toEqual(rows.mul(weights).toArray());
    const noisy = customGradient((x: Value) => x.add(new Generator(1).uniform([3])), through);
    expect(vmap(noisy)(rows).toArray()).toEqual(rows.add(new Generator(1).uniform([2, 3])).toArray());
  });

  it("works on lists and with several outputs", () => {
    const split = customGradient(
      (parts: readonly Value[], factor: number) => [parts[0].mul(factor), parts[1].exp()],
      {
        vjp: [
          ([first, second], _outputs, parts, factor) => [
            first?.mul(factor) ?? zeros(parts[0].shape),
            second?.mul(100) ?? zeros(parts[1].shape),
          ],
        ],
      },
    );
    const onSecond = (x: Value): Value => split([x, x], 3)[1].sum();
    expect(grad(onSecond)(zeros([2])).toArray()).toEqual([100, 100]);
    const mapped = (x: Value): Value => vmap((y: Value) => split([weights, y], 3)[1])(x).sum();
    expect(grad(mapped)(rows.mul(0)).toArray()).toEqual([
      [100, 100, 100],
      [100, 100, 100],
    ]);
  });
});

describe("registerHook", () => {
  it("sees and may replace the complete gradient of a parameter and of an inner Value", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const y = x.mul(3);
    const seen: unknown[] = [];
    y.registerHook((gradient) => {
      seen.push(gradient.toArray());
      return gradient.mul(10);
    });
    const remove = x.registerHook((gradient) => void seen.push(gradient.toArray()));
    const loss = y.add(y).sum();
    loss.backward();
    expect(seen).toEqual([
      [2, 2],
      [60, 60],
    ]);
    expect(x.grad?.toArray()).toEqual([60, 60]);
    remove();
    loss.backward();
    expect(seen).toHaveLength(3);
  });

  it("applies once where checkpoint computes again", () => {
    const w = value(2, { requiresGrad: true });
    w.registerHook((gradient) => gradient.mul(10));
    checkpoint((x: Value) => x.mul(w))(value(3))
      .add(w)
      .backward();
    expect(w.grad?.item()).toBe(40);
  });

  it("inside vmap sees the gradient of each example, also when that comes from outside", () => {
    const f = (x: Value): Value => {
      const y = x.mul(3);
      y.registerHook((gradient) => gradient.clamp(-1, 1));
      x.registerHook((gradient) => gradient.mul(gradient.sum()));
      x.registerHook(() => {});
      return y.square().sum();
    };
    const all = (run: (x: Value) => Value): unknown => {
      const x = tensor(rows.toArray() as number[][], { requiresGrad: true });
      const gradientOf = (loss: Value): unknown => {
        x.grad = null;
        loss.backward();
        return (x.grad as Value | null)?.toArray();
      };
      // The second, as none of them stays on what was passed in.
      return [gradientOf(run(x).mul(0.01).sum()), gradientOf(x.sum())];
    };
    const loop = (x: Value): Value => stack([f(x.at(0)), f(x.at(1))]);
    expect(all(vmap(f))).toEqual(all(loop));
    expect(all((x) => vmap(vmap(f))(stack([x, x])))).toEqual(all((x) => stack([loop(x), loop(x)])));
    const x = tensor([1, 2], { requiresGrad: true });
    expect(noGrad(() => vmap((y: Value) => (y.registerHook(() => {}), y.mul(2)))(x)).toArray()).toEqual([
      2, 4,
    ]);
  });

  it("refuses what is no hook, and a gradient of another shape, before anything has changed", () => {
    const w = tensor([1, 2], { requiresGrad: true });
    expect(() => tensor([1]).registerHook(() => {})).toThrow("no gradient flows to float32 of shape [1]");
    expect(() => w.registerHook(3 as never)).toThrow("needs a function");
    w.registerHook(() => value(1));
    expect(() => w.sum().backward()).toThrow("must return a gradient like it");
    expect(w.grad).toBeNull();
    expect(w).toBeInstanceOf(Value);
  });
});
