import {
  checkpoint,
  customGradient,
  grad,
  hvp,
  jacobian,
  jvp,
  stack,
  stopGradient,
  tensor,
  type Value,
  valueAndGrad,
  vjp,
  vmap,
} from "@chainrule/autograd";
import { gradcheck } from "@chainrule/autograd/testing";
import fc from "fast-check";
import { expect, it } from "vitest";

type F = (x: Value) => Value;

const float64 = (data: number[] | number[][]): Value => tensor(data, { dtype: "float64" });
const matrix = float64([
  [0.3, -0.7, 0.2],
  [0.5, 0.1, -0.4],
  [-0.2, 0.6, 0.9],
]);
const weights = float64([0.7, -1.1, 0.4]);
const order = tensor([2, 0, 1], { dtype: "int32" });
const unit = (i: number): Value => float64([0, 1, 2].map((j) => (i === j ? 1 : 0)));
const row = (x: Value, i: number): Value => x.slice(i, i + 1).reshape([3]);

/** Smooth functions from vectors of three entries to such. */
const plain: Record<string, F> = {
  sin: (x) => x.sin(),
  tanh: (x) => x.mul(0.7).tanh(),
  square: (x) => x.square().mul(0.5),
  softmax: (x) => x.softmax(),
  linear: (x) => matrix.matmul(x),
  turn: (x) => x.gather(0, order),
  cumsum: (x) => x.cumsum(0).mul(0.4),
  cumprod: (x) => x.cumprod(0),
  products: (x) => x.outer(x.cos()).sum(0),
  norm: (x) => x.div(x.square().sum().add(1).sqrt()), // smooth everywhere
  slide: (x) => x.sliceScatter(x.slice(0, 2).exp().mul(0.3), 1),
  choose: (x) => x.where(tensor([true, false, true]), x.square()),
  constant: (x) => stopGradient(x).mul(x),
};

/** Each transform of such a function in two forms that have nothing to do with each other, but give the same. */
const transforms: Record<string, readonly [form: (f: F) => F, other: (f: F) => F]> = {
  gradient: [
    (f) => grad((x: Value) => f(x).mul(weights).sum()),
    (f) => (x) => stack([0, 1, 2].map((i) => jvp(f, x, unit(i))[1].mul(weights).sum())),
  ],
  value: [(f) => (x) => valueAndGrad((y: Value) => f(y).sum())(x)[0].mul(x), (f) => (x) => f(x).sum().mul(x)],
  tangent: [
    (f) => (x) => jvp(f, x, weights)[1],
    // Jv is the derivative of c ↦ Jᵀc, pulled back
    (f) => (x) => vjp((c: Value) => vjp(f, x)[1](c)[0], weights.mul(0))[1](weights)[0],
  ],
  rows: [(f) => (x) => vmap(f)(stack([x, x.mul(0.5)])).sum(0), (f) => (x) => f(x).add(f(x.mul(0.5)))],
  columns: [
    (f) => (x) => vmap(f, { inAxes: 1, outAxes: 1 })(stack([x, x.mul(0.5)], 1)).mean(1),
    (f) => (x) =>
      f(x)
        .add(f(x.mul(0.5)))
        .div(2),
  ],
  captured: [
    (f) => (x) => vmap((s: Value) => f(x.mul(s)).sum())(x),
    (f) => (x) => stack([0, 1, 2].map((i) => f(x.mul(x.slice(i, i + 1))).sum())),
  ],
  gradients: [
    (f) => (x) => vmap(grad((y: Value) => f(y).sum()))(stack([x, x.neg()])).sum(0),
    (f) => (x) => {
      const [, pullback] = vjp((y: Value, z: Value) => f(y).sum().add(f(z).sum()), x, x.neg());
      const [a, b] = pullback(weights.sum().mul(0).add(1));
      return a.add(b);
    },
  ],
  jacobian: [
    (f) => (x) => jacobian(f)(x).matmul(weights),
    (f) => (x) => jacobian(f, { mode: "forward" })(x).mul(weights).sum(1),
  ],
  curvature: [
    (f) => (x) => hvp((y: Value) => f(y).sum(), x, weights)[1],
    (f) => (x) => jacobian(grad((y: Value) => f(y).sum()))(x).matmul(weights),
  ],
  checkpoint: [(f) => checkpoint(f), (f) => f],
  custom: [
    (f) =>
      customGradient(f, {
        vjp: [(cotangent, _output, x) => vjp(f, x)[1](cotangent)[0]],
        jvp: [(tangent, _output, x) => jvp(f, x, tangent)[1]],
      }),
    (f) => f,
  ],
};

type Expression = readonly [transform: string | null, name: string, inner: Expression | null];

/** An expression as a function, by one form of each transform or by the other. */
function build([transform, name, inner]: Expression, form: 0 | 1): F {
  const own = plain[name];
  const f: F = inner === null ? own : (x) => build(inner, form)(own(x));
  return transform === null ? f : transforms[transform][form](f);
}

const expressions = (depth: number): fc.Arbitrary<Expression> => {
  const transform: fc.Arbitrary<string | null> = fc.option(fc.constantFrom(...Object.keys(transforms)), {
    freq: 4,
  });
  const inner: fc.Arbitrary<Expression | null> =
    depth === 0 ? fc.constant(null) : fc.option(expressions(depth - 1), { freq: 4 });
  return fc.tuple(transform, fc.constantFrom(...Object.keys(plain)), inner);
};
const points = fc.array(fc.double({ min: -1.5, max: 1.5, noNaN: true }), { minLength: 3, maxLength: 3 });

it("transforms compose in any order and give what other ways of computing the same give", () => {
  fc.assert(
    fc.property(expressions(2), points, (expression, point) => {
      const x = float64(point.map((entry) => entry + 0.01));
      const [a, b] = ([0, 1] as const).map((form) => build(expression, form)(x).data);
      a.forEach((entry: number, i: number) => {
        expect(Math.abs(entry - b[i])).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(b[i])));
      });
    }),
    { numRuns: 300 },
  );
}, 60_000);

it("compositions have the derivatives that central differences give, and batches what a loop gives", () => {
  fc.assert(
    fc.property(expressions(1), points, (expression, point) => {
      fc.pre(!JSON.stringify(expression).includes("constant")); // differences see through stopGradient
      const f = build(expression, 0);
      const x = float64(point.map((entry) => entry + 0.01));
      gradcheck(f, [x], { order: 1 });
      const batch = stack([x, x.mul(0.3), x.neg()]);
      const together = vmap(f)(batch);
      for (const i of [0, 1, 2]) {
        const alone = f(row(batch, i)).data;
        row(together, i).data.forEach((entry: number, j: number) => {
          expect(Math.abs(entry - alone[j])).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(alone[j])));
        });
      }
    }),
    { numRuns: 150 },
  );
}, 60_000);
