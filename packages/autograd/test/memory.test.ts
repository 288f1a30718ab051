import { noGrad, tensor, type Value, value } from "@chainrule/autograd";
import { describe, expect, it } from "vitest";

describe("memory", () => {
  it("does not grow: after 10,000 training steps it is within 10% of what it was after 1,000", () => {
    const { gc } = globalThis;
    if (gc === undefined)
      throw new Error("This test needs node --expose-gc: run it through vitest.config.ts.");
    const w = tensor(
      Float32Array.from({ length: 64 * 32 }, (_, i) => Math.sin(i)),
      { shape: [64, 32], requiresGrad: true },
    );
    const x = tensor(
      Float32Array.from({ length: 16 * 64 }, (_, i) => Math.cos(i)),
      { shape: [16, 64] },
    );
    const step = (): void => {
      const loss = x.matmul(w).tanh().square().mean();
      w.grad = null;
      loss.backward();
      noGrad(() => w.assign(w.sub((w.grad as unknown as Value).mul(0.01))));
    };
    const resident = (): number => {
      gc();
      gc();
      return process.memoryUsage().rss;
    };
    for (let i = 0; i < 1000; i++) step();
    const early = resident();
    for (let i = 1000; i < 10_000; i++) step();
    expect(resident()).toBeLessThan(early * 1.1);
  });

  it("lets the graph go with the last Value that reaches it", async () => {
    const { gc } = globalThis;
    const w = value(1, { requiresGrad: true });
    const nodes = Array.from({ length: 50 }, () => {
      const y = w.mul(2);
      y.backward();
      return new WeakRef(y);
    });
    await new Promise((resolve) => setTimeout(resolve, 0)); // a WeakRef holds on until the job has ended
    gc?.();
    expect(nodes.filter((ref) => ref.deref() !== undefined).length).toBeLessThan(5);
  });
});
