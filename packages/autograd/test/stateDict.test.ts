import { loadState, saveState, tensor, value, zeros } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";

describe("a state dict", () => {
  const make = (): Record<string, ReturnType<typeof value>> => ({
    weight: tensor([
      [1, 2],
      [3, 4],
    ]),
    step: value(7, { dtype: "float64" }),
    mask: tensor([true, false]),
  });

  it("survives structuredClone and brings back every number", () => {
    const [from, to] = [
      make(),
      { weight: zeros([2, 2]), step: value(0, { dtype: "float64" }), mask: tensor([false, false]) },
    ];
    loadState("the model", to, structuredClone(saveState(from)));
    for (const path of Object.keys(from)) expect(to[path as "mask"].toArray()).toEqual(from[path].toArray());
  });

  it("is a copy", () => {
    const values = make();
    const state = saveState(values);
    state["weight"].data[0] = 9;
    expect(values["weight"].toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    loadState("the model", values, state);
    state["weight"].data[0] = 10;
    expect(values["weight"].toArray()).toEqual([
      [9, 2],
      [3, 4],
    ]);
  });

  it("lists all that is missing, unexpected and misshaped, and then loads nothing", () => {
    const values = make();
    const state = { ...saveState({ weight: zeros([3]), mask: tensor([true, true]), extra: value(1) }) };
    const load = (): void => loadState("the model", values, state);
    expect(load).toThrow(
      /does not fit the model.*missing: step.*unexpected: extra.*weight \(needs float32 \[2, 2\], got float32 \[3\].*Nothing was loaded/s,
    );
    expect(values["mask"].toArray()).toEqual([true, false]);
  });

  it("lists the first of many entries and counts the others", () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`p${i}`, value(i)]));
    expect(() => loadState("it", {}, saveState(many))).toThrow(
      "unexpected: p0, p1, p2, p3, p4, p5, p6, p7 and 12 more. Nothing was loaded.",
    );
  });

  it("loads nothing when one entry holds another kind of array", () => {
    const values = { a: zeros([1]), b: zeros([1]) };
    const state = { ...saveState({ a: value(1).reshape([1]), b: zeros([1]) }) };
    const bad = { ...state["b"], data: new Uint32Array(1) as never };
    expect(() => loadState("it", values, { a: state["a"], b: bad })).toThrow(
      /b \(needs float32 \[1\].*in a Uint32Array/,
    );
    expect(values.a.toArray()).toEqual([0]);
    expect(() => loadState("it", values, null as never)).toThrow(/needs a state dict, got null/);
    const computed = { a: value(1, { requiresGrad: true }).mul(2) };
    expect(() => loadState("it", computed, saveState(computed))).toThrow(/computed by mul and is no leaf/);
  });

  it("refuses entries that are no arrays, and other dtypes", () => {
    const values = { x: zeros([2]) };
    expect(() => loadState("it", values, { x: [1, 2] } as never)).toThrow(/x \(is an array instead of/);
    expect(() => loadState("it", values, { x: null } as never)).toThrow(/x \(is null instead of/);
    expect(() => loadState("it", values, saveState({ x: zeros([2], { dtype: "float64" }) }))).toThrow(
      /needs float32 \[2\], got float64/,
    );
  });
});
