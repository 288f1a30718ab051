import { describe, expect, it } from "vitest";
import { flatten, signed, unsigned } from "../src/encode/bytes.ts";
import { call, doWhile, f32, f32x4, i32, local, v128 } from "../src/encode/code.ts";
import { FunctionBuilder, ModuleBuilder } from "../src/encode/module.ts";

describe("the encoder", () => {
  it("writes integers in LEB128", () => {
    expect([0, 127, 128, 624485, 2 ** 32 - 1].map(unsigned)).toEqual([
      [0],
      [127],
      [128, 1],
      [0xe5, 0x8e, 0x26],
      [255, 255, 255, 255, 15],
    ]);
    expect([0, 63, 64, -1, -64, -65, -123456].map(signed)).toEqual([
      [0],
      [63],
      [0xc0, 0],
      [0x7f],
      [0x40],
      [0xbf, 0x7f],
      [0xc0, 0xbb, 0x78],
    ]);
    expect(Array.from(flatten([1, [2, [], [3, [4]]], 5]))).toEqual([1, 2, 3, 4, 5]);
  });

  it("writes modules that the engine takes and that do what they say", () => {
    const module = new ModuleBuilder();
    module.importMemory("host", "memory", { initial: 1, maximum: 1, isShared: false });
    const log = module.importFunction("host", "log", { parameters: ["f32"], results: [] });
    // Adds 1 to n vectors, and tells the first number.
    const f = new FunctionBuilder({ parameters: ["i32", "i32"], results: ["f32"] });
    const end = f.local("i32");
    const at = local.get(0);
    const index = module.addFunction(f, [
      local.set(end, i32.add(at, i32.mul(local.get(1), i32.const(16)))),
      doWhile(
        [
          v128.store(at, f32x4.add(v128.load(at), f32x4.splat(f32.const(1)))),
          local.set(0, i32.add(at, i32.const(16))),
        ],
        i32.ltU(at, local.get(end)),
      ),
      call(log, f32.load(i32.const(0))),
      f32.load(i32.const(4)),
    ]);
    module.exportFunction("increase", index);
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
    const numbers = new Float32Array(memory.buffer);
    numbers.set([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const told: number[] = [];
    const instance = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), {
      host: { memory, log: (x: number) => told.push(x) },
    });
    expect((instance.exports.increase as (at: number, n: number) => number)(0, 2)).toBe(3);
    expect(Array.from(numbers.subarray(0, 9))).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 9]);
    expect(told).toEqual([2]);
  });
});
