import { grad, tensor, type Value, value } from "@chainrule/autograd";
import { gradcheck } from "@chainrule/autograd/testing";
import { expect, it } from "vitest";
import { adam, adamW, nadam, Optimizer, radam, sgd, type UpdateRule } from "../src/index.ts";

const float64 = { dtype: "float64" } as const;

it("a rule can be used without an optimizer, and leaves its arguments alone", () => {
  const options = { ...sgd.defaults, momentum: 0.5 };
  const start = tensor([1, 2], float64);
  const gradient = tensor([1, -1], float64);
  const learningRate = value(0.5, float64);
  const initial = sgd.init(start, options);
  const first = sgd.update({
    parameter: start,
    gradient,
    state: initial,
    learningRate,
    step: value(1, float64),
    options,
  });
  const second = sgd.update({ ...first, gradient, learningRate, step: value(2, float64), options });
  expect(first.parameter.toArray()).toEqual([0.5, 2.5]);
  expect(second.parameter.toArray()).toEqual([-0.25, 3.25]);
  expect(second.state.momentumBuffer?.toArray()).toEqual([1.5, -1.5]);
  expect(start.toArray()).toEqual([1, 2]);
  expect(initial.momentumBuffer?.toArray()).toEqual([0, 0]);
});

it("an update is made of ops alone: it can be differentiated by the learning rate", () => {
  const parameter = tensor([1, 2], float64);
  const gradient = tensor([3, -4], float64);
  const step = value(1, float64);
  const after = (rule: typeof adam, options: typeof adam.defaults) => (learningRate: Value) =>
    rule
      .update({ parameter, gradient, state: rule.init(parameter, options), learningRate, step, options })
      .parameter.slice(0, 1)
      .sum();
  const rate = value(0.1, float64);
  // The first step of Adam is learningRate · sign(gradient), but for eps.
  expect(grad(after(adam, { ...adam.defaults, amsgrad: true }))(rate).item()).toBeCloseTo(-1, 7);
  expect(grad(after(adamW, { ...adamW.defaults, weightDecay: 0.5 }))(rate).item()).toBeCloseTo(-1.5, 7);
  const options = { ...sgd.defaults, momentum: 0.9, dampening: 0.5, nesterov: false };
  const descended = (learningRate: Value): Value =>
    sgd
      .update({ parameter, gradient, state: sgd.init(parameter, options), learningRate, step, options })
      .parameter.sum();
  expect(grad(descended)(rate).item()).toBe(1);
});

it("RAdam and NAdam can be differentiated by the gradient, on both sides of the rectification", () => {
  const parameter = tensor([1, 2], float64);
  for (const rule of [radam, { ...nadam, defaults: { ...nadam.defaults, weightDecay: 0.1 } }]) {
    for (const step of [1, 5, 6, 50]) {
      const options = rule.defaults as typeof nadam.defaults;
      const state = nadam.init(parameter, options);
      const after = (gradient: Value): Value =>
        (rule as typeof nadam)
          .update({
            parameter,
            gradient,
            state,
            learningRate: value(0.1, float64),
            step: value(step, float64),
            options,
          })
          .parameter.sum();
      gradcheck(after, [tensor([3, -4], float64)]); // throws when they disagree
    }
  }
});

it("an optimizer carries out a rule from elsewhere, and tells when it breaks its promise", () => {
  // Chen et al. 2023, Symbolic Discovery of Optimization Algorithms, without momentum
  const signs: UpdateRule<{ readonly power: number }> = {
    name: "Signs",
    defaults: { power: 1 },
    check: () => {},
    init: () => ({}),
    update: ({ parameter, gradient, learningRate, state, options }) => ({
      parameter: parameter.sub(gradient.sign().mul(learningRate.mul(options.power).to(parameter.dtype))),
      state,
    }),
  };
  const x = tensor([1, 2], { requiresGrad: true });
  const optimizer = new Optimizer(signs, [x], { learningRate: 0.25, power: 2 });
  x.grad = tensor([5, -7]);
  optimizer.step();
  expect(x.toArray()).toEqual([0.5, 2.5]);

  const summing = {
    ...signs,
    update: ({ parameter, state }: { parameter: Value; state: object }) => ({
      parameter: parameter.sum(),
      state: { ...state },
    }),
  };
  expect(() => new Optimizer(summing, [x], { learningRate: 1 }).step()).toThrow(
    "Signs.step(): the updated parameter is float32 of shape [], but must be float32 of shape [2].",
  );
});

it("a state that starts with one Value under two names gets two leaves", () => {
  const rule: UpdateRule<object> = {
    name: "Counts",
    defaults: {},
    check: () => {},
    init: (parameter) => ({ a: parameter, b: parameter }),
    update: ({ parameter, state }) => ({ parameter, state: { a: state.a.add(1), b: state.b.add(2) } }),
  };
  const x = value(0, { requiresGrad: true });
  const optimizer = new Optimizer(rule, [x], { learningRate: 0 });
  x.grad = value(1);
  optimizer.step();
  const { a, b } = optimizer.state.get(x)?.buffers ?? {};
  expect([x.item(), a.item(), b.item()]).toEqual([0, 1, 2]);
});

it("a rule with a buffer named step is refused, since the state dict has the step count there", () => {
  const rule: UpdateRule<object> = {
    name: "Counts",
    defaults: {},
    check: () => {},
    init: (parameter) => ({ step: parameter }),
    update: ({ parameter, state }) => ({ parameter, state }),
  };
  expect(() => new Optimizer(rule, [value(0, { requiresGrad: true })], { learningRate: 0 })).toThrow(
    "Counts: init gives a buffer named step, but that name is taken by the step count. Name it otherwise.",
  );
});
