import { arange, noGrad, tensor, type Value, value, zeros } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";

describe("Value", () => {
  it("tells its shape, rank, size and dtype", () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect([x.shape, x.rank, x.size, x.dtype]).toEqual([[2, 3], 2, 6, "float32"]);
  });

  it("is a scalar of shape [] when made from a number", () => {
    expect(value(2).shape).toEqual([]);
    expect(value(2).item()).toBe(2);
  });

  it("rounds scalars to their dtype", () => {
    expect(value(0.1).item()).toBe(Math.fround(0.1));
    expect(value(0.1, { dtype: "float64" }).item()).toBe(0.1);
    expect(value(2.9, { dtype: "int32" }).item()).toBe(2);
    expect(value(7, { dtype: "bool" }).item()).toBe(1);
  });

  it("gives item() of any Value of one entry, and refuses it for others", () => {
    expect(tensor([[3]]).item()).toBe(3);
    expect(zeros([1, 1]).item()).toBe(0);
    expect(() => tensor([1, 2]).item()).toThrow(/one entry, got shape \[2\]/);
    expect(() => zeros([0]).item()).toThrow(/one entry, got shape \[0\]/);
  });

  it("gives its entries as nested arrays, bools as booleans", () => {
    expect(
      tensor([
        [1, 2],
        [3, 4],
      ]).toArray(),
    ).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(tensor([true, false]).toArray()).toEqual([true, false]);
    expect(value(5).toArray()).toBe(5);
    expect(zeros([2, 0, 3]).toArray()).toEqual([[], []]);
  });

  it("reads its data at once and as a promise", async () => {
    const x = tensor([1, 2, 3]);
    expect(Array.from(x.data)).toEqual([1, 2, 3]);
    expect(await x.read()).toEqual(x.data);
  });

  it("has data that can be folded without a cast, whatever the dtype", () => {
    const { data } = arange(1, 4).mul(0.5);
    expect(data.reduce((sum, x) => sum + x)).toBe(3);
    expect(data.reduce((sum, x) => sum + x, 1)).toBe(4);
    expect(data.reduceRight((text, x, i) => `${text}${i}:${x} `, "")).toBe("2:1.5 1:1 0:0.5 ");
  });

  it("knows the call that computed it, and that call its inputs", () => {
    const x = value(2, { requiresGrad: true });
    const y = x.sin();
    expect(y.op?.name).toBe("sin");
    expect(y.inputs).toEqual([x]);
    expect(x.op).toBeNull();
    expect(x.inputs).toEqual([]);
  });

  it("records a call only when an input requires a gradient", () => {
    expect(value(2).sin().node).toBeNull();
    expect(value(2, { requiresGrad: true }).sin().node).not.toBeNull();
    expect(noGrad(() => value(2, { requiresGrad: true }).sin().requiresGrad)).toBe(false);
  });

  it("cannot require a gradient as an integer or bool", () => {
    expect(() => value(2, { dtype: "int32", requiresGrad: true })).toThrow(/float32 and float64.*int32/);
    expect(() => tensor([true], { requiresGrad: true })).toThrow(/bool/);
  });

  it("can have requiresGrad switched on leaves, and not on results", () => {
    const x = value(1);
    x.requiresGrad = true;
    const y = x.mul(2);
    expect(() => {
      y.requiresGrad = false;
    }).toThrow(/leaves only.*mul/);
  });

  it("clones to a Value of its own through which gradients pass", () => {
    const x = value(2, { requiresGrad: true });
    x.clone().mul(3).backward();
    expect(x.grad?.item()).toBe(3);
  });

  it("detaches without copying", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const y = x.detach();
    expect([y.requiresGrad, y.node]).toEqual([false, null]);
    expect(y.data).toBe(x.data);
  });

  it("converts dtypes by truncation, rounding and truth", () => {
    const x = tensor([-1.7, 0, 2.5], { dtype: "float64" });
    expect(x.to("int32").toArray()).toEqual([-1, 0, 2]);
    expect(x.to("bool").toArray()).toEqual([true, false, true]);
    expect(x.to("float64")).toBe(x);
    expect(() => x.to("float16" as "float32")).toThrow(/to: a dtype is one of .*, got "float16"/);
  });

  it("refuses to be a number for JavaScript's operators, which would be silently wrong", () => {
    const x = value(2) as unknown as number;
    expect(() => x < 3).toThrow(/item\(\)/);
    expect(() => x * 3).toThrow(/methods such as add\(\)/);
    expect(`${x}`).toBe("value(2)");
    expect(JSON.stringify({ x, y: tensor([1, 2]) })).toBe('{"x":2,"y":[1,2]}');
  });

  it("has a shape that nobody can change", () => {
    expect(() => (tensor([1, 2]).shape as number[]).push(3)).toThrow(TypeError);
    expect(() => (tensor([1, 2]).reshape([2, 1]).shape as number[]).push(3)).toThrow(TypeError);
  });

  it("throws when a Value of another copy of the package is passed", () => {
    const foreign = { [Symbol.for("@chainrule/autograd/Value")]: true };
    expect(() => value(1).add(foreign as unknown as Value)).toThrow(/another copy of @chainrule\/autograd/);
  });

  it("names the op and what it got when an operand is no Value", () => {
    expect(() => value(1).add("2" as unknown as Value)).toThrow(/add needs Values or numbers, got "2"/);
    expect(() => value(1).matmul([1] as unknown as Value)).toThrow(/matmul needs a Value, got an array/);
  });
});

describe("assign", () => {
  it("swaps the numbers of a leaf and leaves what was computed before alone", () => {
    const x = tensor([1, 2]);
    const [alias, double] = [x.detach(), x.mul(2)];
    x.assign(tensor([5, 6]));
    expect([x, alias, double].map((v) => v.toArray())).toEqual([
      [5, 6],
      [1, 2],
      [2, 4],
    ]);
  });

  it("refuses another shape, another dtype, computed Values and what is no Value", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    expect(() => x.assign(tensor([1, 2, 3]))).toThrow(/shape \[2\], got float32 of shape \[3\]/);
    expect(() => x.assign(tensor([1, 2], { dtype: "float64" }))).toThrow(/needs float32.*got float64/);
    expect(() => x.mul(2).assign(x)).toThrow(/leaves only.*mul/);
    expect(() => x.assign(3 as unknown as Value)).toThrow(/got 3/);
  });
});
