import {
  binary,
  concat,
  defineOp,
  Generator,
  grad,
  jvp,
  type Op,
  tensor,
  unary,
  type Value,
  value,
  vjp,
} from "@chainrule/autograd";
import { checkOp, gradcheck } from "@chainrule/autograd/testing";
import { describe, expect, it } from "vitest";

const map = (x: Value, f: (entry: number) => number): Value =>
  tensor(Array.from(x.data, f), { shape: x.shape, dtype: x.dtype });
const leaf = (x: number): Value => value(x, { dtype: "float64", requiresGrad: true });

describe("an op from outside", () => {
  it("can be composed of others and needs no rules", () => {
    const swish = defineOp("swish", (x: Value) => x.mul(x.sigmoid()), {
      samples: [{ args: [{ shape: [2, 3] }] }],
    });
    expect(swish.name).toBe("swish");
    checkOp(swish);
  });

  it("can be one line with its derivative", () => {
    const cube = unary({ name: "cube", forward: (x) => x ** 3, derivative: (x) => x.square().mul(3) });
    expect(grad(grad(cube))(value(2)).item()).toBe(12);
    checkOp(cube);
  });

  it("can read raw data and state its rules, with parameters that are no Values", () => {
    const scale = defineOp("scale", (x: Value, factor: number) => map(x, (entry) => entry * factor), {
      shape: (x) => x.shape,
      vjp: [(cotangent, _output, _x, factor) => cotangent.mul(factor)],
      jvp: "linear",
      samples: [{ args: [{ shape: [2] }, 3] }, { args: [{ shape: [] }, -1] }],
    });
    checkOp(scale);
  });

  it("can take a list of Values", () => {
    const total = defineOp(
      "total",
      (values: readonly Value[]) =>
        tensor(
          values.reduce((sum, x) => sum + x.item(), 0),
          { dtype: values[0].dtype },
        ),
      {
        shape: () => [],
        vjp: [(cotangent, _output, values) => values.map(() => cotangent)],
        jvp: "linear",
        samples: [{ args: [[{ shape: [] }, { shape: [] }, { shape: [] }]] }],
      },
    );
    checkOp(total);
    const [a, b] = [leaf(1), leaf(2)];
    total([a, b, a]).backward();
    expect([a.grad?.item(), b.grad?.item()]).toEqual([2, 1]);
  });

  it("can have several outputs, of which a walk may use one", () => {
    const sinCos: Op<[x: Value], readonly [Value, Value]> = defineOp(
      "sinCos",
      (x: Value): readonly [Value, Value] => [map(x, Math.sin), map(x, Math.cos)],
      {
        shape: (x) => [x.shape, x.shape],
        dtype: (x) => [x.dtype, x.dtype],
        vjp: [([sine, cosine], [s, c]) => (sine ?? s.mul(0)).mul(c).sub((cosine ?? c.mul(0)).mul(s))],
        jvp: [(tangent, [s, c]) => [tangent.mul(c), tangent.mul(s).neg()]],
        samples: [{ args: [{ shape: [3] }] }],
      },
    );
    checkOp(sinCos);
    const x = leaf(0.5);
    sinCos(x)[1].backward();
    expect(x.grad?.item()).toBe(-Math.sin(0.5));
  });

  it("may return its input: the result is a Value of its own", () => {
    const same = defineOp("same", (x: Value) => x, {
      shape: (x) => x.shape,
      vjp: [(cotangent) => cotangent],
    });
    const x = leaf(2);
    expect(same(x)).not.toBe(x);
    same(x).mul(3).backward();
    expect(x.grad?.item()).toBe(3);
  });

  it("records nothing of what its forward does inside", () => {
    const root = defineOp("root", (x: Value) => x.square().sum().sqrt(), {
      shape: () => [],
      vjp: [(c, y, x) => x.mul(c.div(y))],
    });
    const y = root(tensor([3, 4], { requiresGrad: true }));
    expect([y.item(), y.op?.name, y.inputs.length]).toEqual([5, "root", 1]);
  });
});

describe("what callers do to their arrays afterwards", () => {
  it("does not change the graph: outputs are frozen, lists and shapes copied", () => {
    const pair = defineOp("pair", (x: Value): [Value, Value] => [map(x, (v) => v), map(x, (v) => 3 * v)], {
      shape: (x) => [x.shape, x.shape],
      dtype: (x) => [x.dtype, x.dtype],
      vjp: [([a, b], [y]) => (a ?? y.mul(0)).add((b ?? y.mul(0)).mul(3))],
    });
    const outputs = pair(leaf(1)) as Value[];
    expect(() => outputs.reverse()).toThrow(TypeError);

    const list = [leaf(1), leaf(2)];
    const [first, second] = list;
    const y = concat(list.map((x) => x.reshape([1])));
    const parts = [first.reshape([1]), second.reshape([1])];
    const z = concat(parts);
    parts.length = 1;
    z.sum().backward();
    y.sum().backward();
    expect([first.grad?.item(), second.grad?.item()]).toEqual([2, 2]);

    const shape = [2, 3];
    const x = new Generator(0).uniform(shape);
    shape[0] = 5;
    expect(x.shape).toEqual([2, 3]);
  });
});

