import { type OpName, type Value } from "@chainrule/autograd";
import { anyDtype, anyShape } from "@chainrule/autograd/testing/arbitrary";
import fc from "fast-check";
import { any, type Calls, each, type Result } from "./call.ts";

const state: fc.Arbitrary<Value> = any([4], "int32");
const next: Result = { shape: [4], dtype: "int32" };

const floats: Calls = fc
  .tuple(state, anyShape(), anyDtype("float"))
  .map(([state, shape, dtype]) => ({ args: [state, shape, dtype], result: [{ shape, dtype }, next] }));

export const random = {
  ...each(["randomUniform", "randomNormal"], floats),
  randomIntegers: fc.tuple(state, anyShape()).map(([state, shape]) => ({
    args: [state, shape, -2, 3],
    result: [{ shape, dtype: "int32" as const }, next],
  })),
  randomPermutation: fc.tuple(state, fc.nat({ max: 6 })).map(([state, n]) => ({
    args: [state, n],
    result: [{ shape: [n], dtype: "int32" as const }, next],
  })),
} satisfies Partial<Record<OpName, Calls>>;
