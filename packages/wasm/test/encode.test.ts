import { describe, expect, it } from "vitest";
import { type Bytes, flatten, signed, signedLong, unsigned } from "../src/encode/bytes.ts";
import {
  call,
  convert,
  doWhile,
  f32,
  f32x4,
  f64,
  f64x2,
  i32,
  i32x4,
  i64,
  i64x2,
  local,
  set,
  shuffle32,
  v128,
} from "../src/encode/code.ts";
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

  it("writes instructions on lanes and long integers", () => {
    const module = new ModuleBuilder();
    const f = new FunctionBuilder({ parameters: ["f64", "i32"], results: ["f64"] });
    const x = local(0);
    const give = (name: string, code: Bytes): void => {
      module.exportFunction(name, module.addFunction(f, code));
    };
    const both = f64x2.replace(f64x2.splat(x), 1, f64.const(-3.7));
    give("integers", f64x2.extract(f64x2.fromLowI32(i32x4.fromF64(both)), 1));
    give("narrow", f64x2.extract(f64x2.promoteLow(f32x4.fromF64(both)), 0));
    const bits = i64x2.splat(i64.const(-(2n ** 62n)));
    give("shift", convert.f64FromI64(i64x2.extract(i64x2.shr(bits, i32.const(60)), 1)));
    give("shiftUp", convert.f64FromI64(i64x2.extract(i64x2.shrU(bits, i32.const(60)), 1)));
    give("bits", convert.f64OfBits(i64.and(convert.i64BitsOfF64(x), 0xfffff00000000000n)));
    const product = i64.mul(convert.i64FromU32(local(1)), 0x12345678n);
    give("product", convert.f64FromI64(i64.shrU(product, 8n)));
    const [a, b] = [f64x2.splat(x), f64x2.splat(2)];
    give("shuffle", f64x2.extract(shuffle32(a, b, [4, 5, 2, 3]), 0));
    give("least", f64x2.extract(f64x2.pmin(a, b), 0));
    const constant = f.constant("2", () => f64x2.splat(2));
    expect(f.constant("2", () => [])).toBe(constant);
    give("constant", f64x2.extract(f64x2.mul(a, constant), 0));
    give("any", convert.f64FromI32(v128.anyTrue(f64x2.lt(a, b))));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()));
    const results = Object.entries(exports).map(([name, run]) => [
      name,
      (run as (x: number, n: number) => number)(1 + 2 ** -9 + 2 ** -30, 2 ** 32 - 1),
    ]);
    expect(Object.fromEntries(results)).toEqual({
      integers: -3,
      narrow: 1 + 2 ** -9,
      shift: -4,
      shiftUp: 12,
      bits: 1,
      product: Number(((2n ** 32n - 1n) * 0x12345678n) >> 8n),
      shuffle: 2,
      least: 1 + 2 ** -9 + 2 ** -30,
      constant: 2 + 2 ** -8 + 2 ** -29,
      any: 1,
    });
    expect([0n, 63n, 64n, -64n, -65n, 2n ** 63n - 1n].map((n) => signedLong(n).length)).toEqual([
      1, 1, 2, 1, 2, 10,
    ]);
  });

  it("writes modules that the engine takes and that do what they say", () => {
    const module = new ModuleBuilder();
    module.importMemory("host", "memory", { initial: 1, maximum: 1, isShared: false });
    const log = module.importFunction("host", "log", { parameters: ["f32"], results: [] });
    // Adds 1 to n vectors, and tells the first number.
    const f = new FunctionBuilder({ parameters: ["i32", "i32"], results: ["f32"] });
    const end = f.local("i32");
    const at = local(0);
    const index = module.addFunction(f, [
      set(end, i32.add(at, i32.mul(local(1), 16))),
      doWhile(
        [v128.store(at, f32x4.add(v128.load(at), f32x4.splat(1))), set(local(0), i32.add(at, 16))],
        i32.ltU(at, end),
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

it("names functions for profilers and stack traces", () => {
  const module = new ModuleBuilder();
  const f = new FunctionBuilder({ parameters: [], results: [] });
  module.exportFunction("fail", module.addFunction(f, [0x00], "a kernel that fails"));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()));
  try {
    (exports["fail"] as () => void)();
    expect.unreachable();
  } catch (error) {
    expect((error as Error).stack).toContain("a kernel that fails");
  }
});
