import { type Dtype, type OpName, type Shape, type Value } from "@chainrule/autograd";
import { anyBroadcastable, anyDtype, anyShape, anyValue } from "@chainrule/autograd/testing/arbitrary";
import fc from "fast-check";
import { any, asFloat, asNumber, type Calls, each, promoted, same, toBool } from "./call.ts";

function unary(dtypeOf: (dtype: Dtype) => Dtype): Calls {
  return any(anyShape()).map((x) => ({ args: [x], result: { shape: x.shape, dtype: dtypeOf(x.dtype) } }));
}

function binary(dtypeOf: (dtype: Dtype) => Dtype): Calls {
  const values = anyBroadcastable().chain(({ shapes: [a, b], result }) =>
    fc.tuple(any(a), any(b)).map(([x, y]) => ({
      args: [x, y],
      result: { shape: result, dtype: dtypeOf(promoted(x, y)) },
    })),
  );
  const withNumber = fc
    .tuple(any(anyShape()), fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(0.5, 2.5)), fc.boolean())
    .map(([x, y, swap]) => ({
      args: swap ? [y, x] : [x, y],
      result: { shape: x.shape, dtype: dtypeOf(promoted(x, y)) },
    }));
  return fc.oneof({ weight: 3, arbitrary: values }, withNumber);
}

/** Binary ops that refuse some integers: whole numbers to negative powers, remainders by 0. */
function binaryOfPositives(dtypeOf: (dtype: Dtype) => Dtype): Calls {
  return anyBroadcastable().chain(({ shapes: [a, b], result }) => {
    const positive = (shape: Shape): fc.Arbitrary<Value> =>
      anyValue({ shape, dtype: fc.constantFrom("float32", "float64", "int32"), range: [1, 4] });
    return fc.tuple(positive(a), positive(b)).map(([x, y]) => ({
      args: [x, y],
      result: { shape: result, dtype: dtypeOf(promoted(x, y)) },
    }));
  });
}

const chosen: Calls = anyBroadcastable({ count: 3 }).chain(({ shapes: [c, a, b], result }) =>
  fc.tuple(any(c, "bool"), any(a), any(b)).map(([condition, x, y]) => ({
    args: [condition, x, y],
    result: { shape: result, dtype: promoted(x, y) },
  })),
);

const floatUnaries = [
  "exp",
  "exp2",
  "expm1",
  "log",
  "log1p",
  "log2",
  "log10",
  "sqrt",
  "rsqrt",
  "reciprocal",
  "sin",
  "cos",
  "tan",
  "asin",
  "acos",
  "atan",
  "sinh",
  "cosh",
  "tanh",
  "asinh",
  "acosh",
  "atanh",
  "sigmoid",
  "softplus",
  "erf",
  "erfc",
  "gelu",
  "silu",
  "mish",
  "elu",
  "selu",
  "softsign",
] as const;

/** Three floats that broadcast. */
const triples: Calls = anyBroadcastable({ count: 3 }).chain(({ shapes: [a, b, c], result }) =>
  fc.tuple(any(a, "float32"), any(b, "float32"), any(c, "float32")).map((args) => ({
    args,
    result: { shape: result, dtype: "float32" as const },
  })),
);

export const entrywise = {
  ...each(floatUnaries, unary(asFloat)),
  ...each(["isNaN", "isFinite", "logicalNot"], unary(toBool)),
  ...each(
    ["neg", "abs", "sign", "square", "floor", "ceil", "trunc", "round", "relu", "hardtanh"],
    unary(asNumber),
  ),
  ...each(["clone", "detach"], unary(same)),
  ...each(["leakyRelu"], unary(asFloat)),
  clamp: unary(asNumber).map(({ args, result }) => ({ args: [...args, -1, 2], result })),
  to: fc.tuple(any(anyShape()), anyDtype()).map(([x, dtype]) => ({
    args: [x, dtype],
    result: { shape: x.shape, dtype },
  })),

  ...each(["add", "mul", "maximum", "minimum"], binary(same)),
  ...each(["sub"], binary(asNumber)),
  ...each(["div", "atan2", "hypot"], binary(asFloat)),
  ...each(["eq", "ne", "lt", "le", "gt", "ge", "logicalAnd", "logicalOr", "logicalXor"], binary(toBool)),
  ...each(["pow", "remainder"], binaryOfPositives(asNumber)),
  where: chosen,
  maskedFill: anyBroadcastable().chain(({ shapes: [mask, x], result }) =>
    fc.tuple(any(x, "float32"), any(mask, "bool")).map(([x, mask]) => ({
      args: [x, mask, -1],
      result: { shape: result, dtype: "float32" as const },
    })),
  ),
  ...each(["lerp", "addcmul", "addcdiv"], triples),
} satisfies Partial<Record<OpName, Calls>>;
