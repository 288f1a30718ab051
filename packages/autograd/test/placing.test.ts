import { arange, grad, ones, tensor, topK, type Value, vmap, zeros } from "@chainrule/autograd";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const int32 = (...entries: number[]): Value => tensor(Int32Array.from(entries));

describe("scatter", () => {
  it("lets the last of several entries stay, which alone gets the gradient", () => {
    const index = int32(1, 0, 1);
    const write = (source: Value): Value => zeros([2], { dtype: "float64" }).scatter(0, index, source);
    const source = tensor([3, 4, 5], { dtype: "float64" });
    expect(write(source).toArray()).toEqual([4, 5]);
    expect(grad((s: Value) => write(s).sum())(source).toArray()).toEqual([0, 1, 1]);
  });

  it("undoes argsort", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 })), (list) => {
        const x = int32(...list);
        const [sorted, order] = x.sort();
        expect(zeros([list.length], { dtype: "int32" }).scatter(0, order, sorted).toArray()).toEqual(list);
      }),
    );
  });
});

describe("unique", () => {
  it("gives each entry once, where each went, and how often it occurs", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 })), (list) => {
        const [values, inverse, counts] = int32(...list).unique();
        const distinct = [...new Set(list)].sort((a, b) => a - b);
        expect(values.toArray()).toEqual(distinct);
        expect(values.take(inverse).toArray()).toEqual(list);
        expect(counts.toArray()).toEqual(distinct.map((n) => list.filter((m) => m === n).length));
      }),
    );
  });

  it("counts each NaN as another, and 0 and -0 as one", () => {
    const [values, inverse, counts] = tensor([Number.NaN, -0, 1, 0, Number.NaN]).unique();
    expect(values.toArray()).toEqual([-0, 1, Number.NaN, Number.NaN]);
    expect(inverse.toArray()).toEqual([2, 0, 1, 0, 3]);
    expect(counts.toArray()).toEqual([2, 1, 1, 1]);
  });

  it("refuses to give a gradient", () => {
    expect(() => grad((x: Value) => x.unique()[0].sum())(tensor([1, 2]))).toThrow(
      /unique has no vjp rule for argument 0.*detach\(\)/,
    );
  });
});

describe("ops whose result has a shape that depends on numbers", () => {
  it.each<[string, (x: Value) => Value, RegExp]>([
    ["maskedSelect", (x) => x.maskedSelect(x.gt(0)), /maskedSelect gives.*where or maskedFill/],
    ["nonzero", (x) => x.nonzero(), /nonzero gives.*where/],
    ["unique", (x) => x.unique()[0], /unique gives.*sort/],
  ])("%s names the substitute in vmap", (_name, f, message) => {
    expect(() => vmap(f)(ones([2, 3]))).toThrow(message);
  });
});

describe("searchSorted", () => {
  it("keeps the sequence sorted", () => {
    const numbers = fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 12 });
    fc.assert(
      fc.property(numbers, fc.integer({ min: -6, max: 6 }), (list, x) => {
        const sorted = [...list].sort((a, b) => a - b);
        const sequence = int32(...sorted);
        expect(sequence.searchSorted(x).item()).toBe(sorted.filter((n) => n < x).length);
        expect(sequence.searchSorted(x, { right: true }).item()).toBe(sorted.filter((n) => n <= x).length);
      }),
    );
  });

  it("does not round a number to the sequence's integers", () => {
    expect(int32(1, 2, 3).searchSorted(1.5).item()).toBe(1);
    expect(
      int32(16777216, 16777217)
        .searchSorted(tensor([16777216]), { right: true })
        .toArray(),
    ).toEqual([1]);
    expect(tensor([0.1]).searchSorted(0.1, { right: true }).item()).toBe(1);
  });

  it("looks up each example's numbers in its own sequence in vmap", () => {
    const sequences = tensor([
      [1, 2, 3],
      [10, 20, 30],
    ]);
    const find = vmap((sequence: Value, x: Value) => sequence.searchSorted(x));
    expect(find(sequences, tensor([2.5, 25])).toArray()).toEqual([2, 2]);
    const inOne = vmap((sequence: Value) => sequence.searchSorted(tensor([[2.5, 25]])));
    expect(inOne(sequences).toArray()).toEqual([[[2, 3]], [[0, 2]]]);
  });
});

