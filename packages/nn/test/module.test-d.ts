import type { Value } from "@chainrule/autograd";
import {
  Linear,
  type MLP,
  Module,
  ModuleList,
  registerForwardHook,
  type Sequential,
  type UnaryModule,
} from "@chainrule/nn";
import { describe, expectTypeOf, it } from "vitest";

describe("modules", () => {
  it("have a forward with their own inputs and output", () => {
    expectTypeOf<Linear["forward"]>().parameters.toEqualTypeOf<[x: Value]>();
    expectTypeOf<Linear["forward"]>().returns.toEqualTypeOf<Value>();
    expectTypeOf<MLP["forward"]>().parameter(0).toEqualTypeOf<readonly (Value | number)[]>();
    expectTypeOf<MLP["forward"]>().returns.toEqualTypeOf<Value[]>();
  });

  it("of an author may take several inputs", () => {
    class Bilinear extends Module {
      forward(x: Value, y: Value): Value {
        return x.mul(y);
      }
    }
    expectTypeOf<Bilinear>().toExtend<Module>();
    expectTypeOf<Bilinear>().not.toExtend<UnaryModule>();
  });

  it("in a ModuleList keep their class", () => {
    const list = new ModuleList([new Linear(1, 1)]);
    expectTypeOf(list[0]).toEqualTypeOf<Linear<1, 1>>();
    expectTypeOf([...list]).toEqualTypeOf<Linear<1, 1>[]>();
    expectTypeOf<ModuleList>().toExtend<Module>();
  });

  it("give hooks their own inputs and output", () => {
    registerForwardHook(new Linear(1, 1), (module, inputs, output) => {
      expectTypeOf(module).toEqualTypeOf<Linear<1, 1>>();
      expectTypeOf(inputs).toEqualTypeOf<[x: Value]>();
      expectTypeOf(output).toEqualTypeOf<Value>();
    });
    // @ts-expect-error: a Linear gives a Value
    registerForwardHook(new Linear(1, 1), () => 3);
  });

  it("fit into a Sequential when they take a Value and give one", () => {
    expectTypeOf<Linear>().toExtend<UnaryModule>();
    expectTypeOf<Sequential>().toExtend<UnaryModule>();
    expectTypeOf<MLP>().not.toExtend<UnaryModule>();
  });
});
