import { defineOp, type Op, tensor, type Value, value } from "@chainrule/autograd";
import { checkOp, gradcheck } from "@chainrule/autograd/testing";
import {
  anyAxes,
  anyAxis,
  anyBroadcastable,
  anyDtype,
  anyIndices,
  anyPermutation,
  anyShape,
  anyValue,
} from "@chainrule/autograd/testing/arbitrary";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

/** What a thousand draws give. */
const draws = <T>(arbitrary: fc.Arbitrary<T>): T[] => fc.sample(arbitrary, { numRuns: 1000, seed: 1 });
const sizeOf = (shape: readonly number[]): number => shape.reduce((n, extent) => n * extent, 1);
const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);

describe("anyShape", () => {
  it("has scalars, extents of 0 and 1, and all ranks, within its bounds", () => {
    const shapes = draws(anyShape({ maxRank: 3, maxExtent: 5, maxSize: 20 }));
    expect(new Set(shapes.map((shape) => shape.length))).toEqual(new Set([0, 1, 2, 3]));
    expect(new Set(shapes.flat())).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    expect(Math.max(...shapes.map(sizeOf))).toBeLessThanOrEqual(20);
    const large = draws(anyShape({ minRank: 2, maxRank: 2, minExtent: 2, maxSize: 5 }));
    expect(large.every((shape) => shape.length === 2 && shape.every((n) => n >= 2))).toBe(true);
  });

  it("refuses bounds that leave no shape", () => {
    expect(() => anyShape({ minRank: 3, minExtent: 5, maxSize: 100 })).toThrow(
      /anyShape: 3 axes of at least 5 entries have more than 100/,
    );
  });

  it("shrinks to the smallest shape that fails", () => {
    const { counterexample } = fc.check(
      fc.property(anyShape(), (shape) => sizeOf(shape) < 6),
      { seed: 3 },
    );
    expect(counterexample?.map(sizeOf)).toEqual([6]);
  });
});

describe("anyBroadcastable", () => {
  it("gives shapes that add up to the result that it names, as many as asked for", () => {
    const found = draws(anyBroadcastable({ count: 3 }));
    for (const { shapes, result } of found) {
      expect(shapes.length).toBe(3);
      const sum = shapes
        .map((shape) => tensor(new Float64Array(sizeOf(shape)), { shape }))
        .reduce((a, b) => a.add(b));
      expect(sum.shape).toEqual(result);
    }
    const stretched = found.filter(({ shapes, result }) =>
      shapes.every((shape) => String(shape) !== String(result)),
    );
    expect(stretched.length).toBeGreaterThan(100);
  });
});

describe("anyValue", () => {
  it("keeps to its shape, dtype and range", () => {
    for (const dtype of ["float32", "float64", "int32"] as const) {
      const entries = draws(anyValue({ shape: [3], dtype, range: [-2, 1] })).flatMap((x) => {
        expect([x.shape, x.dtype]).toEqual([[3], dtype]);
        return Array.from(x.data);
      });
      expect(Math.min(...entries)).toBeGreaterThanOrEqual(-2);
      expect(Math.max(...entries)).toBeLessThanOrEqual(1);
    }
    expect(new Set(draws(anyValue({ shape: [], dtype: "bool" })).map((x) => x.item()))).toEqual(
      new Set([0, 1]),
    );
  });

  it("has special entries when asked for: NaN, infinities, −0, subnormal and the largest numbers", () => {
    const float32 = draws(anyValue({ shape: [2], dtype: "float32", special: true })).flatMap((x) =>
      Array.from(x.data),
    );
    for (const x of [Number.NaN, Infinity, -Infinity, -0, 2 ** -149, -(2 ** -149), 3.4028234663852886e38])
      expect(
        float32.some((entry) => Object.is(entry, x)),
        String(x),
      ).toBe(true);
    const float64 = draws(anyValue({ shape: [2], special: true })).flatMap((x) => Array.from(x.data));
    for (const x of [Number.MIN_VALUE, Number.MAX_VALUE, 2 ** -1023]) expect(float64).toContain(x);
    const int32 = draws(anyValue({ shape: [2], dtype: "int32", special: true })).flatMap((x) =>
      Array.from(x.data),
    );
    expect([Math.min(...int32), Math.max(...int32)]).toEqual([-(2 ** 31), 2 ** 31 - 1]);
  });

  it("draws shapes and dtypes too, and parameters", () => {
    const values = draws(anyValue({ shape: anyShape(), dtype: anyDtype(), requiresGrad: true }));
    expect(new Set(values.map((x) => x.dtype)).size).toBe(4);
    expect(values.every((x) => x.requiresGrad === x.dtype.startsWith("float"))).toBe(true);
    expect(new Set(draws(anyDtype("float")))).toEqual(new Set(["float32", "float64"]));
  });
});

