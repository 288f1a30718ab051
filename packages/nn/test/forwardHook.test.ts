import { grad, ones, tensor, type Value } from "@chainrule/autograd";
import { Linear, MLP, Module, ReLU, registerForwardHook, Sequential } from "@chainrule/nn";
import { describe, expect, it } from "vitest";

describe("a forward hook", () => {
  it("sees the module, its inputs and its output, wherever forward is called, until it is ended", () => {
    const layer = new Linear(2, 3);
    const model = new Sequential(layer, new ReLU());
    const seen: [Linear, readonly Value[], Value][] = [];
    const stop = registerForwardHook(layer, (module, inputs, output) => {
      seen.push([module, inputs, output]);
    });
    const x = ones([1, 2]);
    const plain = model.forward(x);
    expect(seen).toHaveLength(1);
    expect(seen[0][0]).toBe(layer);
    expect(seen[0][1][0]).toBe(x);
    expect(plain.toArray()).toEqual(seen[0][2].relu().toArray());
    stop();
    stop();
    model.forward(x);
    expect(seen).toHaveLength(1);
  });

  it("replaces the output by what it returns, for the hooks after it too, and gradients flow through that", () => {
    const layer = new ReLU();
    const order: string[] = [];
    const stops = [2, 3].map((factor) =>
      registerForwardHook(layer, (_module, _inputs, output) => {
        order.push(`times ${factor} of ${output.item()}`);
        return output.mul(factor);
      }),
    );
    const x = tensor(1);
    expect(layer.forward(x).item()).toBe(6);
    expect(order).toEqual(["times 2 of 1", "times 3 of 2"]);
    expect(grad((y: Value) => layer.forward(y))(x).item()).toBe(6);
    stops[0]();
    expect(layer.forward(x).item()).toBe(3);
  });

  it("registered twice runs twice, and each registration ends by itself", () => {
    const layer = new ReLU();
    let calls = 0;
    const count = (): void => {
      calls++;
    };
    const [stop] = [registerForwardHook(layer, count), registerForwardHook(layer, count)];
    layer.forward(tensor(1));
    expect(calls).toBe(2);
    stop();
    layer.forward(tensor(1));
    expect(calls).toBe(3);
  });

  it("leaves alone other modules of the class, and what the module holds and saves", () => {
    const [hooked, other] = [new Linear(1, 1), new Linear(1, 1)];
    const keys = Object.keys(hooked);
    let calls = 0;
    registerForwardHook(hooked, () => {
      calls++;
    });
    other.forward(ones([1]));
    expect(calls).toBe(0);
    expect(Object.keys(hooked)).toEqual(keys);
    expect(hooked.namedParameters().map(([path]) => path)).toEqual(["weight", "bias"]);
    expect(Linear.prototype.forward.call(hooked, ones([1])).shape).toEqual([1]);
  });

  it("works on modules of other inputs and outputs, and on a forward that is a property", () => {
    const network = new MLP(1, [2]);
    let size = 0;
    registerForwardHook(network, (_module, [inputs], outputs) => {
      size = inputs.length * 10 + outputs.length;
    });
    network.forward([1]);
    expect(size).toBe(12);
    class Doubling extends Module {
      readonly factor = 2;
      override readonly forward = (x: number): number => x * this.factor;
    }
    const doubling = new Doubling();
    registerForwardHook(doubling, (_module, [x], output) => output + x);
    expect(doubling.forward(3)).toBe(9);
  });

  it("need not be ended for the module to be forgotten, and ended ones leave nothing behind", () => {
    const layer = new ReLU();
    for (let i = 0; i < 20_000; i++) registerForwardHook(layer, () => undefined)();
    expect(layer.forward(tensor(1)).item()).toBe(1);
  });
});
