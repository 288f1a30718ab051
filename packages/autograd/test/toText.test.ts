import {
  abbreviate,
  backwardSteps,
  defineOp,
  graphOf,
  nameOf,
  setName,
  tensor,
  toText,
  type Value,
  value,
  zeros,
} from "@chainrule/autograd";
import { describe, expect, it } from "vitest";

const leaf = (x: number, name: string): Value => setName(value(x, { requiresGrad: true }), name);

/** tanh(x1 w1 + x2 w2 + b), the neuron of every introduction. */
function neuron(): Value {
  const products = [
    setName(leaf(2, "x1").mul(leaf(-3, "w1")), "x1w1"),
    setName(leaf(0, "x2").mul(leaf(1, "w2")), "x2w2"),
  ];
  return setName(setName(products[0].add(products[1]).add(leaf(6.8813735870195432, "b")), "n").tanh(), "o");
}

const lines = (text: string): string[] => text.split("\n");

describe("toText", () => {
  it("draws a neuron with names, ops, numbers and gradients", () => {
    const o = neuron();
    o.backward();
    expect(lines(toText(o))).toEqual([
      "o = tanh               0.7071",
      "└─ n = add             0.8814",
      "   ├─ add             -6",
      "   │  ├─ x1w1 = mul   -6",
      "   │  │  ├─ x1         2        gradient -1.5",
      "   │  │  └─ w1        -3        gradient  1",
      "   │  └─ x2w2 = mul    0",
      "   │     ├─ x2         0        gradient  0.5",
      "   │     └─ w2         1        gradient  0",
      "   └─ b                6.881    gradient  0.5",
    ]);
  });

  it("draws the backward pass after some steps, inner Values too, and changes no gradient", () => {
    const o = neuron();
    expect(toText(o, { step: 0 }).match(/gradient/g)).toHaveLength(1);
    expect(lines(toText(o, { step: 2 })).map((line) => line.slice(23))).toEqual([
      "0.7071   gradient 1",
      "0.8814   gradient 0.5",
      "6        gradient 0.5",
      "6",
      "2",
      "3",
      "0",
      "0",
      "1",
      "6.881    gradient 0.5",
    ]);
    expect(toText(o, { step: 5 }).match(/gradient/g)).toHaveLength(10);
    expect(graphOf(o).every(({ value }) => value.grad === null)).toBe(true);
    for (const step of [-1, 6, 0.5, Number.NaN]) {
      expect(() => toText(o, { step })).toThrow(/has 5 steps: step is an integer from 0 to 5/);
    }
  });

  it("draws what is shared once, and refers to it by name or number", () => {
    const x = leaf(3, "x");
    const y = x.mul(x);
    expect(lines(toText(y.add(y)))).toEqual([
      "add           18",
      "├─ #1 = mul   9",
      "│  ├─ x       3",
      "│  └─ ↑ x",
      "└─ ↑ #1",
    ]);
    const [a, b] = [leaf(1, "w"), leaf(2, "w")];
    expect(toText(a.mul(b).add(a))).toContain("↑ w#1");
  });

  it("shows shapes of what is large, and neither names nor numbers run out of their columns", () => {
    const x = setName(
      tensor(new Float32Array(6), { shape: [2, 3], requiresGrad: true }),
      "a\nname".repeat(20),
    );
    const text = toText(x.mul(tensor([1, 2, 3])).sum());
    expect(text).toContain("float32[2, 3]");
    expect(text).toContain("a namea namea namea namea nam…");
    expect(lines(text).every((line) => line.length < 80)).toBe(true);
    expect(lines(text)).toHaveLength(4);
  });

  it("leaves out what is far away, and says how many Values that are", () => {
    let x: Value = leaf(1, "x");
    for (let i = 0; i < 1000; i++) x = x.neg();
    expect(lines(toText(x, { limit: 3 }))).toEqual([
      "neg                    1",
      "└─ neg                -1",
      "   └─ neg              1",
      "      └─ … 998 more",
    ]);
    const y = leaf(1, "y").sin();
    const sum = y.cos().add(y.exp());
    const text = toText(sum, { limit: 3 });
    expect(text.match(/…/g)).toHaveLength(2);
    expect(text).toContain("… 2 more"); // y and sin, counted once
    expect(() => toText(x, { limit: 0 })).toThrow(/limit of at least 1/);
  });

  it("continues deep branches below, each Value once", () => {
    let x: Value = leaf(1, "x");
    for (let i = 0; i < 40; i++) x = x.neg();
    const text = toText(x);
    expect(text.match(/neg/g)).toHaveLength(40);
    expect(Math.max(...lines(text).map((line) => line.length))).toBeLessThan(60);
    for (const [, number] of text.matchAll(/↓ (#\d)/g)) expect(text).toContain(`\n${number} = neg`);
  });

  it("draws a leaf, and each output of a call that has several", () => {
    expect(toText(value(2))).toBe("constant   2");
    const halves = defineOp("halves", (x: Value): Value[] => [x.mul(0.25), x.mul(0.75)], {
      shape: (x) => [x.shape, x.shape],
      vjp: [([a, b]) => (a ?? b)!],
    });
    const [a, b] = halves(leaf(4, "x"));
    expect(lines(toText(a.add(b)))).toEqual([
      "add            4",
      "├─ halves[0]   1",
      "│  └─ x        4",
      "└─ halves[1]   3",
      "   └─ ↑ x",
    ]);
  });

  it("walks a graph of a hundred thousand calls", () => {
    let x: Value = leaf(1, "x");
    for (let i = 0; i < 100_000; i++) x = x.neg();
    expect(toText(x, { limit: 10 })).toContain("… 99991 more");
  });
});

describe("graphOf", () => {
  it("gives the Values as data, the result first", () => {
    const [x, y] = [leaf(2, "x"), value(3)];
    const product = x.mul(y);
    const graph = graphOf(product);
    expect(graph.map(({ value }) => value)).toEqual([product, x, y]);
    expect(graph.map(({ kind }) => kind)).toEqual(["computed", "parameter", "constant"]);
    expect(graph.map(({ op }) => op)).toEqual(["mul", undefined, undefined]);
    expect(graph.map(({ name }) => name)).toEqual([undefined, "x", undefined]);
    expect(graph[0].inputs).toEqual([graph[1], graph[2]]);
    expect(nameOf(graph[1].value)).toBe("x");
  });

  it("shows, with a step, the sums of backwardSteps", () => {
    const x = leaf(3, "x");
    const square = x.mul(x);
    const [{ contributions }] = backwardSteps(square);
    const [, drawn] = graphOf(square, { step: 1 });
    expect(drawn.gradient?.item()).toBe(contributions[1].sum.item());
    expect(drawn.gradient?.item()).toBe(6);
  });
});

describe("abbreviate", () => {
  it("writes few numbers and large shapes", () => {
    expect(abbreviate(value(1 / 3))).toBe("0.3333");
    expect(abbreviate(value(123456, { dtype: "int32" }))).toBe("123456");
    expect(abbreviate(value(Number.NaN))).toBe("NaN");
    expect(abbreviate(tensor([true, false]))).toBe("[true, false]");
    expect(abbreviate(tensor([1e-10, 2.5]))).toBe("[1e-10, 2.5]");
    expect(abbreviate(tensor([[1], [2]]))).toBe("[[1], [2]]");
    expect(
      abbreviate(
        tensor([
          [
            [1, 2],
            [3, 4],
          ],
        ]),
      ),
    ).toBe("[[[1, 2], [3, 4]]]");
    expect(abbreviate(zeros([2, 3]))).toBe("float32[2, 3]");
    expect(abbreviate(zeros([2, 0]))).toBe("float32[2, 0]");
    expect(abbreviate(tensor([1, 2, 3, 4, 5]))).toBe("float32[5]");
    expect(abbreviate(tensor([]))).toBe("[]");
  });
});
