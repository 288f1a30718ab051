import {
  arange,
  eye,
  full,
  getDefaultDtype,
  linspace,
  ones,
  onesLike,
  setDefaultDtype,
  tensor,
  value,
  zeros,
  zerosLike,
} from "@chainrule/autograd";
import { afterEach, describe, expect, it } from "vitest";

afterEach(() => setDefaultDtype("float32"));

describe("tensor", () => {
  it("takes nested arrays of any depth", () => {
    expect(tensor([[[1], [2]]]).shape).toEqual([1, 2, 1]);
    expect(tensor([]).shape).toEqual([0]);
    expect(tensor([[], []]).shape).toEqual([2, 0]);
    expect(tensor(3).shape).toEqual([]);
  });

  it.each([[[[1, 2], [3]]], [[[1], 2]], [[1, [2]]], [[[[1]], [[1, 2]]]]])(
    "refuses ragged data %j",
    (data) => {
      expect(() => tensor(data)).toThrow(/rows of equal length|needs numbers/);
    },
  );

  it("refuses what is no number", () => {
    expect(() => tensor(["1"] as unknown as number[])).toThrow(/got "1" at depth 1/);
    expect(() => tensor([undefined] as unknown as number[])).toThrow(/got undefined/);
  });

  it("keeps the dtype of typed arrays, and widens small integers to int32", () => {
    expect(tensor(new Float64Array([1])).dtype).toBe("float64");
    expect(tensor(Uint8Array.of(1, 200)).toArray()).toEqual([1, 200]);
    expect(tensor(Int16Array.of(-5)).dtype).toBe("int32");
    expect(() => tensor(new BigInt64Array(1) as unknown as Float64Array)).toThrow(/BigInt64Array/);
    expect(() => tensor(new Uint32Array(1) as unknown as Float64Array)).toThrow(/Uint32Array/);
  });

  it("fills a shape with flat data, and refuses data that does not fill it", () => {
    expect(tensor(Float32Array.of(1, 2, 3, 4), { shape: [2, 2] }).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(() => tensor([1, 2, 3], { shape: [2, 2] })).toThrow(/\[2, 2\] has 4 entries, the data has 3/);
    expect(() => tensor([1], { shape: [-1] })).toThrow(/integers from 0 to 2\^53, got \[-1\]/);
  });

  it("copies its data", () => {
    const data = Float32Array.of(1, 2);
    const x = tensor(data);
    data[0] = 9;
    expect(x.toArray()).toEqual([1, 2]);
  });

  it("makes bools of booleans", () => {
    expect(tensor([true, false]).dtype).toBe("bool");
    expect(tensor([2, 0], { dtype: "bool" }).toArray()).toEqual([true, false]);
  });

  it("follows the default dtype", () => {
    setDefaultDtype("float64");
    expect([tensor([1]), value(1), zeros([1]), linspace(0, 1, 2)].map((x) => x.dtype)).toEqual(
      Array(4).fill("float64"),
    );
    expect(getDefaultDtype()).toBe("float64");
    expect(() => setDefaultDtype("int32" as "float32")).toThrow(/float32 or float64/);
  });
});

describe("the other ways to make Values", () => {
  it("fill with one number", () => {
    expect(zeros([2]).toArray()).toEqual([0, 0]);
    expect(ones([1, 2]).toArray()).toEqual([[1, 1]]);
    expect(full([2], 7, { dtype: "int32" }).toArray()).toEqual([7, 7]);
    expect(full([2], true).toArray()).toEqual([true, true]);
    expect(full([1], 0.1).data[0]).toBe(Math.fround(0.1));
  });

  it("take shape and dtype from another Value", () => {
    const x = tensor([[1, 2]], { dtype: "float64" });
    expect([zerosLike(x), onesLike(x)].map((y) => [y.dtype, y.toArray()])).toEqual([
      ["float64", [[0, 0]]],
      ["float64", [[1, 1]]],
    ]);
  });

  it("make identity matrices", () => {
    expect(eye(2).toArray()).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(eye(2, 3).toArray()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
  });

  it("count", () => {
    expect(arange(3).toArray()).toEqual([0, 1, 2]);
    expect(arange(3).dtype).toBe("int32");
    expect(arange(1, 2, 0.5).toArray()).toEqual([1, 1.5]);
    expect(arange(5, 0, -2).toArray()).toEqual([5, 3, 1]);
    expect(arange(3, { dtype: "float64" }).dtype).toBe("float64");
    expect(() => arange(0, 1, 0)).toThrow(/step other than 0/);
  });

  it("divide an interval, both ends exact", () => {
    expect(linspace(0, 1, 5).toArray()).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(linspace(2, 9, 1).toArray()).toEqual([2]);
    expect(linspace(0, 0.3, 7, { dtype: "float64" }).data[6]).toBe(0.3);
    expect(linspace(0, 1, 0).shape).toEqual([0]);
  });
});