describe("an op that is not right", () => {
  it("throws when the Values it is called with are not those its rules are for", () => {
    const either = defineOp("either", (a: Value | number, x: Value) => map(x, (v) => v * Number(a)), {
      shape: (_a, x) => x.shape,
      // The types refuse this op already: see op.test-d.ts.
      vjp: [(c: Value) => c] as never,
    });
    expect(() => either(leaf(2), leaf(3))).toThrow(
      /either has rules for 1 arguments that are Values, and was called with 2/,
    );
    expect(either(2, leaf(3)).item()).toBe(6);
  });

  it("throws when a Value hides in an object or among other things in a list", () => {
    const hidden = defineOp("hidden", (x: Value, _options: object) => map(x, (v) => v), {
      shape: (x) => x.shape,
    });
    expect(() => hidden(leaf(1), { w: leaf(2) })).toThrow(/hidden got a Value inside an object/);
    expect(() => hidden(leaf(1), [1, leaf(2)])).toThrow(/hidden needs a Value, got 1/);
  });

  it("throws errors about arguments with its name, and an author's own as they are", () => {
    class Mine extends RangeError {}
    const own = new Mine("of a class that callers look for");
    const failing = defineOp("failing", (_x: Value): Value => {
      throw own;
    });
    const reshaping = defineOp("reshaping", (x: Value) => x.reshape([7]));
    expect(() => failing(value(1))).toThrow(own);
    expect(() => reshaping(value(1))).toThrow(/^reshaping: reshape cannot turn/);
  });

  it("throws when forward returns a promise", () => {
    const late = defineOp("late", (async (x: Value) => x) as unknown as (x: Value) => Value, {
      shape: (x) => x.shape,
    });
    expect(() => late(value(1))).toThrow(
      /late: forward must return a Value or several, got an object \(Promise\)/,
    );
  });

  it("throws and names itself when a walk needs a rule that it lacks", () => {
    const opaque = defineOp("opaque", (x: Value) => map(x, Math.cbrt), { shape: (x) => x.shape });
    expect(() => opaque(leaf(8)).backward()).toThrow(/opaque has no vjp rule for argument 0/);
    expect(() => jvp(opaque, value(8), value(1))).toThrow(/opaque has no jvp rule for argument 0/);
  });

  it("throws when it is defined with rules but no shape, or reads data without rules", () => {
    const rules = { vjp: [(c: Value) => c] } as never;
    expect(() => defineOp("shapeless", (x: Value) => x, rules)).toThrow(
      /shapeless has derivative rules but no shape rule/,
    );
    const silent = defineOp("silent", (x: Value) => map(x, (v) => v * v));
    expect(silent(value(3)).item()).toBe(9);
    expect(() => silent(leaf(3))).toThrow(/silent has no vjp rule, and its forward reads data/);
    const nothing = unary({ name: "nothing", forward: (x) => x, derivative: (() => undefined) as never });
    expect(() => nothing(leaf(1)).backward()).toThrow(/derivative of nothing returned undefined/);
  });

  it("may be constant when it is composed of ops that are", () => {
    const accuracy = defineOp("accuracy", (x: Value) => x.argmax(0).eq(0).to("float32").mean());
    const target = defineOp("target", (x: Value) => x.detach().mul(2));
    expect(accuracy(tensor([2, 1], { requiresGrad: true })).item()).toBe(1);
    expect(target(leaf(2)).requiresGrad).toBe(false);
    const logging = defineOp("logging", (x: Value) => x.mul(x.item() > 0 ? 2 : 3));
    expect(logging(leaf(2)).requiresGrad).toBe(true);
  });

  it("throws when it is entrywise and has no derivative: its gradient is not 0, it is unknown", () => {
    const one = unary({ name: "one", forward: (x) => x });
    const two = binary({ name: "two", forward: (x, y) => x + y });
    for (const y of [one(leaf(1)), two(leaf(1), leaf(2))])
      expect(() => y.backward()).toThrow(/(one|two) has no vjp rule/);
    expect(() => jvp((x: Value) => two(x, x), value(1), value(1))).toThrow(/two has no jvp rule/);
  });

  it("throws when a rule gives a cotangent or tangent of another shape or dtype", () => {
    const rules = {
      shape: (x: Value) => x.shape,
      vjp: [() => tensor([1, 2])] as const,
      jvp: [() => tensor([1, 2])] as const,
    };
    const wrong = defineOp("wrong", (x: Value) => map(x, (entry) => entry), rules);
    expect(() => wrong(value(1, { requiresGrad: true })).backward()).toThrow(
      /vjp rule of wrong for argument 0 must give float32 of shape \[\], got float32 of shape \[2\]/,
    );
    expect(() => jvp(wrong, value(1), value(1))).toThrow(
      /jvp rule of wrong .* must give float32 of shape \[\]/,
    );
    const none = defineOp("none", (x: Value) => map(x, (entry) => entry), {
      shape: (x) => x.shape,
      vjp: [() => undefined as unknown as Value],
    });
    expect(() => none(leaf(1)).backward()).toThrow(
      /none for argument 0 must give float64 of shape \[\], got undefined/,
    );
  });

  it("throws when forward does not give the shape that its rule says", () => {
    const liar = defineOp("liar", (x: Value) => map(x, (entry) => entry), { shape: () => [7] });
    expect(() => liar(value(1))).toThrow(
      /liar: forward returned float32 of shape \[\], but its rules say float32 of shape \[7\]/,
    );
  });
});

