import {
  Generator,
  grad,
  jvp,
  manualSeed,
  tensor,
  type Value,
  value,
  vmap,
  zeros,
} from "@chainrule/autograd";
import { BatchNorm1d, crossEntropy, Dropout, Linear, MLP, mseLoss, ReLU, Sequential } from "@chainrule/nn";
import { Adam, CosineAnnealingLR, clipGradNorm, SGD } from "@chainrule/optim";
import { compile, inspect } from "@chainrule/wasm";
import { describe, expect, it } from "vitest";

/** A model, its optimizer and a step of training, made anew from one seed. */
function training(kind: "sgd" | "adam", dtype: "float32" | "float64") {
  const generator = new Generator(1);
  const model = new Sequential(
    new Linear(4, 8, { generator, dtype }),
    new BatchNorm1d(8, { dtype }),
    new ReLU(),
    new Dropout(0.3, { generator: new Generator(2) }),
    new Linear(8, 3, { generator, dtype }),
  );
  const optimizer =
    kind === "sgd"
      ? new SGD(model.parameters(), { learningRate: 0.1, momentum: 0.9 })
      : new Adam(model.parameters(), { learningRate: 0.01 });
  const schedule = new CosineAnnealingLR(optimizer, { tMax: 10 });
  const step = (x: Value, y: Value): Value => {
    const loss = crossEntropy(model.forward(x), y);
    optimizer.zeroGrad();
    loss.backward();
    clipGradNorm(model.parameters(), 1);
    optimizer.step();
    return loss;
  };
  return { model, optimizer, schedule, step };
}

const data = new Generator(5);
const batches = Array.from({ length: 6 }, (_, i) => {
  const size = i === 5 ? 3 : 8;
  return [data.normal([size, 4]), data.integers([size], 0, 3)] as const;
});

