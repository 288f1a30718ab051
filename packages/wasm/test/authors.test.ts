import { defineOp, tensor, unary, type Value } from "@chainrule/autograd";
import { checkOp } from "@chainrule/autograd/testing";
import { compile, inspect } from "@chainrule/wasm";
import { describe, expect, it } from "vitest";

/** x³, of raw numbers, and what is said to the compiler. */
const cubed = (composed?: (x: Value) => Value) =>
  defineOp(
    "cubed",
    (x: Value) =>
      tensor(
        x.data.map((entry) => entry ** 3),
        { shape: x.shape },
      ),
    {
      shape: (x) => x.shape,
      vjp: [(cotangent, _output, x) => cotangent.mul(x.square().mul(3))],
      jvp: [(tangent, _output, x) => tangent.mul(x.square().mul(3))],
      samples: [{ args: [{ shape: [2, 3] }] }],
      ...(composed && { lowering: { composed } }),
    },
  );

describe("an author's op", () => {
  it("runs its own forward in a compiled program, without a word to the compiler", () => {
    checkOp(cubed(), { compile });
    expect(inspect(compile(cubed()), tensor([1, 2]))).toMatch(/forward cubed b\d+ = /);
  });

  it("becomes what it says it is made of", () => {
    const op = cubed((x) => x.square().mul(x));
    checkOp(op, { compile });
    expect(inspect(compile(op), tensor([1, 2]))).not.toContain("forward");
  });

  it("fails its check where what it says is not what it does", () => {
    expect(() =>
      checkOp(
        cubed((x) => x.square()),
        { compile },
      ),
    ).toThrow(
      /^checkOp\(cubed, sample 0\): result 0 differs when compiled, entry \[\d, \d\]: compiled .*, here /,
    );
  });

  it("may map entries: then it is part of the loops around it", () => {
    const swap = unary({
      name: "swap",
      forward: (x) => 1 / (1 + x * x),
      derivative: (_x, y) => y.square().mul(-2),
    });
    const f = (x: Value): Value => swap(x.mul(2)).add(1);
    expect(compile(f)(tensor([0, 1, 2])).toArray()).toEqual(f(tensor([0, 1, 2])).toArray());
    expect(inspect(compile(f), tensor([0, 1, 2]))).toMatch(/map \[3\] b1 = add\(swap\(mul\(b0, 2\)\), 1\)/);
  });
});
