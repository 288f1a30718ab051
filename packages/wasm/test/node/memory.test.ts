import { Generator, tensor, type Value, zeros } from "@chainrule/autograd";
import { compile, ready, setThreads } from "@chainrule/wasm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { closePool } from "../../src/threads/threads.ts";

const collect = globalThis.gc as () => void;

/** The memories that programs have, weakly. */
let memories: WeakRef<object>[] = [];

const { Memory } = WebAssembly;

beforeEach(() => {
  memories = [];
  WebAssembly.Memory = class extends Memory {
    constructor(limits: WebAssembly.MemoryDescriptor) {
      super(limits);
      memories.push(new WeakRef(this));
    }
  };
});
afterEach(() => {
  WebAssembly.Memory = Memory;
  closePool();
});

/** How many of them are left when nothing else happens. */
async function left(): Promise<number> {
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    collect();
  }
  return memories.filter((memory) => memory.deref() !== undefined).length;
}

/** A step of training on a leaf, large enough for several threads. */
function training(leaf: Value) {
  return compile((x: Value) => {
    leaf.grad = null;
    const loss = leaf.mul(x).sin().sum();
    loss.backward();
    leaf.assign(leaf.sub((leaf.grad as unknown as Value).mul(0.1)));
    return loss;
  });
}

const x = new Generator(1).normal([300_000]);
const leafOf = (source: Value): Value => {
  const leaf = source.clone();
  leaf.requiresGrad = true;
  return leaf;
};

describe.each([1, 2])("on %i threads, memory", (threads) => {
  beforeEach(async () => {
    setThreads(threads);
    await ready();
  });

  it("of functions that nobody can call any more is given back", async () => {
    // In a function of its own, so that nothing stays on the stack.
    const callAndDrop = (): void => {
      const step = training(leafOf(x));
      step(x);
      step(x);
    };
    for (let i = 0; i < 20; i++) callAndDrop();
    expect(memories.length).toBe(20);
    expect(await left()).toBe(0);
  });

  it("is given back by clear, while leaves and gradients live on", async () => {
    const leaf = leafOf(x);
    const step = training(leaf);
    for (let i = 0; i < 10; i++) {
      step(x);
      step.clear();
    }
    expect(memories.length).toBe(10);
    expect(await left()).toBe(0);
    expect([leaf.size, leaf.grad?.size]).toEqual([x.size, x.size]);
  });

  it("of programs beyond the cache's size is given back, state moving on", async () => {
    const count = tensor(new Float32Array(200_000));
    const add = compile(
      (x: Value) => {
        count.assign(count.add(x.sum()));
        return x.mul(2);
      },
      { cacheSize: 2 },
    );
    for (let size = 1; size <= 8; size++) add(tensor(new Float32Array(size).fill(1)));
    expect(memories.length).toBe(8);
    expect(await left()).toBe(2);
    expect(new Set(count.data)).toEqual(new Set([36]));
  });

  it("does not grow with the number of steps", async () => {
    const few = tensor(x.data.slice(0, 100));
    const step = training(leafOf(few));
    const used = async (): Promise<number> => {
      await left();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    for (let i = 0; i < 500; i++) step(few);
    const before = await used();
    for (let i = 0; i < 30_000; i++) step(few);
    // Less than one number for each step.
    expect((await used()) - before).toBeLessThan(8 * 30_000);
  });
});

describe("a program", () => {
  it("of more than 4 GiB says so, before it takes any memory", () => {
    setThreads(1);
    const f = compile((x: Value) =>
      x
        .reshape([1, 40_000])
        .mul(x.reshape([40_000, 1]))
        .matmul(zeros([40_000, 1])),
    );
    const leaf = tensor(new Float32Array(40_000));
    expect(() => f(leaf)).toThrow(
      /needs \d+\.\d GiB, and WebAssembly's memory ends at 4 GiB. Use smaller batches/,
    );
    expect(memories).toEqual([]);
  });
});