describe("compile", () => {
  it.each([
    ["sgd", "float32", 1e-5],
    ["sgd", "float64", 1e-12],
    ["adam", "float64", 1e-10],
  ] as const)("trains as eager code does, with %s in %s", (kind, dtype, tolerance) => {
    const eager = training(kind, dtype);
    const compiled = training(kind, dtype);
    const step = compile(compiled.step);
    const everything = ({ model, optimizer }: typeof eager): number[] => [
      ...[model.stateDict(), optimizer.stateDict()].flatMap((state) =>
        Object.values(state).flatMap(({ data }) => Array.from(data)),
      ),
      ...model.parameters().flatMap((parameter) => Array.from(parameter.grad?.data ?? [])),
    ];
    for (const [x, y] of batches) {
      const losses = [eager, { step }].map((one) => one.step(x.to(dtype), y).item());
      expect(losses[1]).toBeCloseTo(losses[0], dtype === "float32" ? 5 : 11);
      const [numbers, expected] = [compiled, eager].map(everything);
      expect(numbers.length).toBe(expected.length);
      numbers.forEach((number, i) => {
        expect(Math.abs(number - expected[i])).toBeLessThanOrEqual(
          tolerance * Math.max(1, Math.abs(expected[i])),
        );
      });
      eager.schedule.step();
      compiled.schedule.step();
    }
  });

  it("records once for each kind of call", () => {
    let recordings = 0;
    const double = compile((x: Value, factor: number) => {
      recordings++;
      return x.mul(factor);
    });
    const x = tensor([1, 2]);
    expect(
      [double(x, 2), double(tensor([3, 4]), 2), double(x, 3), double(tensor([1]), 2)].map((v) => v.toArray()),
    ).toEqual([[2, 4], [6, 8], [3, 6], [2]]);
    expect(recordings).toBe(3);
    double(x.to("float64"), 2);
    expect(recordings).toBe(4);
  });

  it("tells arguments apart that only look alike", () => {
    const divide = compile((x: Value, zero: number) => x.div(zero));
    expect([0, -0].map((zero) => divide(tensor([1]), zero).item())).toEqual([Infinity, -Infinity]);
    const count = compile((x: Value, ...texts: string[]) => x.mul(texts.length));
    expect(
      [count(tensor([1]), 'a", "b'), count(tensor([1]), "a|string:b"), count(tensor([1]), "a", "b")].map(
        String,
      ),
    ).toEqual([1, 1, 2].map((n) => String(tensor([n]))));
  });

  it("records anew when a module changes between training and evaluation", () => {
    const dropout = new Dropout(0.5);
    const f = compile((x: Value) => dropout.forward(x));
    const x = tensor(new Float32Array(100).fill(1));
    expect(new Set(f(x).data)).toEqual(new Set([0, 2]));
    dropout.eval();
    expect(new Set(f(x).data)).toEqual(new Set([1]));
    dropout.train();
    expect(new Set(f(x).data)).toEqual(new Set([0, 2]));
  });

  it("sees what is assigned outside, and new gradients accumulate on old ones", () => {
    const w = value(2, { requiresGrad: true });
    const f = compile((x: Value) => {
      const loss = w.mul(x);
      loss.backward();
      return loss;
    });
    const gradient = (): number | undefined => w.grad?.item();
    expect([f(value(3)).item(), gradient()]).toEqual([6, 3]);
    w.assign(value(10));
    expect([f(value(4)).item(), gradient()]).toEqual([40, 7]);
    w.grad = null;
    expect([f(value(5)).item(), gradient()]).toEqual([50, 5]);
  });

  it("keeps the order of assignments and of what reads them", () => {
    const counter = value(0);
    const f = compile((x: Value) => {
      counter.assign(counter.add(1));
      const first = counter.mul(10);
      counter.assign(counter.add(x));
      return [first, counter.mul(10)];
    });
    expect(f(value(5)).map((v) => v.item())).toEqual([10, 60]);
    expect(counter.item()).toBe(6);
    expect(f(value(1)).map((v) => v.item())).toEqual([70, 80]);
  });

  it("draws new random numbers at each call, the same as eager code would", () => {
    manualSeed(3);
    const [a, b] = [1, 2].map(() => new Generator(7));
    const f = compile((x: Value) => x.add(a.normal([3])));
    const x = tensor([0, 0, 0]);
    for (let i = 0; i < 3; i++) expect(f(x).toArray()).toEqual(b.normal([3]).toArray());
  });

  it("contains derivatives of any order, vmap and jvp", () => {
    const f = (x: Value): Value => x.pow(3).sum();
    const x = tensor([1, 2, 3]);
    expect(compile(grad((y: Value) => grad(f)(y).square().sum()))(x).toArray()).toEqual(
      grad((y: Value) => grad(f)(y).square().sum())(x).toArray(),
    );
    expect(compile(vmap((y: Value) => y.sqrt().mul(y)))(x).toArray()).toEqual(x.sqrt().mul(x).toArray());
    const forward = (y: Value): Value => jvp(f, y, y)[1];
    expect(compile(forward)(x).item()).toBe(forward(x).item());
    expect(vmap(compile((y: Value) => y.mul(2)))(x).toArray()).toEqual([2, 4, 6]);
  });

  it("holds numbers between bounds as eager code does, NaN and infinities too", () => {
    const x = tensor([Number.NaN, Number.NEGATIVE_INFINITY, -0.1, 0.1, 5, Number.POSITIVE_INFINITY]);
    const n = tensor([-5, 0, 7], { dtype: "int32" });
    const f = (y: Value, m: Value): Value[] => [
      y.clamp(-0.1, 0.1),
      y.clamp(0),
      y.clamp(null, 1),
      y.clamp(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY),
      m.clamp(-1, 3),
      m.clamp(0.5),
    ];
    expect(compile(f)(x, n).map((y) => y.toArray())).toEqual(f(x, n).map((y) => y.toArray()));
  });

  it("updates single numbers that are computed from each other", () => {
    const [eager, other] = [1, 2].map(() => {
      const [a, b, c] = [1, 2, 3].map((x) => value(x, { dtype: "float64" }));
      return (): Value => {
        const [before, sum] = [a.mul(b).add(c), a.add(b)];
        b.assign(a.sub(b).mul(0.5));
        a.assign(sum.mul(b));
        c.assign(before.sub(a));
        return before;
      };
    });
    const step = compile(other);
    for (let i = 0; i < 5; i++) expect(step().item()).toBe(eager().item());
  });

  it("trains networks of scalars", () => {
    const [eager, other] = [1, 2].map(() => {
      manualSeed(1);
      const model = new MLP(2, [3, 1]);
      const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
      return (x: Value, y: Value): Value => {
        const loss = mseLoss(model.forward([x, y])[0], x.mul(y));
        optimizer.zeroGrad();
        loss.backward();
        optimizer.step();
        return loss;
      };
    });
    const step = compile(other);
    for (let i = 0; i < 4; i++)
      expect(step(value(i), value(2)).item()).toBeCloseTo(eager(value(i), value(2)).item(), 5);
  });

  it("refuses to read numbers, of arguments, results and leaves, and changes nothing then", () => {
    const w = tensor([1, 2], { requiresGrad: true });
    const message = "compile records its function once and runs what it recorded again and again";
    for (const read of [
      (x: Value) => x.sum().item(),
      (x: Value) => x.data,
      () => w.data,
      () => w.toArray(),
      (x: Value) => (x.sum().item() > 0 ? x : x.neg()),
    ]) {
      const f = compile((x: Value) => {
        w.assign(w.add(1));
        w.mul(x).sum().backward();
        read(x);
        return x;
      });
      expect(() => f(tensor([1, 2]))).toThrow(message);
      expect([w.toArray(), w.grad]).toEqual([[1, 2], null]);
    }
    expect(w.add(1).toArray()).toEqual([2, 3]);
  });

  it("refuses Values that outlive it", () => {
    const kept: Value[] = [];
    const f = compile((x: Value) => {
      kept.push(x.mul(2));
      return x;
    });
    f(value(1));
    expect(() => kept[0].add(1)).toThrow("made inside compile, which has returned");
  });
});

