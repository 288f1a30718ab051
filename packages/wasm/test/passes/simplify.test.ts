import { type Value, zeros } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";
import { eliminateDeadCode } from "../../src/passes/deadCode.ts";
import { simplify } from "../../src/passes/simplify.ts";
import { printed } from "./printed.ts";

const [x, y] = [zeros([2, 3]), zeros([2, 3])];
const simplified = (f: Parameters<typeof printed>[0], values: readonly Value[] = [x, y]): string[] =>
  printed(f, values, simplify, eliminateDeadCode);

describe("simplify", () => {
  it.each([
    ["a copy", () => x.clone().detach()],
    ["a conversion to the same dtype", () => x.to("float32")],
    ["a shape that is there", () => x.reshape([2, 3])],
    ["a shape undone", () => x.reshape([6]).reshape([2, 3])],
    ["a transpose undone", () => x.permute([1, 0]).permute([1, 0])],
    ["a product with 1", () => x.mul(1)],
    ["a quotient by 1", () => x.div(1)],
    ["a difference from 0", () => x.sub(0)],
    ["two changes of sign", () => x.neg().neg()],
    ["a power of 1", () => x.pow(1)],
    ["a sum over one entry", () => x.reshape([2, 1, 3]).sum(1)],
  ])("leaves nothing of %s", (_name, f) => {
    expect(simplified(() => f())).toEqual(["return leaf float32[2, 3]"]);
  });

  it("merges shapes, transposes and broadcasts of their like", () => {
    expect(simplified((a) => a.reshape([6]).reshape([3, 2]))[0]).toBe(
      "%0 = reshape(argument 0, [3, 2]): float32[3, 2]",
    );
    expect(simplified((a) => a.permute([2, 0, 1]).permute([1, 0, 2]), [zeros([2, 3, 4])])[0]).toBe(
      "%0 = permute(argument 0, [0, 2, 1]): float32[2, 4, 3]",
    );
    expect(simplified((a) => a.broadcastTo([2, 3]).broadcastTo([4, 2, 3]), [zeros([3])])[0]).toBe(
      "%0 = broadcastTo(argument 0, [4, 2, 3]): float32[4, 2, 3]",
    );
  });

  it("takes signs into sums and differences", () => {
    expect(simplified((a, b) => a.add(b.neg()))[0]).toBe("%0 = sub(argument 0, argument 1): float32[2, 3]");
    expect(simplified((a, b) => a.neg().add(b))[0]).toBe("%0 = sub(argument 1, argument 0): float32[2, 3]");
    expect(simplified((a, b) => a.sub(b.neg()))[0]).toBe("%0 = add(argument 0, argument 1): float32[2, 3]");
    expect(simplified((a) => a.mul(-1))[0]).toBe("%0 = neg(argument 0): float32[2, 3]");
  });

  it("computes powers and quotients in cheaper ways", () => {
    expect(simplified((a) => a.pow(2))[0]).toBe("%0 = square(argument 0): float32[2, 3]");
    expect(simplified((a) => a.pow(3)).slice(0, 2)).toEqual([
      "%0 = square(argument 0): float32[2, 3]",
      "%1 = mul(%0, argument 0): float32[2, 3]",
    ]);
    expect(simplified((a) => a.pow(4))[1]).toBe("%1 = square(%0): float32[2, 3]");
    expect(simplified((a) => a.pow(-1))[0]).toBe("%0 = reciprocal(argument 0): float32[2, 3]");
    expect(simplified((a) => a.div(-8))[0]).toBe("%0 = mul(argument 0, -0.125): float32[2, 3]");
  });

  it("leaves what would not give the same bits", () => {
    expect(simplified((a) => a.add(0))).toHaveLength(2); // −0 + 0 = 0
    expect(simplified((a) => a.div(3))[0]).toContain("div");
    expect(simplified((a) => a.sub(-0))[0]).toContain("sub");
    expect(simplified((a) => a.mul(0))[0]).toContain("mul"); // NaN · 0 = NaN
    expect(simplified((a) => a.sum(0), [zeros([1, 3], { dtype: "bool" })]).join()).toContain("sum");
  });
});
