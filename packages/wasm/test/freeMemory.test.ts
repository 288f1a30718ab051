import { Generator } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { FreeMemory } from "../src/freeMemory.ts";

describe("FreeMemory", () => {
  it("puts blocks on lines of their own, and single numbers on one together", () => {
    const memory = new FreeMemory(64);
    expect([100, 8, 4, 16, 8].map((bytes) => memory.take(bytes))).toEqual([64, 192, 200, 256, 208]);
    expect(memory.end).toBe(320);
  });

  it("takes the smallest block that is large enough, and keeps the rest of it", () => {
    const memory = new FreeMemory(64);
    const [large, , small] = [640, 64, 128, 64].map((bytes) => memory.take(bytes));
    memory.give(large, 640);
    memory.give(small, 128);
    expect(memory.take(100)).toBe(small);
    expect(memory.take(100)).toBe(large);
    expect(memory.take(512)).toBe(large + 128);
    expect(memory.take(64)).toBe(memory.end - 64);
  });

  it("never gives out what is in use", () => {
    const generator = new Generator(1);
    const memory = new FreeMemory(64);
    const used = new Map<number, number>();
    const inUse = new Set<number>();
    for (let i = 0; i < 3000; i++) {
      const [kind, bytes] = generator.integers([2], 0, 300).data;
      if (kind % 2 === 0 && used.size > 0) {
        const [address, size] = Array.from(used)[kind % used.size];
        memory.give(address, size);
        used.delete(address);
        for (let at = address; at < address + size; at++) inUse.delete(at);
        continue;
      }
      const size = bytes % 3 === 0 ? 8 : bytes + 1;
      const address = memory.take(size);
      used.set(address, size);
      expect(address + size).toBeLessThanOrEqual(memory.end);
      for (let at = address; at < address + size; at++) {
        expect(inUse.has(at)).toBe(false);
        inUse.add(at);
      }
    }
  });
});