describe("pad", () => {
  it("lets in what cannot be seen from the middle", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("constant" as const, "reflect" as const, "replicate" as const, "circular" as const),
        fc.nat({ max: 3 }),
        fc.nat({ max: 3 }),
        (mode, before, after) => {
          const x = arange(8).reshape([2, 4]);
          const padded = x.pad([[before, after]], { mode });
          expect(padded.shape).toEqual([2, 4 + before + after]);
          expect(padded.slice(before, before + 4, { axis: 1 }).toArray()).toEqual(x.toArray());
        },
      ),
    );
  });

  it("keeps the dtype", () => {
    expect(
      tensor([true])
        .pad([[1, 0]])
        .toArray(),
    ).toEqual([false, true]);
    expect(
      int32(5)
        .pad([[1, 1]], { value: 3 })
        .toArray(),
    ).toEqual([3, 5, 3]);
  });
});

describe("arguments that make no sense", () => {
  const x = ones([2, 3]);
  it.each<[string, () => unknown, RegExp]>([
    ["scatter of floats", () => x.scatter(1, x, x), /scatter needs int32 indices, got float32/],
    [
      "scatter out of range",
      () => x.scatter(1, tensor([[3]], { dtype: "int32" }), 1),
      /index 3 is out of range/,
    ],
    [
      "scatter from too little",
      () => x.scatter(1, zeros([2, 2], { dtype: "int32" }), ones([2, 1])),
      /source at least as large as the index \[2, 2\], got \[2, 1\]/,
    ],
    ["pad without pairs", () => x.pad([1, 1] as never), /a pair \[before, after\]/],
    ["pad by a negative count", () => x.pad([[-1, 0]]), /To cut entries off use slice/],
    [
      "pad of too many axes",
      () =>
        zeros([2]).pad([
          [0, 0],
          [1, 1],
        ]),
      /2 pairs for the 1 axes of \[2\]/,
    ],
    [
      "pad with a mirror that is too small",
      () => x.pad([[3, 0]], { mode: "reflect" }),
      /"reflect" adds at most 2/,
    ],
    ["pad with copies of nothing", () => zeros([0]).pad([[1, 0]], { mode: "replicate" }), /adds at most 0/],
    ["pad in an unknown way", () => x.pad([[1, 0]], { mode: "edge" as never }), /got "edge"/],
    ["roll with too few shifts", () => x.roll(1, [0, 1]), /shifts \[1\] for axes \[0, 1\]/],
    ["roll by half", () => x.roll(0.5, 0), /roll needs an integer/],
    ["repeat with too few counts", () => x.repeat([2]), /count for each axis of \[2, 3\], got \[2\].*tile/],
    ["repeat backward", () => x.repeat([2, -1]), /counts are integers of at least 0, got -1/],
    ["repeat of counts one by one", () => x.repeat(2 as never), /repeat needs an array of counts/],
    ["repeatInterleave with too few counts", () => x.repeatInterleave([1], 1), /array of 3 such, got \[1\]/],
    ["diagonal of a vector", () => ones([2]).diagonal(), /diagonal: axis 1 does not exist/],
    ["diagonal of one axis", () => x.diagonal(0, 1, -1), /diagonal needs two axes/],
    ["diagonal between entries", () => x.diagonal(0.5), /the offset is an integer, got 0\.5/],
    ["diag of many matrices", () => ones([2, 2, 2]).diag(), /a vector or a matrix, got shape \[2, 2, 2\]/],
    ["maskedSelect without a mask", () => x.maskedSelect(x), /maskedSelect needs a bool mask, got float32/],
    ["maskedFill without a mask", () => x.maskedFill(x, 1), /maskedFill needs a bool mask, got float32/],
    ["topK of nothing", () => topK(undefined as never, 1), /topK needs a Value, got undefined/],
    ["split into nothing", () => x.split(undefined as never), /split needs a size of at least 1 or an array/],
    ["dot with nothing", () => ones([3]).dot(undefined as never), /dot needs a Value, got undefined/],
    ["outer of other ranks", () => x.outer(ones([3])), /outer needs two vectors, got \[2, 3\] and \[3\]/],
    ["lerp by a boolean", () => x.lerp(1, true as never), /lerp needs a Value, got true/],
    [
      "searchSorted in rows of others",
      () => x.searchSorted(ones([3, 1])),
      /leading axes.*\[2, 3\] and \[3, 1\]/,
    ],
    ["cummax along an axis too many", () => x.cummax(2), /cummax: axis 2 does not exist/],
    [
      "tensordot of extents that differ",
      () => x.tensordot(ones([2, 3]), 1),
      /got \[3\] of \[2, 3\] and \[2\]/,
    ],
    ["tensordot of too many axes", () => x.tensordot(x, 3), /a number of axes from 0 to 2/],
    ["kron of arrays", () => x.kron([1] as never), /kron needs a Value, got an array/],
  ])("are refused: %s", (_name, f, message) => {
    expect(f).toThrow(message);
  });
});