describe("what a compiled function leaves behind", () => {
  it("is the same as eager code leaves: swaps, copies of old numbers, one source for several leaves, arguments", () => {
    const make = () => {
      const [a, b, c, d] = [
        [1, 2, 3, 4, 5],
        [10, 20, 30, 40, 50],
        [0, 0, 0, 0, 0],
        [9, 9, 9, 9, 9],
      ].map((row) => tensor(row));
      const step = (x: Value, given: Value): Value[] => {
        const old = a.detach();
        const before = d.mul(3);
        const [first, second] = [a.detach(), b.detach()];
        a.assign(second);
        b.assign(first);
        const sum = a.add(x);
        c.assign(sum);
        const doubled = a.mul(2);
        a.assign(doubled);
        d.assign(doubled);
        const spent = d.add(c);
        given.assign(sum.neg());
        return [old, a, c.mul(1), b, spent, before];
      };
      return { leaves: [a, b, c, d], step, given: tensor([7, 7, 7, 7, 7]) };
    };
    const [eager, compiled] = [make(), make()];
    const step = compile(compiled.step);
    for (let i = 0; i < 4; i++) {
      const x = tensor([i, 1, 1, 1, 1]);
      const wanted = eager.step(x, eager.given).map((value) => value.toArray());
      expect(step(x, compiled.given).map((value) => value.toArray())).toEqual(wanted);
      // Read only sometimes: what nobody has read stays in the program's memory.
      if (i % 2 === 0) continue;
      expect(compiled.leaves.map((leaf) => leaf.toArray())).toEqual(
        eager.leaves.map((leaf) => leaf.toArray()),
      );
      expect(compiled.given.toArray()).toEqual(eager.given.toArray());
    }
  });

  it("is what leaves held when they were assigned to others, whatever they are given later", () => {
    const make = () => {
      const [a, b, c] = [tensor([1, 2]), tensor([3, 4]), tensor([5, 6])];
      const step = (x: Value): void => {
        const old = a.detach();
        a.assign(b);
        b.assign(old);
        c.assign(x);
        x.assign(a);
        a.assign(a);
      };
      return { step, leaves: [a, b, c, tensor([7, 8])] };
    };
    const [eager, compiled] = [make(), make()];
    const step = compile(compiled.step);
    for (let i = 0; i < 3; i++) {
      eager.step(eager.leaves[3]);
      step(compiled.leaves[3]);
      expect(compiled.leaves.map((leaf) => leaf.toArray())).toEqual(
        eager.leaves.map((leaf) => leaf.toArray()),
      );
    }
  });

  it("is the gradient of each, also where one Value was that of two, or is read itself", () => {
    const run = (wrap: <F>(f: F) => F): unknown[] => {
      const [v, w] = [tensor([1, 2], { requiresGrad: true }), tensor([3, 4], { requiresGrad: true })];
      const shared = tensor([9, 9]);
      v.grad = shared;
      w.grad = shared;
      const step = wrap((x: Value) => {
        v.mul(w).mul(x).sum().backward();
        return shared.mul(1);
      });
      const results = [1, 2, 3].map((x) => step(value(x)).toArray());
      return [results, v.grad.toArray(), w.grad.toArray(), shared.toArray()];
    };
    expect(run((f) => compile(f as never) as never)).toEqual(run((f) => f));
  });

  it("is nothing when it throws, whenever that happens", () => {
    const [w, counter] = [tensor([1, 2, 3, 4], { requiresGrad: true }), value(0)];
    const step = compile((index: Value) => {
      counter.assign(counter.add(1));
      w.assign(w.mul(2));
      const chosen = w.take(index, 0).sum();
      chosen.backward();
      return chosen;
    });
    const good = tensor([0], { dtype: "int32" });
    step(good);
    w.grad = null;
    expect(() => step(tensor([9], { dtype: "int32" }))).toThrow("index 9 is out of range");
    expect([w.toArray(), counter.item(), w.grad]).toEqual([[2, 4, 6, 8], 1, null]);
    expect(step(good).item()).toBe(4);
    expect([w.toArray(), counter.item()]).toEqual([[4, 8, 12, 16], 2]);
  });

  it("are numbers that later calls do not change", () => {
    const w = tensor([1, 2], { requiresGrad: true });
    const step = compile((x: Value) => {
      w.grad = null;
      w.mul(x).sum().backward();
      w.assign(w.sub(w.grad as unknown as Value));
      return w.mul(1);
    });
    const [first, kept] = [step(tensor([1, 1])), w.detach()];
    const gradient = w.grad;
    step(tensor([5, 5]));
    expect([first.toArray(), kept.toArray(), gradient?.toArray()]).toEqual([
      [0, 1],
      [0, 1],
      [1, 1],
    ]);
  });
});

