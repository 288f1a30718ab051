import { arange, tensor, value, zeros } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";

describe("printing", () => {
  it("shows float32 as the shortest decimal that reads back as the same number", () => {
    expect(String(value(0.1))).toBe("value(0.1)");
    expect(String(tensor([1 / 3, 1e-10, 16777216]))).toBe("tensor([0.33333334, 1e-10, 16777216])");
    expect(String(tensor([1e20, 3e10, 3.4e38]))).toBe(
      "tensor([100000000000000000000, 30000000000, 3.4e+38])",
    );
    for (const x of [0.1, 1e20, 123456789, 1 / 3, 1e-45, 3.4028235e38, 0.30000001192092896, -2.5e-7]) {
      const printed = String(value(x)).slice("value(".length, -1);
      expect(Math.fround(Number(printed))).toBe(Math.fround(x));
    }
  });

  it("says the dtype when it is not the default, and requiresGrad", () => {
    expect(String(value(0.1, { dtype: "float64" }))).toBe("value(0.1, float64)");
    expect(String(arange(3))).toBe("tensor([0, 1, 2], int32)");
    expect(String(value(1, { requiresGrad: true }))).toBe("value(1, requiresGrad)");
    expect(String(tensor([true, false]))).toBe("tensor([true, false])");
  });

  it("aligns the columns of a matrix", () => {
    expect(
      String(
        tensor([
          [1, -20],
          [300, 4.5],
        ]),
      ),
    ).toBe("tensor([[  1, -20],\n        [300, 4.5]])");
  });

  it("leaves out the middle of long axes", () => {
    expect(String(arange(1000))).toBe("tensor([0, 1, 2, ..., 997, 998, 999], int32)");
    expect(String(zeros([1000, 1000])).length).toBeLessThan(300);
  });

  it("shows empty Values, NaN, infinities and −0", () => {
    expect(String(zeros([0]))).toBe("tensor([])");
    expect(String(zeros([2, 0]))).toBe("tensor([[],\n        []], shape: [2, 0])");
    expect(String(tensor([NaN, -Infinity, -0]))).toBe("tensor([NaN, -Infinity, -0])");
  });

  it("is what the console of Node shows", async () => {
    const { inspect } = await import("node:util");
    expect(inspect({ x: value(2) })).toBe("{ x: value(2) }");
  });
});
