import { allocate, checkDtype, type Dtype, roundTo } from "../dtype.ts";
import { checkValue } from "../guard.ts";
import { defineOp, type Op, type Rules, withSignature } from "../op.ts";
import { withRecording } from "../recording.ts";
import { Value } from "../value.ts";

const convert = defineOp(
  "to",
  (x: Value, dtype: Dtype) => {
    if (typeof x.storage === "number") return new Value(x.shape, dtype, roundTo(dtype, x.storage));
    const output = allocate(dtype, x.size);
    if (dtype === "bool") for (let i = 0; i < output.length; i++) output[i] = x.storage[i] === 0 ? 0 : 1;
    else output.set(x.storage);
    return new Value(x.shape, dtype, output);
  },
  {
    shape: (x) => x.shape,
    dtype: (_x, dtype) => dtype,
    vjp: [(cotangent, _output, x) => cotangent.to(x.dtype)],
    jvp: [(tangent, _output, _x, dtype) => tangent.to(dtype)],
  },
);

/** x as another dtype; x itself if it has that dtype. To int32 truncates, to bool is x ≠ 0. */
export const to: Op<[x: Value, dtype: Dtype]> = withSignature(
  convert,
  (x: Value, dtype: Dtype): Value => {
    checkDtype(dtype);
    return checkValue("to", x).dtype === dtype ? x : convert(x, dtype);
  },
  {
    samples: [
      { args: [{ shape: [2, 3] }, "float64"] },
      { args: [{ shape: [4], dtype: "int32" }, "float32"] },
    ],
  },
);

const same: Rules<[Value], Value> = {
  shape: (x) => x.shape,
  vjp: [(cotangent) => cotangent],
  jvp: [(tangent) => tangent],
};

/** A Value of its own with the same numbers; gradients pass. */
export const clone: Op<[x: Value]> = defineOp("clone", (x: Value) => x, {
  ...same,
  samples: [{ args: [{ shape: [2] }] }],
});

const cut = defineOp("detach", (x: Value) => x, { shape: (x) => x.shape, vjp: [null], jvp: [null] });

/** The same numbers, without a history: no derivative flows past it. Shares the storage. */
export const detach: Op<[x: Value]> = withSignature(cut, (x: Value): Value => {
  checkValue("detach", x);
  return withRecording({ gradient: false }, () => cut(x));
});