describe("inspect", () => {
  it("prints the program: calls before and after passes, kernels with their operations, buffers with their bytes", () => {
    const weight = tensor([
      [1, 2],
      [3, 4],
    ]);
    const f = compile((x: Value) => x.matmul(weight).add(1).relu().sum());
    const text = inspect(
      f,
      tensor([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    );
    expect(text).toMatch(
      /Recorded: \d+ calls\n {2}%0 = matmul\(argument 0, leaf float32\[2, 2\]\): float32\[3, 2\]/,
    );
    expect(text).toMatch(/eliminate dead code +\d/);
    expect(text).toMatch(/24 FLOP +1 chunk +matmul \[3, 2, 2\]/);
    expect(text).toMatch(/float32 × 6 .*argument 0/);
    expect(text).toMatch(/Engine: WebAssembly/);
  });

  it("tells how work is cut: few long rows one by one, columns into parts", () => {
    expect(
      inspect(
        compile((x: Value) => x.exp().max()),
        zeros([1_000_000]),
      ),
    ).toMatch(/25 chunks {2}rows \[25 \| 40000\]/);
    expect(
      inspect(
        compile((x: Value) => x.exp().sum(0)),
        zeros([5000, 200]),
      ),
    ).toMatch(/10 chunks {2}rows \[10, 200 \| 500\]/);
  });

  it("needs a compiled function", () => {
    const f = (x: Value) => x;
    expect(() => inspect(f as never, value(1))).toThrow("inspect needs what compile() gave, got a function.");
  });

  it("records what it prints once, and runs nothing", () => {
    let calls = 0;
    const state = value(0);
    const f = compile((x: Value) => {
      calls++;
      state.assign(state.add(1));
      return x.mul(2);
    });
    const x = tensor([1]);
    inspect(f, x);
    expect([calls, state.item()]).toEqual([1, 0]);
    f(x);
    expect([calls, state.item()]).toEqual([1, 1]);
  });
});

describe("what cannot be recorded", () => {
  const w = tensor([1, 2, 3], { requiresGrad: true });
  it.each([
    ["item", (x: Value) => (x.sum().item() > 0 ? x : x.neg())],
    ["data of a leaf outside", (x: Value) => x.mul(w.data[0])],
    ["toArray", (x: Value) => x.mul(Number(x.toArray()))],
  ])("is reading numbers: %s throws, and names the line", (_name, f) => {
    expect(() => compile(f)(tensor([1, 2, 3]))).toThrow(
      /^compile records its function once .* That is at .*compile\.test\.ts.*:\d+:\d+\)?\.$/,
    );
  });

  it("is a change of requiresGrad: it throws, and nothing has changed", () => {
    const freeze = compile((x: Value) => {
      w.requiresGrad = false;
      return x.mul(w);
    });
    expect(() => freeze(tensor([1, 2, 3]))).toThrow(/that requiresGrad of a leaf changes it cannot record/);
    expect(w.requiresGrad).toBe(true);
    const own = compile((x: Value) => grad((a: Value) => a.mul(x).sum())(zeros([3], { requiresGrad: true })));
    expect(own(tensor([1, 2, 3])).toArray()).toEqual([1, 2, 3]);
  });
});

describe("an argument that the function knows besides", () => {
  it("is one Value with it, though recorded as two", () => {
    const s = tensor([1]);
    const double = compile((a: Value) => {
      s.assign(s.mul(2));
      return s.add(a);
    });
    expect(double(s).toArray()).toEqual([4]);
    expect(double(tensor([1])).toArray()).toEqual([5]);
    expect(s.toArray()).toEqual([4]);
    const move = compile((a: Value, b: Value) => {
      a.assign(a.add(1));
      return b.mul(s);
    });
    expect([move(s, tensor([1])), move(tensor([1]), s)].map((x) => x.toArray())).toEqual([[5], [25]]);
    const both = tensor([3]);
    expect(move(both, both).toArray()).toEqual([20]);
  });

  it("gets the gradients of both", () => {
    const w = tensor([2], { requiresGrad: true });
    const step = compile((a: Value) => a.mul(w).sum().backward());
    step(w);
    expect(w.grad?.toArray()).toEqual([4]);
  });
});

it("takes logSumExp of infinities and of nothing as eager code does", () => {
  const rows = [
    [1, 2],
    [Infinity, 3],
    [-Infinity, -Infinity],
    [NaN, 1],
    [1000, 1000],
    [-Infinity, 0],
  ];
  for (const x of [tensor(rows), zeros([2, 0])]) {
    const expected = x.logSumExp(1).toArray();
    expect(compile((v: Value) => v.logSumExp(1))(x).toArray()).toEqual(expected);
  }
});
