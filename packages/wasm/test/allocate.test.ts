import { describe, expect, it } from "vitest";
import { allocate } from "../src/allocate.ts";
import { type Buffer, contiguous, type Kernel, type Plan } from "../src/ir.ts";

describe("allocate", () => {
  it("gives a place to what has no entries, which is read though no kernel writes it", () => {
    const buffer = (id: number, size: number): Buffer => ({ id, dtype: "float32", size });
    const buffers = [buffer(0, 0), buffer(1, 0), buffer(2, 1), buffer(3, 1), buffer(4, 1)];
    const [none, other, ...sums] = buffers;
    const sum = (from: Buffer, target: Buffer): Kernel => ({
      kind: "map",
      shape: [],
      stores: [
        {
          target: contiguous(target, []),
          value: { kind: "read", dtype: "float32", view: contiguous(from, []) },
        },
      ],
    });
    const kernels = [sum(none, sums[0]), sum(other, sums[1]), sum(sums[0], sums[2]), sum(sums[1], sums[2])];
    const plan: Plan = { buffers, kernels, results: new Map() };
    const { addresses } = allocate(plan, new Map());
    expect(buffers.map((each) => Number.isInteger(addresses.get(each)))).toEqual(buffers.map(() => true));
    expect(addresses.get(sums[0])).not.toBe(addresses.get(sums[1]));
  });
});
