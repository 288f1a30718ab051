import { setName, type Value, value } from "@chainrule/autograd";

type Values = Readonly<Record<string, Value>>;

/** A value used twice: two paths lead from u to the loss. */
function diamond({ x }: Values): Values {
  const u = x.square();
  const a = u.mul(3);
  const b = u.square();
  const L = a.add(b);
  return { u, a, b, L };
}

/** A weight used twice: in an error, and in a penalty for being large. */
function twoPaths({ w, x }: Values): Values {
  const p = w.mul(x);
  const e = p.sub(10);
  const s = e.square();
  const r = w.square();
  const L = s.add(r);
  return { p, e, s, r, L };
}

/** Four neurons without biases: h feeds a and b, and these feed the output o, which should be y. */
function network({ x, w1, w2, w3, w4, w5, y }: Values): Values {
  const z1 = w1.mul(x);
  const h = z1.tanh();
  const z2 = w2.mul(h);
  const a = z2.tanh();
  const z3 = w3.mul(h);
  const b = z3.tanh();
  const p = w4.mul(a);
  const q = w5.mul(b);
  const o = p.add(q);
  const e = o.sub(y);
  const L = e.square();
  return { z1, h, z2, a, z3, b, p, q, o, e, L };
}

/** A program to step through: its inputs, with where they begin, and what it computes from them, the loss last. */
export type Graph = {
  readonly parameters: Readonly<Record<string, number>>;
  readonly constants?: Readonly<Record<string, number>>;
  readonly compute: (leaves: Values) => Values;
  /** How it is drawn on a wide screen: to the right when absent. */
  readonly direction?: "right" | "down";
};

export const graphs = {
  diamond: { parameters: { x: 2 }, compute: diamond },
  twoPaths: { parameters: { w: 2, x: 3 }, compute: twoPaths },
  network: {
    parameters: { w1: 0.5, w2: 1.5, w3: -1, w4: 1, w5: 2 },
    constants: { x: 1, y: 1 },
    compute: network,
    direction: "down",
  },
} satisfies Record<string, Graph>;

export type Numbers = Readonly<Record<string, number>>;

/** What running a program gives: the loss, with the graph behind it, and the parameters. */
export type Recorded = { readonly loss: Value; readonly parameters: Values; readonly numbers: Numbers };

/** Runs a program on numbers. */
export function record(graph: Graph, numbers: Numbers): Recorded {
  const leaf = (name: string, requiresGrad: boolean): Value =>
    setName(value(numbers[name], { dtype: "float64", requiresGrad }), name);
  const parameters = Object.fromEntries(
    Object.keys(graph.parameters).map((name) => [name, leaf(name, true)]),
  );
  const constants = Object.fromEntries(
    Object.keys(graph.constants ?? {}).map((name) => [name, leaf(name, false)]),
  );
  const computed = Object.entries(graph.compute({ ...parameters, ...constants }));
  for (const [name, result] of computed) setName(result, name);
  return { loss: computed[computed.length - 1][1], parameters, numbers };
}
