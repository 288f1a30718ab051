import { type AnyOp, Generator, manualSeed, registry, Value } from "@chainrule/autograd";
import { crossEntropy, Linear, ReLU, Sequential } from "@chainrule/nn";
import { Adam } from "@chainrule/optim";
import { compile, setThreads } from "@chainrule/wasm";
import { expect, it, vi } from "vitest";
import { drawArgs } from "../../../autograd/src/testing/draw.ts";
import { samplesOf } from "../../../autograd/src/testing/samples.ts";
import { closePool } from "../../src/threads/threads.ts";

const layout = vi.hoisted(() => ({ start: 384 }));
// As if large arrays came first. Pages that nobody touches take no memory.
vi.mock(import("../../src/allocate.ts"), async (original) => {
  const { allocate, ...rest } = await original();
  return { ...rest, allocate: (plan, same) => allocate(plan, same, layout.start) };
});

it.each([1, 2])("beyond 2 GiB are as good as others, on %i threads", (threads) => {
  setThreads(threads);
  const data = new Generator(1);
  const [x, y] = [data.normal([60, 70]), data.integers([60], 0, 9)];
  const train = (): unknown[] => {
    manualSeed(1);
    const model = new Sequential(new Linear(70, 130), new ReLU(), new Linear(130, 9));
    const optimizer = new Adam(model.parameters(), { learningRate: 0.01 });
    const step = compile((x: Value, y: Value) => {
      const loss = crossEntropy(model.forward(x), y).add(x.flip(1).cumsum(0).softmax(1).sum());
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      return loss;
    });
    const losses = [1, 2, 3].map(() => step(x, y).item());
    return [
      losses,
      model.parameters().map((parameter) => [...parameter.data, ...(parameter.grad as Value).data]),
    ];
  };
  layout.start = 384;
  const expected = train();
  for (const start of [2 ** 31 - 100_032, 3.9 * 2 ** 30]) {
    layout.start = Math.floor(start / 64) * 64;
    expect(train()).toEqual(expected);
  }
  closePool();
});

it("beyond 2 GiB are as good as others, for every op", () => {
  setThreads(1);
  const isValues = (arg: unknown): boolean =>
    arg instanceof Value || (Array.isArray(arg) && arg[0] instanceof Value);
  const calls = Object.values(registry as Readonly<Record<string, AnyOp>>).flatMap((op) => {
    const [sample] = samplesOf(op);
    if (op.dynamicShape !== undefined || sample === undefined) return [];
    const args = drawArgs<readonly unknown[]>(sample, new Generator(1), "float32");
    return [{ op: op as unknown as (...args: unknown[]) => Value | Value[], args }];
  });
  const run = (start: number): number[][] => {
    layout.start = start;
    // One program for all: such a memory takes a tenth of a second.
    const f = compile((...given: Value[]) => {
      let next = 0;
      return calls.flatMap(({ op, args }) => op(...args.map((arg) => (isValues(arg) ? given[next++] : arg))));
    });
    const given = calls.flatMap(({ args }) => args.filter(isValues)) as Value[];
    return f(...given).map(({ data }) => Array.from(data));
  };
  const high = run(Math.floor((3.9 * 2 ** 30) / 64) * 64);
  expect(high.length).toBeGreaterThan(100);
  expect(high).toEqual(run(384));
});
