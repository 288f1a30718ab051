import type { Value } from "@chainrule/autograd";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllGlobals());

/** A compiled step of training, run a few times: what it returned and left. */
async function results(): Promise<unknown> {
  const { tensor } = await import("@chainrule/autograd");
  const { compile } = await import("@chainrule/wasm");
  const w = tensor([1, 2, 3], { requiresGrad: true });
  const step = compile((x: Value) => {
    w.grad = null;
    const loss = w.mul(x).square().sum();
    loss.backward();
    w.assign(w.sub((w.grad as unknown as Value).mul(0.01)));
    return loss;
  });
  const losses = [1, 2, 3].map((n) => step(tensor([n, 1, 1])).item());
  return { losses, w: w.toArray(), gradient: w.grad };
}

it("runs recordings in JavaScript where there is no WebAssembly, or where a policy forbids it", async () => {
  const expected = JSON.stringify(await results());
  for (const absent of [
    undefined,
    {
      Module: () => {
        throw new Error("refused by the content security policy");
      },
    },
  ]) {
    vi.resetModules();
    vi.stubGlobal("WebAssembly", absent);
    expect(JSON.stringify(await results())).toBe(expected);
  }
});

it("leaves eager code in JavaScript where a policy forbids WebAssembly", async () => {
  vi.stubGlobal("WebAssembly", undefined);
  const { tensor } = await import("@chainrule/autograd");
  await import("@chainrule/wasm");
  const entries = Float32Array.from({ length: 30_000 }, (_, i) => i / 1e4);
  expect(tensor(entries).tanh().data).toEqual(entries.map(Math.tanh));
});

it("multiplies without relaxed SIMD too", async () => {
  const validate = vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
  const { tensor } = await import("@chainrule/autograd");
  const { compile } = await import("@chainrule/wasm");
  const [a, b] = [
    tensor([
      [1, 2],
      [3, 4],
    ]),
    tensor([
      [5, 6],
      [7, 8],
    ]),
  ];
  expect(compile((x: Value, y: Value) => x.matmul(y))(a, b).toArray()).toEqual([
    [19, 22],
    [43, 50],
  ]);
  expect(validate).toHaveBeenCalled();
  validate.mockRestore();
});