describe("axes, permutations and indices", () => {
  it("count from either end, none twice", () => {
    expect(new Set(draws(anyAxis(2)))).toEqual(new Set([-2, -1, 0, 1]));
    for (const axes of draws(anyAxes(3))) {
      const fromFront = axes.map((axis) => (axis + 3) % 3);
      expect(new Set(fromFront).size).toBe(axes.length);
    }
    expect(new Set(draws(anyAxes(2)).map((axes) => axes.length))).toEqual(new Set([0, 1, 2]));
    expect(draws(anyPermutation(3)).every((axes) => String(sorted(axes)) === "0,1,2")).toBe(true);
    expect(new Set(draws(anyPermutation(3)).map(String)).size).toBe(6);
  });

  it("are in range", () => {
    const entries = draws(anyIndices({ shape: [2], extent: 3, negative: true })).flatMap((x) =>
      Array.from(x.data),
    );
    expect(new Set(entries)).toEqual(new Set([-3, -2, -1, 0, 1, 2]));
    expect(draws(anyIndices({ shape: [0], extent: 0 }))[0].shape).toEqual([0]);
  });

  it("are refused where there are none", () => {
    expect(() => anyAxis(0)).toThrow(/anyAxis needs a rank of at least 1, got 0/);
    expect(() => anyIndices({ shape: [2], extent: 0 })).toThrow(/anyIndices needs an extent of at least 1/);
  });
});

/** x·y entry by entry, with rules to replace. */
function productWith(rules: {
  jvpOfY?: (tangent: Value, x: Value) => Value;
  batch?: (x: Value, y: Value) => Value;
}): Op<[x: Value, y: Value]> {
  const { jvpOfY = (tangent, x) => x.mul(tangent), batch = (x, y) => x.mul(y) } = rules;
  return defineOp(
    "product",
    (x: Value, y: Value) =>
      tensor(
        Float64Array.from(x.data, (entry, i) => entry * y.data[i]),
        { shape: x.shape, dtype: x.dtype },
      ),
    {
      shape: (x) => x.shape,
      vjp: [(cotangent, _output, _x, y) => cotangent.mul(y), (cotangent, _output, x) => cotangent.mul(x)],
      jvp: [(tangent, _output, _x, y) => tangent.mul(y), (tangent, _output, x) => jvpOfY(tangent, x)],
      batch: (_size, _isBatched, x, y) => batch(x, y),
      samples: [{ args: [{ shape: [2, 2] }, { shape: [2, 2] }] }],
    },
  );
}

describe("what gradcheck says of a wrong rule", () => {
  const point = tensor(
    [
      [1, 2],
      [3, 4],
    ],
    { dtype: "float64" },
  );

  it("is nothing when all is right, vmap included", () => {
    checkOp(productWith({}));
    gradcheck(productWith({}), [point, point], { batch: true });
  });

  it("names argument and entry of a jvp rule", () => {
    const half = tensor(
      [
        [1, 1],
        [0.5, 1],
      ],
      { dtype: "float64" },
    );
    const wrong = productWith({ jvpOfY: (tangent, x) => x.mul(tangent).mul(half) });
    expect(() => gradcheck(wrong, [point, point])).toThrow(
      /forward mode against reverse mode, argument 1, entry \[1, 0\]: jvp gives \S+, vjp gives \S+; off by \S+\. Look at the jvp rule/,
    );
  });

  it("says so when a jvp rule is not linear in its tangent", () => {
    // Right for the tangents 0 and 1, which is what one entry at a time comes to.
    const wrong = productWith({ jvpOfY: (tangent, x) => x.mul(tangent.square()) });
    expect(() => gradcheck(wrong, [point, point])).toThrow(/A jvp rule is linear in its tangent/);
  });

  it("counts the entries that differ and shows the worst", () => {
    const wrong = productWith({ jvpOfY: (tangent, x) => x.mul(tangent).mul(point) });
    expect(() => gradcheck(wrong, [point, point])).toThrow(/the worst of 3 among 4 entries/);
    expect(() =>
      gradcheck((x) => x.mul(x.detach().mul(Number.NaN)), [value(1, { dtype: "float64" })]),
    ).toThrow(/the rules give NaN, differences give NaN/);
  });

  it("names argument, example and entry of a batch rule, and refuses another shape", () => {
    const mixed = productWith({ batch: (x, y) => x.mul(y.flip(0)) });
    expect(() => checkOp(mixed)).toThrow(
      /vmap of it over argument 0, output 0, example 0, entry \[\d, \d\]: vmap gives \S+, a loop gives \S+; off by/,
    );
    expect(() => gradcheck(mixed, [point, point], { batch: true, name: "mixed" })).toThrow(
      /gradcheck\(mixed\): vmap of it over argument 0, output 0/,
    );
  });

  it("notices a batch rule that gradients do not pass", () => {
    const cut = productWith({ batch: (x, y) => x.mul(y.detach()) });
    expect(() => checkOp(cut)).toThrow(/the gradient of vmap over argument 0, float argument 1, entry/);
  });

  it("notices a tangent that derivatives do not pass", () => {
    const cut = productWith({ jvpOfY: (tangent, x) => x.mul(tangent).detach() });
    expect(() => checkOp(cut)).toThrow(
      /the forward derivative's gradient: reverse mode against central differences/,
    );
  });

  it("leaves forward mode out when told to", () => {
    const wrong = productWith({ jvpOfY: (tangent) => tangent });
    gradcheck(wrong, [point, point], { forwardMode: false });
    expect(() => gradcheck(wrong, [point, point])).toThrow(/forward mode/);
  });
});
