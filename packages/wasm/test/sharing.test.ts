import { type AnyOp, Generator, manualSeed, registry, tensor, Value } from "@chainrule/autograd";
import { BatchNorm1d, crossEntropy, Dropout, Linear, ReLU, Sequential } from "@chainrule/nn";
import { Adam } from "@chainrule/optim";
import { compile, ready, setThreads } from "@chainrule/wasm";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { drawArgs } from "../../autograd/src/testing/draw.ts";
import { samplesOf } from "../../autograd/src/testing/samples.ts";
import type { Loop } from "../src/emit/loops.ts";
import { closePool, poolWorkers } from "../src/threads/threads.ts";
import { LostWorker, Waiting } from "../src/threads/waiting.ts";

// Cuts what is much too small to be worth it too.
vi.mock(import("../src/emit/cut.ts"), async (original) => {
  const { cut, wantedChunks, ...rest } = await original();
  return {
    ...rest,
    wantedChunks: (work: number) => (Number.isFinite(work) ? Math.max(5, wantedChunks(work)) : 1),
    cut: (loops: readonly Loop[], work: number, multiple?: number) => {
      const real = cut(loops, work, multiple);
      if (real.chunks > 1 || loops.length === 0 || !Number.isFinite(work)) return real;
      // The innermost loop in multiples of what is computed at once.
      const step = multiple ?? (loops.length === 1 ? 16 : 1);
      const length = Math.ceil(loops[0].extent / 5 / step) * step;
      return { depth: 0, length, chunks: Math.ceil(loops[0].extent / length) };
    },
  };
});

afterEach(() => vi.restoreAllMocks());
afterAll(() => closePool());

/** Whether there are threads: not in a page that is not isolated. */
const canShare = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated !== false;

/** The bits of Values. */
const bits = (values: readonly Value[]): string =>
  values.map(({ data }) => new BigUint64Array(Float64Array.from(data).buffer).join()).join("\n");

const valuesIn = (args: readonly unknown[]): Value[] =>
  args.flatMap((arg) => (Array.isArray(arg) ? valuesIn(arg) : arg instanceof Value ? [arg] : []));

/** A step of training large enough for several threads, and all that it leaves. */
function training() {
  manualSeed(1);
  const model = new Sequential(
    new Linear(300, 200),
    new BatchNorm1d(200),
    new ReLU(),
    new Dropout(0.2, { generator: new Generator(3) }),
    new Linear(200, 10),
  );
  const optimizer = new Adam(model.parameters(), { learningRate: 0.01 });
  const step = compile((x: Value, y: Value) => {
    const loss = crossEntropy(model.forward(x), y);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    return loss;
  });
  const evaluate = compile((x: Value) => model.forward(x));
  const everything = (): Value[] => [
    ...model.parameters(),
    ...Object.values(optimizer.stateDict()).flatMap((entry) => (entry instanceof Value ? [entry] : [])),
    ...model.parameters().map((parameter) => parameter.grad as Value),
  ];
  return { model, step, evaluate, everything };
}

const data = new Generator(5);
const [images, labels] = [data.normal([256, 300]), data.integers([256], 0, 10)];

describe("on several threads", () => {
  it("every op gives the same bits as on one", async () => {
    const results: string[][] = [];
    for (const threads of [1, 2, 3]) {
      setThreads(threads);
      await ready();
      const all: string[] = [];
      for (const op of Object.values(registry as Readonly<Record<string, AnyOp>>)) {
        if (op.dynamicShape !== undefined) continue;
        samplesOf(op).forEach((sample, seed) => {
          const args = drawArgs<readonly unknown[]>(sample, new Generator(seed), "float32");
          const f = compile((...given: Value[]) => {
            let next = 0;
            const replace = (arg: unknown): unknown =>
              Array.isArray(arg) ? arg.map(replace) : arg instanceof Value ? given[next++] : arg;
            return [(op as unknown as (...args: unknown[]) => Value | Value[])(...args.map(replace))].flat();
          });
          const values = valuesIn(args);
          for (let i = 0; i < 3; i++) all.push(bits(f(...values)));
          f.clear();
        });
      }
      results.push(all);
    }
    expect(results[0].length).toBeGreaterThan(300);
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it("training and evaluation, one after the other, give the same bits as on one", async () => {
    const results: string[][] = [];
    for (const threads of [1, 2, 3]) {
      setThreads(threads);
      await ready();
      const { model, step, evaluate, everything } = training();
      const all: string[] = [];
      for (let i = 0; i < 12; i++) {
        const loss = step(images, labels);
        model.eval();
        all.push(bits([loss, evaluate(images)]));
        model.train();
        if (i % 4 === 3) all.push(bits(everything()));
      }
      results.push(all);
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it.each(["cleared", "dropped"])("hundreds of programs run one after another, and are %s", async (how) => {
    setThreads(2);
    await ready();
    const x = new Generator(1).normal([100]);
    for (let i = 0; i < 300; i++) {
      const f = compile((x: Value) => x.mul(i).exp());
      expect(f(x).shape).toEqual([100]);
      if (how === "cleared") f.clear();
      else if (i % 10 === 9) await new Promise((resolve) => setTimeout(resolve));
    }
  });

  it.runIf(canShare)(
    "what a worker leaves behind that dies is said, and what lay in memory can be read",
    async () => {
      setThreads(2);
      await ready();
      const w = tensor(
        Float32Array.from({ length: 4000 }, (_, i) => i),
        { requiresGrad: true },
      );
      const step = compile((x: Value) => {
        const y = w.mul(x).sin();
        w.assign(w.add(1));
        return y;
      });
      const one = tensor(1);
      step(one);
      const before = w.detach().toArray();
      step(one);
      // As if a worker had not finished a chunk of the first or the last shared kernel.
      const lose = (kernel: number): void => {
        vi.spyOn(Waiting.prototype, "begin").mockImplementationOnce(() => {
          throw new LostWorker(kernel);
        });
      };
      lose(0);
      expect(() => step(one)).toThrow(/died.*(No parameter has changed|some have their new numbers)/);
      expect(poolWorkers()).toEqual([]);
      expect(w.toArray()).toEqual((before as number[]).map((x) => x + 1));
      expect(step(one).size).toBe(4000);
      expect(w.toArray()).toEqual((before as number[]).map((x) => x + 2));
    },
  );
});

describe.runIf(canShare)("clear", () => {
  it("leaves leaves and gradients their numbers, ends the workers, and lets the function be called again", async () => {
    setThreads(2);
    closePool();
    const [one, other] = [training(), training()];
    for (const { step } of [one, other]) step(images, labels);
    const [worker] = poolWorkers();
    expect(worker).toBeDefined();
    one.step.clear();
    expect(bits(one.everything())).toBe(bits(other.everything()));
    // They end, with what they hold of the program, when there is time; others come for what is still there.
    await vi.waitFor(() => expect(poolWorkers()).toEqual([]), 10_000);
    const losses = [one, other].map(({ step }) => step(images, labels).item());
    expect(losses[0]).toBe(losses[1]);
    expect(poolWorkers()).not.toContain(worker);
    expect(bits(one.everything())).toBe(bits(other.everything()));
  });
});
