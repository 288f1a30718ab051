import type { Value } from "@chainrule/autograd";
import { type Linear, type MLP, Module, type Sequential, type UnaryModule } from "@chainrule/nn";
import { describe, expectTypeOf, it } from "vitest";

describe("modules", () => {
  it("have a forward with their own inputs and output", () => {
    expectTypeOf<Linear["forward"]>().toEqualTypeOf<(x: Value) => Value>();
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

  it("fit into a Sequential when they take a Value and give one", () => {
    expectTypeOf<Linear>().toExtend<UnaryModule>();
    expectTypeOf<Sequential>().toExtend<UnaryModule>();
    expectTypeOf<MLP>().not.toExtend<UnaryModule>();
  });
});
