import { afterEach, describe, expect, it } from "vitest";
import { addRun } from "../src/emit/run.ts";
import { call, global, i32, local } from "../src/encode/code.ts";
import { FunctionBuilder, ModuleBuilder } from "../src/encode/module.ts";
import { CONTROL_BYTES } from "../src/threads/control.ts";
import { closePool, dismiss, ready, setThreads, summon } from "../src/threads/threads.ts";
import { LostWorker, Waiting } from "../src/threads/waiting.ts";

afterEach(() => closePool());

/** A program that adds 1 to `chunks` numbers, each a chunk, `times` times, and counts in another array what each thread did. */
let id = 1000;
function program(chunks: number, times: number, threads: number, tellsOutside = false) {
  const module = new ModuleBuilder();
  const limits = { initial: 2, maximum: 2, isShared: true };
  module.importMemory("host", "memory", limits);
  const scratch = module.importGlobal("host", "scratch", "i32");
  const ask = module.importFunction("host", "ask", { parameters: ["i32"], results: [] });
  const tell = module.importFunction("host", "tell", { parameters: ["i32"], results: [] });
  const f = new FunctionBuilder({ parameters: ["i32"], results: [] });
  const address = i32.add(CONTROL_BYTES, i32.shl(local(0), 2));
  const own = global.get(scratch);
  const increase = module.addFunction(f, [
    i32.store(address, i32.add(i32.load(address), 1)),
    i32.store(own, i32.add(i32.load(own), 1)),
    tellsOutside ? call(tell, local(0)) : [],
  ]);
  const part = { index: increase, chunks };
  addRun(
    module,
    Array.from({ length: times }, () => part),
    ask,
  );
  const compiled = new WebAssembly.Module(module.encode());
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true });
  const words = new Int32Array(memory.buffer);
  const waiting = new Waiting(words);
  let told: (chunk: number) => void = () => {};
  const scratches = Array.from({ length: threads }, (_, i) => 65536 + 64 * i);
  const instance = new WebAssembly.Instance(compiled, {
    host: {
      memory,
      scratch: scratches[0],
      ask: (done: number) => waiting.wait(done),
      tell: (chunk: number) => told(chunk),
    },
  });
  const shared = { id: id++, module: compiled, memory: memory as never, words, scratch: scratches };
  return {
    id: shared.id,
    run(): void {
      summon(shared);
      waiting.begin();
      (instance.exports.run as () => void)();
    },
    whenTold(f: (chunk: number) => void): void {
      told = f;
    },
    counts: (): number[] => Array.from(words.subarray(CONTROL_BYTES / 4, CONTROL_BYTES / 4 + chunks)),
    byThread: (): number[] => scratches.map((at) => words[at / 4]),
  };
}

const canShare = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated !== false;

describe.runIf(canShare)("threads", () => {
  it.each([1, 2, 3, 5])("do each chunk once, with %i of them", async (threads) => {
    setThreads(threads);
    expect(await ready()).toBe(threads);
    const many = program(100, 50, threads);
    for (let i = 1; i <= 40; i++) {
      many.run();
      expect(new Set(many.counts())).toEqual(new Set([50 * i]));
    }
    expect(many.byThread().reduce((sum, n) => sum + n)).toBe(100 * 50 * 40);
  });

  it("take part", async () => {
    setThreads(2);
    await ready();
    const many = program(1000, 200, 2);
    for (let i = 0; i < 500 && many.byThread()[1] === 0; i++) {
      many.run();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(many.byThread()[1]).toBeGreaterThan(0);
  });

  it("need not have started, and go from program to program", () => {
    setThreads(3);
    const programs = Array.from({ length: 20 }, () => program(64, 10, 3));
    for (let i = 1; i <= 30; i++)
      for (const one of programs) {
        one.run();
        expect(new Set(one.counts())).toEqual(new Set([10 * i]));
      }
    for (const one of programs) dismiss(one.id);
    programs[3].run();
    expect(new Set(programs[3].counts())).toEqual(new Set([310]));
  });

  it("that die with a chunk are an error within 10 s, and others take over", async () => {
    setThreads(2);
    await ready();
    // What is imported exists on the first thread only: a worker that takes a chunk ends there.
    const deadly = program(16, 1, 2, true);
    const start = performance.now();
    const until = (condition: () => boolean): void => {
      const end = performance.now() + 5000;
      while (!condition() && performance.now() < end);
    };
    deadly.whenTold(() => until(() => deadly.byThread()[1] > 0));
    expect(() => deadly.run()).toThrow(LostWorker);
    expect(performance.now() - start).toBeLessThan(10_000);
    closePool();
    const good = program(64, 10, 2);
    good.run();
    expect(new Set(good.counts())).toEqual(new Set([10]));
  });
});