describe("checkOp and gradcheck", () => {
  const cubeWith = (derivative: (x: Value) => Value): ReturnType<typeof unary> =>
    unary({ name: "cube", forward: (x) => x ** 3, derivative });

  it("reject a wrong first derivative, and say where", () => {
    expect(() => checkOp(cubeWith((x) => x.square().mul(2)))).toThrow(
      /cube, sample 0.*reverse mode against central differences, argument 0, entry \[\]/,
    );
  });

  it("reject a derivative that is right and whose own derivative is wrong", () => {
    expect(() => checkOp(cubeWith((x) => x.square().mul(3).detach()))).toThrow(
      /the gradient's gradient.*argument 0/,
    );
  });

  it("reject a wrong forward rule beside a right reverse rule", () => {
    const scale = defineOp("scale", (x: Value) => map(x, (entry) => 2 * entry), {
      shape: (x) => x.shape,
      vjp: [(cotangent) => cotangent.mul(2)],
      jvp: [(tangent) => tangent.mul(3)],
      samples: [{ args: [{ shape: [2] }] }],
    });
    expect(() => checkOp(scale)).toThrow(/forward mode against reverse mode/);
  });

  it("reject one wrong entry among many, and name it", () => {
    const bump = defineOp("bump", (x: Value) => map(x, (entry) => entry), {
      shape: (x) => x.shape,
      vjp: [
        (cotangent) =>
          cotangent.mul(
            tensor(
              [
                [1, 1, 1],
                [1, 1.001, 1],
              ],
              { dtype: "float64" },
            ),
          ),
      ],
      jvp: "linear",
    });
    const x = tensor(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { dtype: "float64" },
    );
    expect(() => gradcheck(bump, [x])).toThrow(/argument 0, entry \[1, 1\]/);
  });

  it("reject a gradient that misses a path", () => {
    expect(() => gradcheck((x) => x.mul(x.detach()), [leaf(3)])).toThrow(/central differences/);
  });

  it("reject results that change from call to call", () => {
    let calls = 0;
    const moody = defineOp("moody", (x: Value) => x.add(calls++), { samples: [{ args: [{ shape: [] }] }] });
    expect(() => checkOp(moody)).toThrow(/two equal calls give different results/);
  });

  it("reject float32 that does not agree with float64", () => {
    const rough = defineOp("rough", (x: Value) => (x.dtype === "float32" ? x.mul(1.01) : x.mul(1)), {
      samples: [{ args: [{ shape: [3] }] }],
    });
    expect(() => checkOp(rough)).toThrow(/float32 gives .* where float64 gives/);
  });

  it("reject NaN where float64 has a number", () => {
    const lost = defineOp("lost", (x: Value) => (x.dtype === "float32" ? x.mul(Number.NaN) : x.mul(1)), {
      samples: [{ args: [{ shape: [3] }] }],
    });
    expect(() => checkOp(lost)).toThrow(/float32 gives NaN where float64 gives/);
  });

  it("hand integers of a list on to a linear op unchanged", () => {
    const scale = defineOp("scaleByLast", ([x, n]: readonly Value[]) => map(x, (v) => v * n.item()), {
      shape: ([x]) => x.shape,
      dtype: ([x]) => x.dtype,
      vjp: [(cotangent, _output, [, n]) => [cotangent.mul(n.item()), n]],
      jvp: "linear",
    });
    const seven = value(7, { dtype: "int32" });
    expect(jvp((x: Value) => scale([x, seven]), tensor([1, 2]), tensor([1, 1]))[1].toArray()).toEqual([7, 7]);
  });

  it("need samples, and float64", () => {
    expect(() => checkOp(defineOp("bare", (x: Value) => x.mul(1)))).toThrow(/checkOp\(bare\) needs samples/);
    expect(() => gradcheck((x) => x.mul(1), [value(1)])).toThrow(/float64 inputs, got float32/);
  });

  it("accept functions of several arguments and outputs", () => {
    gradcheck(
      (a, b) => [a.mul(b), concat([a, b]).sum(), a.gt(b)],
      [tensor([1, 2], { dtype: "float64" }), tensor([3, 5], { dtype: "float64" })],
    );
    const [, pull] = vjp((a: Value) => [a.gt(0), a.mul(2)] as const, tensor([1, 2]));
    expect(pull([tensor([true, false]), tensor([1, 1])])[0].toArray()).toEqual([2, 2]);
  });
});
